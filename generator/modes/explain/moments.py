"""Key moments that a run has by itself: what readers stumble over, recognised from events, with its proof."""

from collections.abc import Callable, Iterator
from typing import Any

from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.queries import repeated
from proven_lessons.generator.lessons.lesson import KeyMoment
from proven_lessons.generator.markup import code
from proven_lessons.generator.modes.explain.exchange_at import Occasion, is_key, link
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import session as session_words
from proven_lessons.runner.trace import Run, Step

WANTED = 3


def recognised(run: Run) -> list[KeyMoment]:
    """Give the key moments of a run, the most surprising first, at most WANTED and each kind once."""
    found: list[KeyMoment] = []
    for recognise in _RECOGNISERS:
        moments = (
            moment
            for index, exchange in enumerate(run.exchanges)
            for moment in recognise(Occasion(run, index, exchange))
        )
        found += [moment for moment in [next(moments, None)] if moment is not None]
    return found[:WANTED]


# Private


type Moments = Iterator[KeyMoment]


def _lost_change(at: Occasion) -> Moments:
    session = at.last.session
    if session is None or session.status != "not saved" or session.stored is None or at.exchange.response.status >= 500:
        return
    if dict(session.data) == dict(session.stored) or at.exchange.error is not None:
        return
    changed = next((step for step in at.steps if step.at and session_words.changes_in_place(step)), None)
    if changed is None or endings.was_told(at.exchange):
        return
    number, last = changed.number, at.last.number
    yield KeyMoment(
        ask=f"The session holds something else after {link(changed)}. Why is it not saved?",
        answer=(
            f"Django saves a session that is marked as modified. Setting or deleting a key of the session marks it. "
            f"{link(changed)} changes something *inside* of a value instead, and the session does not notice: its "
            f"status stays {{{{ step[{number}].session.status }}}}. In the end the view has seen "
            f"{{{{ step[{last}].session.data }}}}, and the store still holds {{{{ step[{last}].session.stored }}}}."
        ),
        proof=[
            f'step[{number}].session.status == "loaded"',
            f'step[{last}].session.status == "not saved"',
            f"step[{last}].session.data != step[{last}].session.stored",
        ],
    )


def _save_skipped(at: Occasion) -> Moments:
    changed = [step for step in at.steps if step.session and step.session.status == "modified" and step.phase == "view"]
    session = at.last.session
    if at.exchange.response.status < 500 or not changed or session is None or session.status != "not saved":
        return
    if at.saves() or dict(session.stored or {}) == dict(session.data):
        return  # the view saved for itself, so not all is lost
    if session.opaque or endings.is_failed_save(at.exchange):
        return  # nobody can tell
    yield KeyMoment(
        ask=f"The view changed the session in {link(changed[0])}. What became of the change?",
        answer=(
            f"It is lost. The response left with status {{{{ exchanges[{at.index}].response.status }}}}, and "
            f"`SessionMiddleware` does not save the session when the status is 500 or more. After {link(at.last)} "
            f"the store holds {{{{ step[{at.last.number}].session.stored }}}}."
        ),
        proof=[
            f'step[{changed[0].number}].session.status == "modified"',
            f"exchanges[{at.index}].response.status >= 500",
            f'step[{at.last.number}].session.status == "not saved"',
        ],
    )


def _missing_key(at: Occasion) -> Moments:
    for step, event, name in at.events("session.get"):
        if event.default is None and event.found is False and step.error and step.error.type == "KeyError":
            yield KeyMoment(
                ask=f"Why does {link(step)} raise `KeyError`?",
                answer=(
                    f"The session has no key {code(event.key.repr)}. Square brackets raise `KeyError` for a key that "
                    "is missing, as they do for any dictionary. `get()` would have returned a default."
                ),
                proof=[f'step[{step.number}].error == "KeyError"', f"{name}.found == false"],
            )


