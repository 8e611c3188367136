"""What was undone: the changes that a transaction was rolled back with."""

from dataclasses import dataclass

from proven_lessons.generator.facts.sql_text import read
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Step
from proven_lessons.runner.transactions import TakenBack, flow_of, in_order, taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A statement that changed the database, and the step that rolled it back.

    `to_savepoint` says that the transaction went on: only what came after a savepoint is undone.
    """

    query: Query
    step: Step
    by: Step
    to_savepoint: bool = False


def undone(exchange: Exchange) -> tuple[Undone, ...]:
    """Return what was undone within an exchange, in the order in which it had been done.

    Nothing if a step left out a statement that begins or ends a transaction, or if one ends that
    did not begin: then it is not known.
    """
    sent = _carried_out(exchange)
    found = []
    for one in _taken_back(exchange) or ():
        step, query = sent[one.place]
        if read(query.sql).changes_rows and query.rows != 0:
            by = sent[one.by][0]
            found.append(Undone(query=query, step=step, by=by, to_savepoint=one.to_savepoint))
    return tuple(found)


def is_known(exchange: Exchange) -> bool:
    """Return whether it is known what was undone within an exchange."""
    return _taken_back(exchange) is not None


# Private


def _carried_out(exchange: Exchange) -> list[tuple[Step, Query]]:
    return [
        (step, event)
        for step, event in in_order(exchange)
        if isinstance(event, Query) and not event.error
    ]


def _taken_back(exchange: Exchange) -> list[TakenBack] | None:
    """Return which of the statements that were carried out were rolled back; None if unknown."""
    if any(_is_flow(one.what) for step in exchange.steps for one in step.left_out):
        return None
    sent = _carried_out(exchange)
    return taken_back([(query.database, query.statement() or "") for _step, query in sent])


def _is_flow(what: str | None) -> bool:
    return what is not None and (what == "…" or flow_of(what) is not None)
