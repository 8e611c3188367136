"""SQL: the statements that Django sends to the database, and those that come again for each row."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from proven_lessons.generator.aspects import (
    DATABASE,
    HERE,
    SESSION,
    Arrow,
    Aspect,
    Claimed,
    Moment,
    Question,
    State,
)
from proven_lessons.generator.aspects.sql import cells, moments, narration, on_commit
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    events_of,
    last_of,
    left_out,
)
from proven_lessons.generator.facts.exchanges import (
    numbered as numbered,
)
from proven_lessons.generator.facts.repetitions import Repeated, repeated
from proven_lessons.generator.facts.sql_text import summary
from proven_lessons.generator.facts.statements import count as total
from proven_lessons.generator.facts.statements import own_count
from proven_lessons.generator.facts.transactions import Undone, undone
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Listed, Message, Said, _, _n, listed
from proven_lessons.runner.probes.sql import CommitAwaited, CommitFollowed, Query
from proven_lessons.runner.trace import Event, Exchange, Run, Step


class SqlAspect(Aspect):
    """Says what the database was asked.

    What the session asks of it for itself belongs to the session.
    """

    actor = "database"

    def __init__(self) -> None:
        self.columns = (cells.column(),)

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, CommitAwaited):
            function = Code(event.function)
            return _("{where} has {function} wait for the commit.", where=where, function=function)
        if isinstance(event, CommitFollowed):
            functions = listed(map(Code, event.functions))
            return _("Waiting for the commit: {functions}.", functions=functions)
        return None

    def actions(self, events: Sequence[Event], step: Step) -> Iterator[Message]:
        for event in events:
            if isinstance(event, CommitAwaited):
                yield _("Have {function} wait for the commit", function=Code(event.function))
            elif isinstance(event, CommitFollowed):
                functions = listed(map(Code, event.functions))
                yield _("Commit, with {functions} waiting for it", functions=functions)
        own = [event for event in events if isinstance(event, Query) and not event.session]
        number = len(own)
        if left_out([step], Query):
            # Where in the step those were that are not held is not known: all are told together.
            is_first = bool(own) and next(events_of([step], Query), None) is events[0]
            number = own_count(step) if is_first else 0
        if number == 1:
            yield _("Send {statement} to the database", statement=summary(own[0].sql))
        elif number:
            yield _n("Send {count} SQL statement", "Send {count} SQL statements", number)

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        yield from narration.sentences(
            events_of([step], Query),
            is_saving=step.at is None,
            more=left_out([step], Query),
        )
        gone = [one for one in undone(exchange) if one.by is step]
        if gone:
            yield narration.undone_sentence(gone)

    def box(self, step: Step) -> Message | None:
        own = [event for event in events_of([step], Query) if not event.session]
        return _("Query the database") if own else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        queries = [event for event in events if isinstance(event, Query)]
        for reason, same in groupby(queries, key=lambda query: query.session):
            yield Arrow(words=_summaries(same), lane=DATABASE, source=SESSION if reason else None)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        count = own_count(step)
        if count and count == total([step]):  # else the session's would have to be left out
            yield State(name="sql", label=_("SQL statements"), value=Code(str(count)), place=40)
        if step.kind != "send":
            return
        sending = [own_count(one) for one in exchange.steps if own_count(one)]
        is_all = sum(sending) == total(exchange.steps)  # and nothing is the session's
        if len(sending) > 1 and is_all:
            # What a loop adds up to surprises more than what each of its lines sends.
            yield State(
                name="all sql",
                label=_("SQL statements in all"),
                value=Code(str(sum(sending))),
                place=41,
                surprises=True,
            )

    def notes(self, exchange: Exchange) -> Iterator[Claimed]:
        if exchange.command is None:
            yield from map(_note, repeated(exchange))
        for _by, gone in groupby(undone(exchange), key=lambda one: one.by.number):
            yield _undone_note(list(gone))

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from moments.recognised(one)
        yield from on_commit.recognised(one)

    def questions(self, run: Run) -> Iterator[Question]:
        last = last_of(run)
        if any(events_of([step for one in run.exchanges for step in one.steps], Query)):
            ask = _(
                "How many SQL statements does Django send for request {number}?", number=last.number
            )
            if last.exchange.command is not None:
                ask = _(
                    "How many SQL statements does Django send for command {number}?",
                    number=last.number,
                )
            if last.is_alone:
                ask = _("How many SQL statements does Django send?")
            yield Question(rank=50, ask=ask, answer=f"exchanges[{last.index}].sql | length")


# Private


def _note(repetition: Repeated) -> Claimed:
    proof = f"{HERE}.sql | length >= {repetition.times}"
    return Claimed(said=_repeated(repetition), proof=(proof,))


def _repeated(repetition: Repeated) -> Message:
    statement = Code(shortened(repetition.sql))
    if not repetition.is_for_each_row:
        return _(
            "The same statement is sent {count} times in this request: {statement}.",
            count=repetition.times,
            statement=statement,
        )
    return _(
        "The same statement is sent {count} times, each time for the rows of one object (this is "
        "the N+1 problem): {statement}.",
        count=repetition.times,
        statement=statement,
    )


def _undone_note(gone: Sequence[Undone]) -> Claimed:
    parts = [
        _("{statement} of step {step}", statement=summary(one.query.sql), step=one.step.number)
        for one in gone
    ]
    values: dict[str, Said] = {"step": gone[0].by.number, "statements": listed(parts)}
    if all(one.to_savepoint for one in gone):
        said = _("Step {step} rolls back to a savepoint. Undone is: {statements}.", **values)
    else:
        said = _("Step {step} rolls a transaction back. Undone is: {statements}.", **values)
    return Claimed(said=said, proof=(f"{HERE}.undone | length >= {len(gone)}",))


def _summaries(queries: Iterable[Query]) -> Said:
    summaries: list[Said] = []
    for words, same in groupby(summary(query.sql) for query in queries):
        count = len(list(same))
        summaries.append(
            words if count == 1 else _("{statement} ({count} times)", statement=words, count=count)
        )
    return summaries[0] if len(summaries) == 1 else Listed(tuple(summaries))
