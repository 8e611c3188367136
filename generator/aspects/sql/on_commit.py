"""What waits for a commit: when it runs, or that it never does."""

from collections.abc import Iterator

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.facts.exchanges import NumberedExchange, in_order
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, _
from proven_lessons.runner.probes.sql import CommitAwaited, Query
from proven_lessons.runner.trace import Step

_COMMITS, _ROLLS_BACK = ("COMMIT", "END"), ("ROLLBACK",)


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield when a function runs that was given to `on_commit()` within a transaction."""
    for step in one.single_steps:
        for event in step.events:
            if isinstance(event, CommitAwaited):
                end = _end(one, step)
                if end is not None:
                    moment = _moment(one, step, event, *end)
                    if moment is not None:
                        yield moment


# Private


def _end(one: NumberedExchange, step: Step) -> tuple[Step, str] | None:
    """Return the step in which the transaction ends that is open in `step`, and how."""
    is_open = False
    for other, event in in_order(one.exchange):
        verb = read(event.sql).verb if isinstance(event, Query) else ""
        if verb == "BEGIN":
            is_open = True
        elif verb in (*_COMMITS, *_ROLLS_BACK):
            if is_open and other.number > step.number:
                return other, verb
            is_open = False
    return None


def _moment(
    one: NumberedExchange, step: Step, event: CommitAwaited, end: Step, verb: str
) -> Moment | None:
    function = event.function.rpartition(".")[2]
    runs = next(
        (
            other
            for other in one.single_steps
            if other.number > step.number and other.at and other.at.function == function
        ),
        None,
    )
    ask = _(
        "{step} gives {function} to on_commit(). When does it run?",
        step=_link(step),
        function=Code(function),
    )
    if verb in _ROLLS_BACK and runs is None:
        answer = _(
            "Never. The transaction is rolled back in {step}, and what waits for its commit is "
            "thrown away.",
            step=_link(end),
        )
        return Moment(
            rank=NEVER, ask=ask, answer=answer, proof=(_sends(end, verb), _order(step, end))
        )
    if verb in _COMMITS and runs is not None and runs.number > end.number:
        answer = _(
            "In {run}, after the transaction is committed in {step}. From then on its rows are "
            "there to stay.",
            run=_link(runs),
            step=_link(end),
        )
        proof = (_sends(end, verb), _order(step, end), _order(end, runs))
        return Moment(rank=RANK, ask=ask, answer=answer, proof=proof)
    return None


RANK, NEVER = 6, 7  # after what is undone, asked by a template, and asked again


def _link(step: Step) -> Expression:
    return Expression(f"step[{step.number}]")


def _sends(step: Step, verb: str) -> str:
    sent = [event for event in step.events if isinstance(event, Query)]
    place = next(at for at, query in enumerate(sent) if read(query.sql).verb == verb)
    return f"step[{step.number}].queries[{place}].verb == {verb!r}"


def _order(before: Step, after: Step) -> str:
    return f"step[{before.number}].number < step[{after.number}].number"
