"""What waits for a commit: when it runs, or that it never does."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, _
from proven_lessons.runner.probes.sql import CommitAwaited, CommitFollowed, Query
from proven_lessons.runner.trace import Event, Step
from proven_lessons.runner.transactions import Statement, in_order, taken_back

RANK, NEVER = 6, 7  # after what is undone, asked by a template, and asked again

type _Timed = tuple[Step, Event]


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield when a function runs that was given to `on_commit()` within a transaction."""
    events = [
        (step, event)
        for step, event in in_order(one.exchange)
        if isinstance(event, CommitAwaited | CommitFollowed)
        or (isinstance(event, Query) and not event.error)
    ]
    # What waits is thrown away with the rows that were written beside it.
    gone = {each.place: each for each in taken_back(_statements(events)) or ()}
    for place, (step, event) in enumerate(events):
        if isinstance(event, CommitAwaited) and not step.skipped:
            if place not in gone:
                yield from _after(one, events, place)
            elif not _runs(one, step, event):  # else it is not that call which never comes
                by = gone[place]
                yield _never(step, event, events[by.by][0], to_savepoint=by.to_savepoint)


# Private


def _statements(events: Sequence[_Timed]) -> list[Statement]:
    return [
        (event.asked(), event.sql if isinstance(event, Query) else "") for _step, event in events
    ]


def _runs(one: NumberedExchange, after: Step, event: CommitAwaited) -> list[Step]:
    """Return the steps in that function, after a step."""
    return [
        step
        for step in one.single_steps
        if step.number > after.number and step.at and step.at.function == event.function
    ]


def _never(step: Step, event: CommitAwaited, by: Step, *, to_savepoint: bool) -> Moment:
    verb = next(
        verb
        for verb in (read(each.sql).verb for each in by.events if isinstance(each, Query))
        if verb.startswith("ROLLBACK")
    )
    if to_savepoint:
        answer = _(
            "Never. {step} rolls back to a savepoint that was set before it, and what has waited "
            "for the commit since then is thrown away.",
            step=_link(by),
        )
    else:
        answer = _(
            "Never. The transaction is rolled back in {step}, and what waits for its commit is "
            "thrown away.",
            step=_link(by),
        )
    return Moment(
        rank=NEVER,
        ask=_ask(step, event),
        answer=answer,
        proof=(_sends(by, verb), _order(step, by)),
    )


def _after(one: NumberedExchange, events: Sequence[_Timed], place: int) -> Iterator[Moment]:
    """Tell of the step that follows the commit, if the function of this name is called there."""
    step, event = events[place]
    assert isinstance(event, CommitAwaited)
    followed = [
        (end, each)
        for end, each in events[place + 1 :]
        if isinstance(each, CommitFollowed) and each.database == event.database
    ]
    until = followed[1][0].number if len(followed) > 1 else None
    for end, other in followed[:1]:
        runs = _called(one, end, event, until)
        if runs is not None and other.functions.count(event.function) == 1:
            answer = _(
                "In {run}, after the transaction is committed in {step}.",
                run=_link(runs),
                step=_link(end),
            )
            proof = (_follows(end, event), _order(step, end), _order(end, runs))
            yield Moment(rank=RANK, ask=_ask(step, event), answer=answer, proof=proof)


def _called(
    one: NumberedExchange, end: Step, event: CommitAwaited, until: int | None
) -> Step | None:
    """Return the step in which the function is called after a commit, and before the next one.

    None if something raised in between: then the call is another one.
    """
    runs = [step for step in _runs(one, end, event) if until is None or step.number < until]
    between = [step for step in one.steps if runs and end.number < step.number < runs[0].number]
    return None if not runs or any(step.error for step in between) else runs[0]


def _ask(step: Step, event: CommitAwaited) -> Message:
    return _(
        "{step} gives {function} to on_commit(). When does it run?",
        step=_link(step),
        function=Code(event.function.rpartition(".")[2]),
    )


def _link(step: Step) -> Expression:
    return Expression(f"step[{step.number}]")


def _follows(step: Step, event: CommitAwaited) -> str:
    shown = [each for each in step.events if not isinstance(each, Query)]
    place = next(at for at, each in enumerate(shown) if isinstance(each, CommitFollowed))
    return f"{event.function!r} in step[{step.number}].events[{place}].functions"


def _sends(step: Step, verb: str) -> str:
    sent = [event for event in step.events if isinstance(event, Query)]
    place = next(at for at, query in enumerate(sent) if read(query.sql).verb == verb)
    return f"step[{step.number}].queries[{place}].verb == {verb!r}"


def _order(before: Step, after: Step) -> str:
    return f"step[{before.number}].number < step[{after.number}].number"
