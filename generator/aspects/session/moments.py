"""What surprises people about sessions, recognised from what happened, with its proof."""

from collections.abc import Callable, Iterator

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.aspects.session import facts, lookups
from proven_lessons.generator.aspects.session.parts import Found, is_plain, link_to, part_of
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.facts.transactions import undone
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, _, listed
from proven_lessons.runner.probes.cookies import CookieDeleted
from proven_lessons.runner.probes.session.events import (
    SessionKeyChange,
    SessionSave,
    SessionSet,
    SessionUpdate,
)
from proven_lessons.runner.trace import Step

type Moments = Iterator[Moment]


def recognised(one: NumberedExchange) -> Moments:
    """Yield the key moments of an exchange that are about its session."""
    for rank, recognise in enumerate(_RECOGNISERS, 10):
        for ask, answer, proof in recognise(one):
            yield Moment(rank=rank, ask=ask, answer=answer, proof=tuple(proof))


# Private


def _lost_change(one: NumberedExchange) -> Found:
    session = one.last.session
    if session is None or session.status != "not saved" or session.stored is None:
        return
    if (
        one.response.status >= 500
        or one.exchange.error is not None
        or facts.is_marked(one.exchange)
        or one.exchange.together
    ):
        return
    changed = next(
        (step for step in one.single_steps if step.at and facts.changes_in_place(step)), None
    )
    if changed is None or dict(session.data) == dict(session.stored):
        return
    number, last = changed.number, one.last.number
    yield (
        _(
            "The session holds something else after {step}. Why is it not saved?",
            step=link_to(changed),
        ),
        _(
            "Django saves a session that is marked as modified. Setting or deleting a key of the "
            "session marks it. "
            "{step} changes something *inside* a value instead, and the session does not notice: "
            "its status stays "
            "{status}. In the end the view has seen {data}, and the store still holds {stored}.",
            step=link_to(changed),
            status=part_of(changed, "session.status"),
            data=part_of(one.last, "session.data"),
            stored=part_of(one.last, "session.stored"),
        ),
        [
            f'step[{number}].session.status == "loaded"',
            f'step[{last}].session.status == "not saved"',
            f"step[{last}].session.data != step[{last}].session.stored",
        ],
    )


def _save_skipped(one: NumberedExchange) -> Found:
    changed = [
        step
        for step in one.single_steps
        if step.session and step.session.status == "modified" and step.session.changed and step.at
    ]
    session = one.last.session
    if one.response.status < 500 or not changed or session is None or session.status != "not saved":
        return
    if _saves(one) or dict(session.stored or {}) == dict(session.data):
        return  # the view saved for itself, so not all is lost
    if session.opaque or facts.is_failed_save(one.exchange):
        return  # nobody can tell
    yield (
        _(
            "The session was changed in {step}. What became of the change?",
            step=link_to(changed[0]),
        ),
        _(
            "It is lost. The response left with status {status}, and `SessionMiddleware` does not "
            "save the session "
            "when the status is 500 or more. After {last} the store holds {stored}.",
            status=Expression(f"exchanges[{one.index}].response.status"),
            last=link_to(one.last),
            stored=part_of(one.last, "session.stored"),
        ),
        [
            f'step[{changed[0].number}].session.status == "modified"',
            f"exchanges[{one.index}].response.status >= 500",
            f'step[{one.last.number}].session.status == "not saved"',
        ],
    )


def _new_key(one: NumberedExchange) -> Found:
    if any(gone.query.session for gone in undone(one.exchange)):
        return  # the old key may be worth something again
    for step in one.single_steps:
        for event in events_of([step], SessionKeyChange) if step.at else ():
            if event.method == "flush" and (step.session is None or step.session.data):
                continue  # the same statement has filled it again
            if event.method == "flush":
                answer = _("Nothing. `flush()` deletes the data and the key.")
                if event.old:
                    answer = _(
                        "Nothing. `flush()` deletes the data and the key. The old row has gone "
                        "from the store."
                    )
                ask = _("What does {step} leave of the session?", step=link_to(step))
                yield ask, answer, [f"step[{step.number}].session.data == {{}}"]
            elif event.old and facts.keeps_its_data(step, one.before(step)):
                before = one.before(step)
                yield (
                    _("Why does the session have a new key after {step}?", step=link_to(step)),
                    _(
                        "The data stays, and the key is another. Whoever knew the old key can do "
                        "nothing with it any "
                        "more. That is why Django changes it when somebody logs in."
                    ),
                    [f"step[{step.number}].session.key != step[{before.number}].session.key"],
                )


