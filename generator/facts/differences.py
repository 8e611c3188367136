"""How two runs differ: each step with its counterpart, and what is different between the two.

The one engine for it: `lessons diff`, `lessons check` and What if say what they need of it.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from proven_lessons.generator.facts.answers import differing_answers
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, numbered
from proven_lessons.generator.facts.sql_text import summary
from proven_lessons.generator.facts.subjects import Difference, Subject
from proven_lessons.generator.facts.values import NOT_DATA, dict_text
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Run, Step

__all__ = [
    "Difference",
    "ExchangePair",
    "StepPair",
    "Subject",
    "compared",
    "counterparts",
    "states",
]

UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPair:
    """A step and its counterpart, None where there is none.

    `is_same` says that both are the same statement, `is_comparable` that their states are. What an
    earlier pair has told is not told again.
    """

    before: Step | None
    after: Step | None
    is_same: bool
    is_comparable: bool = True
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePair:
    """An exchange and its counterpart; `answers` is what differs in what was sent and answered."""

    before: NumberedExchange | None
    after: NumberedExchange | None
    steps: tuple[StepPair, ...]
    answers: tuple[Difference, ...]


type Known = dict[tuple[Subject, str], tuple[str | None, str | None]]


def compared(before: Run, after: Run, *, is_told_once: bool = True) -> tuple[ExchangePair, ...]:
    """Return the exchanges of two runs side by side.

    What goes on to differ is told once in the whole, or once in each exchange if not
    `is_told_once`.
    """
    known: Known = {}
    pairs = zip_longest(numbered(before), numbered(after))
    return tuple(_compared(old, new, known if is_told_once else {}) for old, new in pairs)


def counterparts(before: Run, after: Run) -> dict[int, int]:
    """Return which step of one run is which of another, by their numbers.

    It is the same statement in the same place, or another one in its stead.
    """
    return {
        pair.before.number: pair.after.number
        for old, new in zip(before.exchanges, after.exchanges, strict=False)
        for pair in _aligned(old.steps, new.steps)
        if pair.is_comparable and pair.before is not None and pair.after is not None
    }


def states(step: Step) -> Iterator[tuple[Subject, str, str | None]]:
    """Yield everything that holds after a step: what it is, its name, and how it stands."""
    if step.session is not None:
        session = step.session
        is_unread = session.status == UNREAD
        yield Subject.SESSION, "", UNREAD if is_unread else dict_text(session.data)
        yield Subject.SESSION_STATUS, "", session.status
        yield Subject.STORED, "", None if session.stored is None else dict_text(session.stored)
        yield Subject.SESSION_KEY, "", session.key
    for name, value in step.locals.items():
        if value.type not in NOT_DATA:
            yield Subject.VARIABLE, name, value.repr
    yield from _outcomes(step)


# Private


def _wholes(step: Step) -> Iterator[tuple[tuple[Subject, str], object]]:
    """Yield what stands behind the texts of `states`: the values with what is known of them."""
    session = step.session
    if session is not None and session.status != UNREAD:
        yield (Subject.SESSION, ""), session.data
    if session is not None:
        yield (Subject.STORED, ""), session.stored
    for name, value in step.locals.items():
        if value.type not in NOT_DATA:
            yield (Subject.VARIABLE, name), value
    yield (Subject.VALUE, ""), step.value


def _outcomes(step: Step) -> Iterator[tuple[Subject, str, str | None]]:
    """Yield what a step gave: its value, its response, where it went on, and what it asked for."""
    yield Subject.VALUE, "", None if step.value is None else step.value.repr
    if step.response is not None:
        yield Subject.STATUS, "", str(step.response.status)
        yield Subject.RESPONSE, "", repr(step.response.text)
    yield Subject.OUTCOME, "", step.outcome
    error = step.error
    raised = None if error is None else f"{error.type}: {error.message}".removesuffix(": ")
    yield Subject.EXCEPTION, "", raised
    yield Subject.SQL, "", _joined(summary(event.sql) for event in events_of([step], Query))


def _compared(
    before: NumberedExchange | None, after: NumberedExchange | None, known: Known
) -> ExchangePair:
    if before is None or after is None:
        gone, new = (one.steps if one else () for one in (before, after))
        pairs = [StepPair(before=step, after=None, is_same=False) for step in gone]
        pairs += [StepPair(before=None, after=step, is_same=False) for step in new]
        return ExchangePair(before=before, after=after, steps=tuple(pairs), answers=())
    steps = tuple(
        dataclasses.replace(pair, differences=tuple(_between(pair, known)))
        for pair in _aligned(before.steps, after.steps)
    )
    already = {(subject, sides) for (subject, _), sides in known.items()}
    # What a step has told already, the response need not tell again.
    answers = tuple(
        one
        for one in differing_answers(before.exchange, after.exchange)
        if one.before != one.after and (one.subject, (one.before, one.after)) not in already
    )
    return ExchangePair(before=before, after=after, steps=steps, answers=answers)


def _aligned(before: Sequence[Step], after: Sequence[Step]) -> Iterator[StepPair]:
    signatures = [[_signature(step) for step in steps] for steps in (before, after)]
    matcher = SequenceMatcher(None, signatures[0], signatures[1], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        # Of statements in the place of others, it can be told which belong together if they are as
        # many.
        is_comparable = i2 - i1 == j2 - j1
        for old, new in zip_longest(before[i1:i2], after[j1:j2]):
            yield StepPair(
                before=old, after=new, is_same=tag == "equal", is_comparable=is_comparable
            )


def _signature(step: Step) -> tuple[str, ...]:
    """Return what makes a step the counterpart of one in another run."""
    return (
        step.kind, step.phase, step.at.code if step.at else "", step.at.function if step.at else "",
    )  # fmt: skip


def _between(pair: StepPair, known: Known) -> Iterator[Difference]:
    """Yield what is different after two steps, and was not so after the pair before."""
    if pair.before is None or pair.after is None or not pair.is_comparable:
        return
    is_told = False
    for subject, name, sides, is_other in _sides(pair.before, pair.after):
        if sides == (UNREAD, UNREAD):
            continue  # what a load would give is told where it is loaded
        if is_other:
            is_told = True
            if known.get((subject, name)) != sides:
                yield Difference(subject=subject, name=name, before=sides[0], after=sides[1])
        known[subject, name] = sides
    if not is_told and pair.before.events != pair.after.events:
        yield _between_events(pair.before.events, pair.after.events)


def _sides(
    before: Step, after: Step
) -> Iterator[tuple[Subject, str, tuple[str | None, str | None], bool]]:
    """Yield how each thing stands after two steps, and whether it is another, shown or not."""
    old, new = (
        {(subject, name): text for subject, name, text in states(step)} for step in (before, after)
    )
    wholes = dict(_wholes(before)), dict(_wholes(after))
    for key in dict.fromkeys([*old, *new]):
        is_behind = wholes[0].get(key) != wholes[1].get(key)
        yield *key, (old.get(key), new.get(key)), old.get(key) != new.get(key) or is_behind


def _between_events(before: Sequence[Event], after: Sequence[Event]) -> Difference:
    """Return the first event that is another, when nothing else of the step is."""
    old, new = next((old, new) for old, new in zip_longest(before, after) if old != new)
    if old is None or new is None or type(old) is not type(new):
        kinds = [one.kind if one else None for one in (old, new)]
        return Difference(subject=Subject.EVENT, before=kinds[0], after=kinds[1])
    fields = [dataclasses.asdict(one) for one in (old, new)]
    name = next(name for name in fields[0] if fields[0][name] != fields[1][name])
    if isinstance(new, Query):  # its parameters may be as long as the session
        return Difference(subject=Subject.STATEMENT, name=name, before=None, after=None)
    sides = [str(one[name]) for one in fields]
    return Difference(
        subject=Subject.EVENT, name=f"{name} of {new.kind}", before=sides[0], after=sides[1]
    )


def _joined(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None
