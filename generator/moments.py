"""Key moments that a run has by itself: what readers stumble over, recognised from events, with its proof."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.escape import code
from generator.lesson import KeyMoment
from runner.trace import Exchange, Run, Step

WANTED = 3


def recognised(run: Run) -> list[KeyMoment]:
    """Give the key moments of a run, the most surprising first, at most WANTED and each kind once."""
    found: list[KeyMoment] = []
    for recognise in _RECOGNISERS:
        moments = (
            moment for index, exchange in enumerate(run.exchanges) for moment in recognise(_At(run, index, exchange))
        )
        found += [moment for moment in [next(moments, None)] if moment is not None]
    return found[:WANTED]


# Private

_STORE = ("session.load", "session.save", "sql")


@dataclass(frozen=True, slots=True)
class _At:
    """An exchange of a run with its place, counted from 0."""

    run: Run
    index: int
    exchange: Exchange

    @property
    def last(self) -> Step:
        return self.exchange.steps[-1]

    def which(self, noun: str = "request") -> str:
        return f"the {noun}" if len(self.run.exchanges) == 1 else f"{noun} {self.index + 1}"

    def before(self, step: Step) -> Step:
        """Give the step before, whose state a statement finds; the opening one has none before it."""
        return self.exchange.steps[max(0, self.exchange.steps.index(step) - 1)]

    def events(self, kind: str) -> Iterator[tuple[Step, Any]]:
        for step in self.exchange.steps:
            for event in step.events if step.at else ():
                if event.kind == kind and _is_plain(event):
                    yield step, event


type Moments = Iterator[KeyMoment]


def _lost_change(at: _At) -> Moments:
    session = at.last.session
    if session is None or session.status != "not saved" or session.stored is None or at.exchange.response.status >= 500:
        return
    if dict(session.data) == dict(session.stored) or at.exchange.error is not None:
        return
    changed = next((step for step in at.exchange.steps if step.at and step.session and step.session.changed), None)
    if changed is None:
        return
    number, last = changed.number, at.last.number
    yield KeyMoment(
        ask=f"The session holds something else after {_link(changed)}. Why is it not saved?",
        answer=(
            f"Django saves a session that is marked as modified. Setting or deleting a key of the session marks it. "
            f"{_link(changed)} changes something *inside* of a value instead, and the session does not notice: its "
            f"status stays {{{{ step[{number}].session.status }}}}. In the end the view has seen "
            f"{{{{ step[{last}].session.data }}}}, and the store still holds {{{{ step[{last}].session.stored }}}}."
        ),
        proof=[
            f'step[{number}].session.status == "loaded"',
            f'step[{last}].session.status == "not saved"',
            f"step[{last}].session.data != step[{last}].session.stored",
        ],
    )


def _save_skipped(at: _At) -> Moments:
    changed = [step for step in at.exchange.steps if step.session and step.session.status == "modified"]
    session = at.last.session
    if at.exchange.response.status < 500 or not changed or session is None or session.status != "not saved":
        return
    yield KeyMoment(
        ask=f"The view changed the session in {_link(changed[0])}. What became of the change?",
        answer=(
            f"It is lost. The response left with status {{{{ exchanges[{at.index}].response.status }}}}, and "
            f"`SessionMiddleware` does not save the session when the status is 500 or more. After {_link(at.last)} "
            f"the store holds {{{{ step[{at.last.number}].session.stored }}}}."
        ),
        proof=[
            f'step[{changed[0].number}].session.status == "modified"',
            f"exchanges[{at.index}].response.status >= 500",
            f'step[{at.last.number}].session.status == "not saved"',
        ],
    )


def _missing_key(at: _At) -> Moments:
    for step, event in at.events("session.get"):
        if event.default is None and event.result is None and step.error and step.error.type == "KeyError":
            yield KeyMoment(
                ask=f"Why does {_link(step)} raise `KeyError`?",
                answer=(
                    f"The session has no key {code(event.key.repr)}. It holds "
                    f"{{{{ step[{step.number}].session.data }}}}. Square brackets raise `KeyError` for a key that is "
                    f"missing, as they do for any dictionary. `get()` would have given a default."
                ),
                proof=[
                    f'step[{step.number}].error == "KeyError"',
                    f"{event.key.repr} not in step[{step.number}].session.data",
                ],
            )


def _new_key(at: _At) -> Moments:
    for step in at.exchange.steps:
        for event in step.events:
            if event.kind != "session.key" or not step.at:
                continue
            flushed = getattr(event, "method", "") == "flush"
            if flushed:
                ask = f"What does {_link(step)} leave of the session?"
                answer = "Nothing. `flush()` deletes the data and the key; the old row is gone from the store."
                yield KeyMoment(ask=ask, answer=answer, proof=[f"step[{step.number}].session.data == {{}}"])
            elif getattr(event, "old", None):
                before = at.before(step)
                yield KeyMoment(
                    ask=f"Why does the session have a new key after {_link(step)}?",
                    answer=(
                        "The data stays, and the key is another. Whoever knew the old key can do nothing with it any "
                        "more. That is why Django changes it when somebody logs in."
                    ),
                    proof=[f"step[{step.number}].session.key != step[{before.number}].session.key"],
                )


def _emptied(at: _At) -> Moments:
    gone = any(event.kind == "cookies.delete" for event in at.last.events)
    if gone and at.last.session is not None and not at.last.session.data:
        yield KeyMoment(
            ask=f"Why does {at.which('response')} delete the cookie?",
            answer=(
                f"The session is empty at the end: {{{{ step[{at.last.number}].session.data }}}}. There is nothing to "
                "find again, so `SessionMiddleware` tells the browser to forget its session cookie."
            ),
            proof=[
                f"step[{at.last.number}].session.data == {{}}",
                f"exchanges[{at.index}].request.cookies | length > 0",
            ],
        )


def _saved_late(at: _At) -> Moments:
    session = at.last.session
    for step, event in at.events("session.set"):
        if session is None or session.status != "saved" or step.session is None or step.session.status != "modified":
            continue
        yield KeyMoment(
            ask=f"Is the session saved the moment that {_link(step)} sets {code(event.key.repr)}?",
            answer=(
                f"No. {_link(step)} changes the session in memory and marks it as modified. The store then holds "
                f"{{{{ step[{step.number}].session.stored }}}}. `SessionMiddleware` saves the session in "
                f"{_link(at.last)}, after the view has returned and before the response leaves: now the store holds "
                f"{{{{ step[{at.last.number}].session.stored }}}}."
            ),
            proof=[
                f'step[{step.number}].session.status == "modified"',
                f"step[{step.number}].session.stored != step[{step.number}].session.data",
                f'step[{at.last.number}].session.status == "saved"',
                f"step[{at.last.number}].session.stored == step[{at.last.number}].session.data",
            ],
        )


def _default(at: _At) -> Moments:
    for step, event in at.events("session.get"):
        before = at.before(step)
        is_first = next(one for one in step.events if one.kind not in _STORE) is event
        if event.default is None or before.session is None or step.error is not None or not is_first:
            continue
        is_there = _key(event) in before.session.data
        key, data = code(event.key.repr), f"step[{before.number}].session.data"
        if is_there:
            ask = f"{_link(step)} reads {key} with `get()`. Is its default used?"
            answer = (
                f"No. The key is there: the session holds {{{{ {data} }}}}. The default is only for a key that is "
                "missing. Square brackets would do the same here, and raise `KeyError` if the key were missing."
            )
        else:
            ask = f"{_link(step)} reads {key}, which the session does not have. Why is there no error?"
            answer = (
                f"`get()` gives its default for a key that is missing, here {code(event.default.repr)}. Square "
                f"brackets would raise `KeyError`. At that moment the session holds {{{{ {data} }}}}, and `get()` "
                "does not put the default into it."
            )
        word = "in" if is_there else "not in"
        proof = [f"{event.key.repr} {word} {data}", f"step[{step.number}].error is none"]
        yield KeyMoment(ask=ask, answer=answer, proof=proof)


def _set_or_got(at: _At) -> Moments:
    for step, event in at.events("session.setdefault"):
        if step.session is None or step.error is not None or not _is_alone(step, event):
            continue
        key, data = code(event.key.repr), f"step[{step.number}].session.data"
        was_set = _key(event) in step.session.changed
        if was_set:
            answer = f"It does both. The key was missing, so the session now holds {{{{ {data} }}}}."
        else:
            answer = f"It only gives. The key was there already, and the session still holds {{{{ {data} }}}}."
        word = "in" if was_set else "not in"
        yield KeyMoment(
            ask=f"Does `setdefault()` in {_link(step)} set {key}, or does it only give its value?",
            answer=answer,
            proof=[f"{event.key.repr} {word} step[{step.number}].session.changed"],
        )


def _popped(at: _At) -> Moments:
    for step, event in at.events("session.pop"):
        if step.session is None or step.error is not None or not _is_alone(step, event):
            continue
        key, data = code(event.key.repr), f"step[{step.number}].session.data"
        was_there = _key(event) in step.session.changed
        if was_there:
            answer = f"No. `pop()` gives the value and takes the key out. What stays is {{{{ {data} }}}}."
        else:
            answer = "It was not there before either. `pop()` gave its default and changed nothing."
        word = "in" if was_there else "not in"
        yield KeyMoment(
            ask=f"Is {key} still in the session after {_link(step)}?",
            answer=answer,
            proof=[f"{event.key.repr} not in {data}", f"{event.key.repr} {word} step[{step.number}].session.changed"],
        )


def _known_again(at: _At) -> Moments:
    request = at.exchange.request
    for index in range(at.index):
        cookies = at.run.exchanges[index].response.cookies
        shared = [name for name in request.cookies if name in cookies and cookies[name].value == request.cookies[name]]
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


def _unread(at: _At) -> Moments:
    if at.last.session is not None and at.last.session.status == "unread":
        yield KeyMoment(
            ask=f"Is the session loaded for {at.which()}?",
            answer=(
                "No. Django loads a session when something first asks for it, and here nothing does. A session that "
                "is not used is not saved either."
            ),
            proof=[f'step[{at.last.number}].session.status == "unread"'],
        )


_RECOGNISERS: tuple[Callable[[_At], Moments], ...] = (
    _lost_change, _save_skipped, _missing_key, _new_key, _emptied, _set_or_got, _popped, _saved_late, _default,
    _known_again, _unread,
)  # fmt: skip


def _is_plain(event: Any) -> bool:
    """Say whether the key of an event can be written in an expression: it is text, and was not cut."""
    key = getattr(event, "key", None)
    return key is not None and getattr(key, "type", "") == "str" and len(key.repr) < 80 and key.repr[0] in "'\""


def _is_alone(step: Step, event: Any) -> bool:
    """Say whether nothing else in the step changed the session, so that what changed is the event's doing."""
    return all(one is event or one.kind in (*_STORE, "session.get", "session.has") for one in step.events)


def _key(event: Any) -> str:
    return str(event.key.repr)[1:-1]


def _link(step: Step) -> str:
    return f"{{{{ step[{step.number}] }}}}"