def _thrown_away(one: NumberedExchange) -> Found:
    """Tell of what a login throws away: the data of a session that belonged to another user."""
    for step in one.single_steps:
        before = one.before(step)
        lost = facts.thrown_away(step, before)
        if step.at is None or not lost:
            continue
        yield (
            _(
                "What became of {keys} after {step}?",
                keys=listed(Code(key) for key in lost),
                step=link_to(step),
            ),
            _(
                "It is thrown away with the whole session. `login()` found that the session "
                "belonged to another user, so it flushed the session before it put the new user "
                "in. After {step} the session holds {data}.",
                step=link_to(step),
                data=part_of(step, "session.data"),
            ),
            [
                f"{part_of(step, 'session.data._auth_user_id')} != "  # another user
                + part_of(before, "session.data._auth_user_id"),
                *(f"{key!r} in step[{before.number}].session.data" for key in lost),
                *(f"{key!r} not in step[{step.number}].session.data" for key in lost),
            ],
        )


def _emptied(one: NumberedExchange) -> Found:
    sent = one.exchange.request.cookies
    gone = [event.name for event in events_of([one.last], CookieDeleted)]
    session = one.last.session
    if session is None or session.data or session.key:
        return
    if not any(facts.is_session_key(sent.get(name, "")) for name in gone):
        return
    ask = _("Why does response {number} delete the session cookie?", number=one.number)
    yield (
        _("Why does the response delete the session cookie?") if one.is_alone else ask,
        _(
            "The session has no key and no data any more. There is nothing to find again, so "
            "`SessionMiddleware` "
            "tells the browser to delete its cookie."
        ),
        [
            f"step[{one.last.number}].session.data == {{}}",
            f"step[{one.last.number}].session.key is none",
            f"exchanges[{one.index}].request.cookies | length > 0",
        ],
    )


def _saved_late(one: NumberedExchange) -> Found:
    session = one.last.session
    if session is None or session.status != "saved" or session.opaque or _saves(one) != [one.last]:
        return
    for step, event, _name in named_events(one):
        if not isinstance(event, SessionSet | SessionUpdate) or not _is_kept(event, one):
            continue
        if step.session is None or step.session.status != "modified":
            continue
        if step.session.stored == step.session.data:
            continue  # the store has it already
        later = [
            other.session
            for other in one.single_steps
            if step.number < other.number < one.last.number
        ]
        if any(other is not None and other.stored != step.session.stored for other in later):
            continue  # something else has stored it, such as a new key
        ask = _("Is the session saved the moment that {step} updates it?", step=link_to(step))
        if isinstance(event, SessionSet):
            ask = _(
                "Is the session saved the moment that {step} sets {key}?",
                step=link_to(step),
                key=Code(event.key.repr),
            )
        yield ask, _late_answer(step, one.last), _late_proof(step.number, one.last.number)


def _late_answer(step: Step, last: Step) -> Message:
    return _(
        "No. {step} changes the session in memory and marks it as modified. The store then holds "
        "{before}. "
        "`SessionMiddleware` saves the session in {last}, just before the response leaves: now the "
        "store holds "
        "{after}.",
        step=link_to(step),
        before=part_of(step, "session.stored"),
        last=link_to(last),
        after=part_of(last, "session.stored"),
    )


def _late_proof(number: int, last: int) -> list[str]:
    return [
        f'step[{number}].session.status == "modified"',
        f"step[{number}].session.stored != step[{number}].session.data",
        f'step[{last}].session.status == "saved"',
        f"step[{last}].session.stored == step[{last}].session.data",
    ]


def _unread(one: NumberedExchange) -> Found:
    is_unread = one.last.session is not None and one.last.session.status == "unread"
    if not any(facts.asks_for_session(exchange) for exchange in one.run.exchanges):
        return  # the lesson is about something else
    if is_unread and not facts.asks_for_session(one.exchange):
        ask = _("Is the session loaded for request {number}?", number=one.number)
        yield (
            _("Is the session loaded for the request?") if one.is_alone else ask,
            _(
                "No. Django loads a session when something first asks for it, and here nothing "
                "does."
            ),
            [f'step[{one.last.number}].session.status == "unread"'],
        )


def _saves(one: NumberedExchange) -> list[Step]:
    """Return the steps in which the session was saved."""
    return [step for step in one.steps if any(events_of([step], SessionSave))]


def _is_kept(event: SessionSet | SessionUpdate, one: NumberedExchange) -> bool:
    """Return whether what was set is what the session holds in the end."""
    if isinstance(event, SessionUpdate):
        return True
    data = {} if one.last.session is None else one.last.session.data
    return is_plain(event.key) and data.get(event.key.repr[1:-1]) == event.value


# The most surprising first.
_RECOGNISERS: tuple[Callable[[NumberedExchange], Found], ...] = (
    _lost_change,
    _save_skipped,
    lookups.missing_key,
    _thrown_away,
    _new_key,
    _emptied,
    lookups.set_or_got,
    lookups.popped,
    _saved_late,
    lookups.default,
    _unread,
)
