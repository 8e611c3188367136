"""Questions about the session that any run can be asked."""

import hashlib
from collections.abc import Iterator

from proven_lessons.generator.aspects import Question
from proven_lessons.generator.aspects.session.facts import asks_for_session
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    all_steps,
    last_of,
    left_out,
)
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, _
from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionDelete,
    SessionKeyChange,
    SessionPop,
    SessionRead,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event, Run, Step


def about(run: Run) -> Iterator[Question]:
    """Yield the questions about the session, the most telling first."""
    steps = all_steps(run)
    yield from _state(steps)
    yield from _which_step(steps)
    yield from _saved(run)


# Private

_READ, _SET, _TAKEN = range(3)
_TOUCHING = (SessionUpdate, SessionCall, SessionKeyChange)
_OF_KEYS = (
    SessionRead, SessionSet, SessionSetDefault, SessionPop, SessionDelete, SessionUpdate,
    SessionCall, SessionKeyChange,
)  # fmt: skip


def _state(steps: list[Step]) -> Iterator[Question]:
    """Ask for the session after the last statement that changed it."""
    changing = [
        step
        for step in steps
        if step.at and step.session and step.session.changed and not step.skipped
    ]
    if changing:
        number = changing[-1].number
        ask = _("What is the session state after {step}?", step=Expression(f"step[{number}]"))
        yield Question(rank=10, ask=ask, answer=f"step[{number}].session.data")


def _which_step(steps: list[Step]) -> Iterator[Question]:
    """Ask for the step that did something to a key which no other step did, in whatever way."""
    done: dict[tuple[int, str], list[int]] = {}
    own = [step.number for step in steps if step.at]
    for step in steps:
        if left_out([step], *_OF_KEYS):
            return  # which keys these were about is not known
        for event in step.events:
            if step.at and (step.skipped or isinstance(event, _TOUCHING)):
                return  # these touch keys without naming them
            key, uses = _uses(event)
            for use in uses:
                done.setdefault((use, key), []).append(step.number)
    for (use, key), numbers in reversed(done.items()):
        if len(numbers) == 1 and numbers[0] in own and "`" not in key:
            yield Question(rank=20, ask=_asked(use, Code(key)), answer=f"step[{numbers[0]}].number")
            return


def _asked(use: int, key: Code) -> Message:
    if use == _READ:
        return _("At which step is the key {key} read from the session?", key=key)
    if use == _SET:
        return _("At which step is the key {key} set in the session?", key=key)
    return _("At which step is the key {key} taken out of the session?", key=key)


def _uses(event: Event) -> tuple[str, tuple[int, ...]]:
    """Return the key of an event and what was done to it: read, set, taken out.

    What can't be told is all of them.
    """
    match event:
        case SessionRead(key=key):
            return key.repr, (_READ,)
        case SessionSet(key=key):
            return key.repr, (_SET,)
        case SessionSetDefault(key=key, found=found):
            return key.repr, (_READ,) if found else (_READ, _SET)
        case SessionPop(key=key, found=True):
            return key.repr, (_READ, _TAKEN)
        case SessionDelete(key=key, found=True):
            return key.repr, (_TAKEN,)
        case SessionPop(key=key) | SessionDelete(key=key):
            return key.repr, (_READ,)
    return "", ()


def _saved(run: Run) -> Iterator[Question]:
    """Ask whether the session was saved in the end, with the closing words as the reason."""
    last = last_of(run)
    session = last.last.session
    is_used = any(asks_for_session(exchange) for exchange in run.exchanges)
    if session is None or session.status == "expired" or not is_used:
        return
    # Who always chooses "true" is to be wrong as often as right.
    is_denied = (session.status == "saved") is not _is_to_be_true(run)
    yield Question(
        rank=60,
        ask=_not_saved(last) if is_denied else _is_saved(last),
        answer=f'final.session.status {"!=" if is_denied else "=="} "saved"',
        is_about_end=True,
    )


def _is_to_be_true(run: Run) -> bool:
    """Return one of two that stays for a run, and is drawn like a coin over many of them."""
    code = [step.at.code for one in run.exchanges for step in one.steps if step.at]
    return hashlib.sha256("\n".join(code).encode()).digest()[0] % 2 == 0


def _is_saved(last: NumberedExchange) -> Message:
    if last.is_alone:
        return _("True or false: at the end, the session is saved.")
    return _(
        "True or false: at the end of request {number}, the session is saved.", number=last.number
    )


def _not_saved(last: NumberedExchange) -> Message:
    if last.is_alone:
        return _("True or false: at the end, the session is not saved.")
    return _(
        "True or false: at the end of request {number}, the session is not saved.",
        number=last.number,
    )