def _new_key(at: Occasion) -> Moments:
    for step in at.steps:
        for event in step.events:
            if event.kind != "session.key" or not step.at:
                continue
            flushed = getattr(event, "method", "") == "flush"
            if flushed:
                ask = f"What does {link(step)} leave of the session?"
                answer = "Nothing. `flush()` deletes the data and the key." + (
                    " The old row is gone from the store." if getattr(event, "old", None) else ""
                )
                yield KeyMoment(ask=ask, answer=answer, proof=[f"step[{step.number}].session.data == {{}}"])
            elif getattr(event, "old", None):
                before = at.before(step)
                yield KeyMoment(
                    ask=f"Why does the session have a new key after {link(step)}?",
                    answer=(
                        "The data stays, and the key is another. Whoever knew the old key can do nothing with it any "
                        "more. That is why Django changes it when somebody logs in."
                    ),
                    proof=[f"step[{step.number}].session.key != step[{before.number}].session.key"],
                )


def _emptied(at: Occasion) -> Moments:
    sent = at.exchange.request.cookies
    gone = [event.name for event in events_of([at.last], "cookies.delete")]
    session = at.last.session
    if session is None or session.data or session.key or not any(is_key(sent.get(name, "")) for name in gone):
        return
    yield KeyMoment(
        ask=f"Why does {at.which('response')} delete the session cookie?",
        answer=(
            "The session has no key and no data any more. There is nothing to find again, so `SessionMiddleware` tells "
            "the browser to forget its cookie."
        ),
        proof=[
            f"step[{at.last.number}].session.data == {{}}",
            f"step[{at.last.number}].session.key is none",
            f"exchanges[{at.index}].request.cookies | length > 0",
        ],
    )


def _saved_late(at: Occasion) -> Moments:
    session = at.last.session
    if session is None or session.status != "saved" or session.opaque:
        return
    if [step.number for step in at.saves()] != [at.last.number]:
        return
    found = [*at.events("session.set"), *at.events("session.update")]
    for step, event, _ in sorted(found, key=lambda one: one[0].number):
        is_set = event.kind == "session.set"
        kept = is_set and session.data.get(str(event.key.repr)[1:-1]) == event.value
        if step.session is None or step.session.status != "modified" or not (kept or not is_set):
            continue
        later = [other.session for other in at.steps if other.session and step.number < other.number < at.last.number]
        if any(other.stored != step.session.stored for other in later):
            continue  # something else has stored it, such as a new key
        doing = f"sets {code(event.key.repr)}" if is_set else "updates it"
        yield KeyMoment(
            ask=f"Is the session saved the moment that {link(step)} {doing}?",
            answer=(
                f"No. {link(step)} changes the session in memory and marks it as modified. The store then holds "
                f"{{{{ step[{step.number}].session.stored }}}}. `SessionMiddleware` saves the session in "
                f"{link(at.last)}, just before the response leaves: now the store holds "
                f"{{{{ step[{at.last.number}].session.stored }}}}."
            ),
            proof=[
                f'step[{step.number}].session.status == "modified"',
                f"step[{step.number}].session.stored != step[{step.number}].session.data",
                f'step[{at.last.number}].session.status == "saved"',
                f"step[{at.last.number}].session.stored == step[{at.last.number}].session.data",
            ],
        )


def _default(at: Occasion) -> Moments:
    for step, event, name in at.events("session.get"):
        if event.default is None or event.found is None or step.error is not None or not _is_written(step, event):
            continue
        key = code(event.key.repr)
        if event.found:
            ask = f"{link(step)} reads {key} with `get()`. Is its default used?"
            answer = (
                f"No. The key is there. The default, {code(event.default.repr)}, is only for a key that is missing. "
                "Square brackets would do the same here, and raise `KeyError` if the key were missing."
            )
        else:
            ask = f"{link(step)} reads {key}, which the session does not have. Why is there no error?"
            answer = (
                f"`get()` returns its default for a key that is missing, here {code(event.default.repr)}. Square "
                "brackets would raise `KeyError`. The default is not put into the session."
            )
        found = "true" if event.found else "false"
        yield KeyMoment(
            ask=ask, answer=answer, proof=[f"{name}.found == {found}", f"step[{step.number}].error is none"]
        )


