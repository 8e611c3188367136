"""What surprises people about sessions, recognised from what happened, with its proof."""

from collections.abc import Callable, Iterator

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.aspects.session import facts
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, _
from proven_lessons.runner.probes.cookies import CookieDeleted
from proven_lessons.runner.probes.session.events import (
    SessionKeyChange,
    SessionPop,
    SessionRead,
    SessionSave,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Step, Value

type Moments = Iterator[Moment]
_LONG_KEY = 80


def recognised(one: NumberedExchange) -> Moments:
    """Yield the key moments of an exchange that are about its session."""
    for rank, recognise in enumerate(_RECOGNISERS, 10):
        for ask, answer, proof in recognise(one):
            yield Moment(rank=rank, ask=ask, answer=answer, proof=tuple(proof))


# Private

type Found = Iterator[tuple[Message, Message, list[str]]]


def _step(step: Step) -> Expression:
    return Expression(f"step[{step.number}]")


def _of(step: Step, path: str) -> Expression:
    return Expression(f"step[{step.number}].{path}")


def _is_plain(key: Value) -> bool:
    """Return whether a key can be talked about: it is text, and was not cut."""
    return key.type == "str" and len(key.repr) < _LONG_KEY and key.repr[0] in "'\""


def _lost_change(one: NumberedExchange) -> Found:
    session = one.last.session
    if session is None or session.status != "not saved" or session.stored is None:
        return
    if (
        one.response.status >= 500
        or one.exchange.error is not None
        or facts.is_marked(one.exchange)
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
            step=_step(changed),
        ),
        _(
            "Django saves a session that is marked as modified. Setting or deleting a key of the "
            "session marks it. "
            "{step} changes something *inside* a value instead, and the session does not notice: "
            "its status stays "
            "{status}. In the end the view has seen {data}, and the store still holds {stored}.",
            step=_step(changed),
            status=_of(changed, "session.status"),
            data=_of(one.last, "session.data"),
            stored=_of(one.last, "session.stored"),
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
            step=_step(changed[0]),
        ),
        _(
            "It is lost. The response left with status {status}, and `SessionMiddleware` does not "
            "save the session "
            "when the status is 500 or more. After {last} the store holds {stored}.",
            status=Expression(f"exchanges[{one.index}].response.status"),
            last=_step(one.last),
            stored=_of(one.last, "session.stored"),
        ),
        [
            f'step[{changed[0].number}].session.status == "modified"',
            f"exchanges[{one.index}].response.status >= 500",
            f'step[{one.last.number}].session.status == "not saved"',
        ],
    )


def _missing_key(one: NumberedExchange) -> Found:
    for step, event, name in named_events(one):
        if not isinstance(event, SessionRead) or not _is_plain(event.key):
            continue
        if (
            event.default is None
            and event.found is False
            and step.error
            and step.error.type == "KeyError"
        ):
            yield (
                _("Why does {step} raise `KeyError`?", step=_step(step)),
                _(
                    "The session has no key {key}. Square brackets raise `KeyError` for a key that "
                    "is missing, as they "
                    "do for any dictionary. `get()` would have returned a default.",
                    key=Code(event.key.repr),
                ),
                [f'step[{step.number}].error == "KeyError"', f"{name}.found == false"],
            )


