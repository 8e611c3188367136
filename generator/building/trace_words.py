"""Tell an author what is different between two traces of a lesson, a line each."""

from collections.abc import Iterator

from proven_lessons.generator.facts.differences import (
    Difference,
    ExchangePair,
    StepPair,
    Subject,
    compared,
)
from proven_lessons.generator.wording.steps import action
from proven_lessons.runner.trace import Exchange, Run, Step, Trace

NOTHING = "nothing"

# What leads the runs that are made for Rebuild and for questions.
AUTOMATIC = "automatic what-ifs differ"


def between_traces(before: Trace, after: Trace) -> list[str]:
    """Return every difference between two traces, a line each.

    The name of a what-if leads its lines.

    Of the automatic what-ifs, which nobody reads, it is only told that they differ.
    """
    changes: list[str] = []
    automatic: list[str] = []
    for name in dict.fromkeys([*after.runs, *before.runs]):
        old, new = before.runs.get(name), after.runs.get(name)
        if old == new:
            continue
        if " " in name:
            automatic.append(name)
        elif old is None:
            changes.append(f"what-if {name!r} is new")
        elif new is None:
            changes.append(f"what-if {name!r} is gone")
        else:
            lead = "" if name == "main" else f"what-if {name!r}: "
            lines = between_runs(old, new) or ["the run differs in something that no page shows"]
            changes += [f"{lead}{line}" for line in lines]
    if automatic:
        changes.append(f"{AUTOMATIC}: {', '.join(automatic)}")
    return changes


def between_runs(before: Run, after: Run) -> list[str]:
    """Return every difference between two runs in the order in which it happened, a line each."""
    numbers = len(before.exchanges), len(after.exchanges)
    differences = [
        line
        for pair in compared(before, after)
        if pair.before and pair.after
        for line in _between_exchanges(pair, is_alone=max(numbers) == 1)
    ]
    if numbers[0] != numbers[1]:
        differences.append(f"the run: the number of requests was {numbers[0]}, is {numbers[1]}")
    return differences


# Private


def _between_exchanges(pair: ExchangePair, *, is_alone: bool) -> Iterator[str]:
    assert pair.before is not None
    assert pair.after is not None
    for steps in pair.steps:
        yield from _between_steps(steps, pair.before.exchange, pair.after.exchange)
    where = "the response" if is_alone else f"request {pair.after.number}"
    for one in pair.answers:
        yield f"{where}: {_told(one)}"


def _between_steps(pair: StepPair, before: Exchange, after: Exchange) -> Iterator[str]:
    old, new = pair.before, pair.after
    if old is not None and not pair.is_same:
        yield f"step {old.number} before: gone: {_words(old, before)}"
    if new is None:
        return
    where = f"step {new.number}"
    if not pair.is_same:
        yield f"{where}: new: {_words(new, after)}"
    if old is not None and old.number != new.number:
        where += f" (step {old.number} before)"
    for one in pair.differences:
        yield f"{where}: {_told(one)}"


def _told(one: Difference) -> str:
    if one.subject is Subject.STATEMENT:
        return f"another {one.name} of an SQL statement"
    what = f"{one.subject} {one.name}".rstrip() if one.subject in _NAMED else str(one.subject)
    if one.subject is Subject.EVENT and one.name:
        what = one.name
    if one.before == one.after:
        return f"{what} is another, behind what is shown of it"
    return f"{what} was {one.before or NOTHING}, is {one.after or NOTHING}"


_NAMED = (Subject.VARIABLE, Subject.HEADER, Subject.COOKIE)


def _words(step: Step, exchange: Exchange) -> str:
    return step.at.code.splitlines()[0] if step.at else str(action(step, exchange))