def _is_written(step: Step, event: Any) -> bool:
    """Say whether the author's line itself does what the event tells: it is not Django that looked something up."""
    return step.at is not None and ".get(" in step.at.code and event.key.repr[1:-1] in step.at.code


def _set_or_got(at: Occasion) -> Moments:
    for step, event, name in at.events("session.setdefault"):
        if event.found is None or step.error is not None:
            continue
        key, value = code(event.key.repr), code(event.value.repr)
        if event.found:
            answer = (
                f"It only returns it. The key is there, so {value} is not needed, and nothing is marked as modified."
            )
        else:
            answer = (
                f"It does both. The key is missing, so it is set to {value}, and the session is marked as modified."
            )
        yield KeyMoment(
            ask=f"Does `setdefault()` in {link(step)} set {key}, or does it only return its value?",
            answer=answer,
            proof=[f"{name}.found == {'true' if event.found else 'false'}"],
        )


def _popped(at: Occasion) -> Moments:
    for step, event, name in at.events("session.pop"):
        if event.found is None or step.error is not None:
            continue
        key = code(event.key.repr)
        if event.found:
            answer = "No. `pop()` removes the key and returns its value. That marks the session as modified."
        else:
            answer = "No, and it was not there before. `pop()` returns its default and changes nothing."
        yield KeyMoment(
            ask=f"Does `pop()` in {link(step)} leave {key} in the session?",
            answer=answer,
            proof=[f"{name}.found == {'true' if event.found else 'false'}"],
        )


def _known_again(at: Occasion) -> Moments:
    request = at.exchange.request
    for index in range(at.index):
        cookies = at.run.exchanges[index].response.cookies
        sent = {name: value for name, value in request.cookies.items() if is_key(value)}
        shared = [name for name, value in sent.items() if name in cookies and cookies[name].value == value]
        if shared and at.run.exchanges[index].client == at.exchange.client:
            yield KeyMoment(
                ask=f"How does Django know that request {at.index + 1} comes from the browser of request {index + 1}?",
                answer=(
                    f"By a cookie. The response to request {index + 1} told the browser to keep {code(shared[0])}, and "
                    f"request {at.index + 1} sent it back. The cookie holds the session key, not the data."
                ),
                proof=[
                    f"exchanges[{at.index}].request.cookies[{shared[0]!r}] == exchanges[{index}].cookies[{shared[0]!r}]"
                ],
            )


def _once_for_each_row(at: Occasion) -> Moments:
    for one in repeated(at.exchange):
        steps = [step for step in one.steps if step.at and not step.skipped]
        if not steps:
            continue
        what = f"{one.times} statements of one kind" if len(steps) == 1 else "a statement in each round"
        yield KeyMoment(
            ask=f"Why does {link(steps[0])} send {what}?",
            answer=(
                f"It asks for one row at a time: the same statement, {one.times} times, each time with another "
                "parameter. With one statement for the list and N for its rows, this is called the N+1 problem. "
                "`select_related()` and `prefetch_related()` get such rows together."
            ),
            proof=[f"step[{steps[0].number}].sql | length > 0", f"exchanges[{at.index}].sql | length >= {one.times}"],
        )


def _unread(at: Occasion) -> Moments:
    is_unread = at.last.session is not None and at.last.session.status == "unread"
    if is_unread and not endings.asks_for_session(at.exchange):
        yield KeyMoment(
            ask=f"Is the session loaded for {at.which()}?",
            answer=(
                "No. Django loads a session when something first asks for it, and here nothing does. A session that "
                "is not used is not saved either."
            ),
            proof=[f'step[{at.last.number}].session.status == "unread"'],
        )


_RECOGNISERS: tuple[Callable[[Occasion], Moments], ...] = (
    _once_for_each_row, _lost_change, _save_skipped, _missing_key, _new_key, _emptied, _set_or_got, _popped,
    _saved_late, _default, _known_again, _unread,
)  # fmt: skip