def _new_key(one: NumberedExchange) -> Found:
    for step in one.single_steps:
        for event in events_of([step], SessionKeyChange) if step.at else ():
            if event.method == "flush":
                answer = _("Nothing. `flush()` deletes the data and the key.")
                if event.old:
                    answer = _(
                        "Nothing. `flush()` deletes the data and the key. The old row has gone "
                        "from the store."
                    )
                ask = _("What does {step} leave of the session?", step=_step(step))
                yield ask, answer, [f"step[{step.number}].session.data == {{}}"]
            elif event.old:
                before = one.before(step)
                yield (
                    _("Why does the session have a new key after {step}?", step=_step(step)),
                    _(
                        "The data stays, and the key is another. Whoever knew the old key can do "
                        "nothing with it any "
                        "more. That is why Django changes it when somebody logs in."
                    ),
                    [f"step[{step.number}].session.key != step[{before.number}].session.key"],
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


def _set_or_got(one: NumberedExchange) -> Found:
    for step, event, name in named_events(one):
        if not isinstance(event, SessionSetDefault) or not _is_plain(event.key):
            continue
        if event.found is None or step.error is not None:
            continue
        value = Code(event.value.repr)
        answer = _(
            "It does both. The key is missing, so it is set to {value}, and the session is marked "
            "as modified.",
            value=value,
        )
        if event.found:
            answer = _(
                "It only returns it. The key is there, so {value} is not needed, and "
                "`setdefault()` marks nothing as "
                "modified.",
                value=value,
            )
        yield (
            _(
                "Does `setdefault()` in {step} set {key}, or does it only return its value?",
                step=_step(step),
                key=Code(event.key.repr),
            ),
            answer,
            [_found(name, is_found=event.found)],
        )


def _popped(one: NumberedExchange) -> Found:
    for step, event, name in named_events(one):
        if not isinstance(event, SessionPop) or not _is_plain(event.key):
            continue
        if event.found is None or step.error is not None:
            continue
        answer = _(
            "No. `pop()` removes the key and returns its value. That marks the session as modified."
        )
        if not event.found:
            answer = _(
                "No, and it was not there before. `pop()` returns its default and changes nothing."
            )
        ask = _(
            "Does `pop()` in {step} leave {key} in the session?",
            step=_step(step),
            key=Code(event.key.repr),
        )
        yield ask, answer, [_found(name, is_found=event.found)]


def _saved_late(one: NumberedExchange) -> Found:
    session = one.last.session
    if session is None or session.status != "saved" or session.opaque or _saves(one) != [one.last]:
        return
    for step, event, _name in named_events(one):
        if not isinstance(event, SessionSet | SessionUpdate) or not _is_kept(event, one):
            continue
        if step.session is None or step.session.status != "modified":
            continue
        later = [
            other.session
            for other in one.single_steps
            if step.number < other.number < one.last.number
        ]
        if any(other is not None and other.stored != step.session.stored for other in later):
            continue  # something else has stored it, such as a new key
        ask = _("Is the session saved the moment that {step} updates it?", step=_step(step))
        if isinstance(event, SessionSet):
            ask = _(
                "Is the session saved the moment that {step} sets {key}?",
                step=_step(step),
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
        step=_step(step),
        before=_of(step, "session.stored"),
        last=_step(last),
        after=_of(last, "session.stored"),
    )


def _late_proof(number: int, last: int) -> list[str]:
    return [
        f'step[{number}].session.status == "modified"',
        f"step[{number}].session.stored != step[{number}].session.data",
        f'step[{last}].session.status == "saved"',
        f"step[{last}].session.stored == step[{last}].session.data",
    ]


def _default(one: NumberedExchange) -> Found:
    for step, event, name in named_events(one):
        if (
            not isinstance(event, SessionRead)
            or not _is_plain(event.key)
            or not _is_written(step, event)
        ):
            continue
        if event.default is None or event.found is None or step.error is not None:
            continue
        key, default = Code(event.key.repr), Code(event.default.repr)
        if event.found:
            ask = _(
                "{step} reads {key} with `get()`. Is its default used?", step=_step(step), key=key
            )
            answer = _(
                "No. The key is there. The default, {default}, is only for a key that is missing. "
                "Square brackets "
                "would do the same here, and raise `KeyError` if the key were missing.",
                default=default,
            )
        else:
            ask = _(
                "{step} reads {key}, which the session does not have. Why is there no error?",
                step=_step(step),
                key=key,
            )
            answer = _(
                "`get()` returns its default for a key that is missing, here {default}. Square "
                "brackets would raise "
                "`KeyError`. The default is not put into the session.",
                default=default,
            )
        yield (
            ask,
            answer,
            [_found(name, is_found=event.found), f"step[{step.number}].error is none"],
        )


def _unread(one: NumberedExchange) -> Found:
    is_unread = one.last.session is not None and one.last.session.status == "unread"
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
    return _is_plain(event.key) and data.get(event.key.repr[1:-1]) == event.value


def _is_written(step: Step, event: SessionRead) -> bool:
    """Return whether the author's line itself does what the event tells.

    It is not Django that looked something up.
    """
    return step.at is not None and ".get(" in step.at.code and event.key.repr[1:-1] in step.at.code


def _found(name: str, *, is_found: bool) -> str:
    return f"{name}.found == {'true' if is_found else 'false'}"


# The most surprising first.
_RECOGNISERS: tuple[Callable[[NumberedExchange], Found], ...] = (
    _lost_change,
    _save_skipped,
    _missing_key,
    _new_key,
    _emptied,
    _set_or_got,
    _popped,
    _saved_late,
    _default,
    _unread,
)
