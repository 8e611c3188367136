"""SQL: the statements that Django sends to the database, and those that come again for each row."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from proven_lessons.generator.aspects import (
    DATABASE,
    SESSION,
    Arrow,
    Aspect,
    Column,
    Moment,
    Part,
    Question,
    Rows,
    State,
)
from proven_lessons.generator.aspects.sql import narration
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, numbered
from proven_lessons.generator.facts.statements import grouped, repeated, summary
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Expression, Listed, Message, Said, _, _n
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Exchange, Run, Step

PARAMETERS_SHOWN = 10


class SqlAspect(Aspect):
    """Says what the database was asked.

    What the session asks of it for itself belongs to the session.
    """

    actor = "database"

    def __init__(self) -> None:
        self.columns = (Column(place=50, title=_("SQL"), cell=_cell),)

    def actions(self, events: Sequence[Event], step: Step) -> Iterator[Message]:
        own = [event for event in events if isinstance(event, Query) and not event.session]
        if len(own) == 1:
            yield _("Send {statement} to the database", statement=summary(own[0].sql))
        elif own:
            yield _n("Send {count} SQL statement", "Send {count} SQL statements", len(own))

    def sentences(self, step: Step) -> Iterator[Said]:
        yield from narration.sentences(events_of([step], Query), is_saving=step.at is None)

    def box(self, step: Step) -> Message | None:
        own = [event for event in events_of([step], Query) if not event.session]
        return _("Query the database") if own else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        queries = [event for event in events if isinstance(event, Query)]
        for reason, same in groupby(queries, key=lambda query: query.session):
            yield Arrow(words=_summaries(same), lane=DATABASE, source=SESSION if reason else None)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        own = [event for event in events_of([step], Query) if not event.session]
        if own:
            yield State(name="sql", label=_("SQL statements"), value=Code(str(len(own))), place=40)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for repetition in repeated(one.exchange):
            steps = [step for step in repetition.steps if step.at and not step.skipped]
            if steps:
                yield _moment(steps, repetition.times, one)

    def questions(self, run: Run) -> Iterator[Question]:
        last = numbered(run)[-1]
        if any(events_of(last.steps, Query)):
            ask = _(
                "How many SQL statements does Django send for request {number}?", number=last.number
            )
            if last.is_alone:
                ask = _("How many SQL statements does Django send?")
            yield Question(rank=50, ask=ask, answer=f"exchanges[{last.index}].sql | length")


def repeated_note(exchange: Exchange) -> Iterator[Message]:
    """Yield what is to be said below the table of statements that are sent once for each row."""
    for repetition in repeated(exchange):
        statement = Code(shortened(repetition.sql))
        if len(repetition.steps) == 1:
            yield _(
                "The same statement is sent {count} times in step {step}, each time for another "
                "row (this is the N+1 "
                "problem): {statement}.",
                count=repetition.times,
                step=repetition.steps[0].number,
                statement=statement,
            )
        else:
            yield _(
                "The same statement is sent {count} times in {steps} steps, each time for another "
                "row (this is the N+1 "
                "problem): {statement}.",
                count=repetition.times,
                steps=len(repetition.steps),
                statement=statement,
            )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    sent = list(events_of([step], Query))
    if not sent:
        return ()
    several = _n("{count} statement", "{count} statements", len(sent))
    head: Said = summary(sent[0].sql) if len(sent) == 1 else several
    return (Rows(summary=head, items=tuple(_item(query, given) for query, given in grouped(sent))),)


def _item(query: Query, given: tuple[str, ...]) -> Said:
    statement: Said = Code(query.sql)
    if query.params:
        texts = [Code(shortened(params)) for params in given[:PARAMETERS_SHOWN]]
        statement = _with_parameters(Code(query.sql), texts, len(given) - PARAMETERS_SHOWN)
    if query.rows is not None:
        changed = _n(
            "{statement}, {count} row changed",
            "{statement}, {count} rows changed",
            query.rows,
            statement=statement,
        )
        statement = changed
    if query.fetched is not None:
        statement = _fetched(query.fetched, statement, is_each=len(given) > 1)
    if query.error:
        statement = _("{statement}, failed: {error}", statement=statement, error=Code(query.error))
    return statement


def _with_parameters(statement: Code, texts: list[Code], more: int) -> Message:
    words = _("{statement} with {parameters}", statement=statement, parameters=texts[0])
    for params in texts[1:]:
        words = _("{statement}, then with {parameters}", statement=words, parameters=params)
    if more > 0:
        return _n(
            "{statement} and {count} more time",
            "{statement} and {count} more times",
            more,
            statement=words,
        )
    return words


def _fetched(count: int, statement: Said, *, is_each: bool) -> Message:
    if is_each:
        return _n(
            "{statement}, {count} row each",
            "{statement}, {count} rows each",
            count,
            statement=statement,
        )
    return _n("{statement}, {count} row", "{statement}, {count} rows", count, statement=statement)


def _summaries(queries: Iterable[Query]) -> Said:
    summaries: list[Said] = []
    for words, same in groupby(summary(query.sql) for query in queries):
        count = len(list(same))
        summaries.append(
            words if count == 1 else _("{statement} ({count} times)", statement=words, count=count)
        )
    return summaries[0] if len(summaries) == 1 else Listed(tuple(summaries))


def _moment(steps: list[Step], times: int, one: NumberedExchange) -> Moment:
    step = Expression(f"step[{steps[0].number}]")
    ask = _("Why does {step} send a statement in each iteration?", step=step)
    if len(steps) == 1:
        ask = _("Why does {step} send {count} statements of one kind?", step=step, count=times)
    answer = _(
        "It asks for one row at a time: the same statement, {count} times, each time with another "
        "parameter. With one "
        "statement for the list and N for its rows, this is called the N+1 problem. "
        "`select_related()` and "
        "`prefetch_related()` get such rows together.",
        count=times,
    )
    proof = (
        f"step[{steps[0].number}].sql | length > 0",
        f"exchanges[{one.index}].sql | length >= {times}",
    )
    return Moment(rank=1, ask=ask, answer=answer, proof=proof)
