"""Statements that one place of the code sends again and again, and for which rows."""

from collections import Counter
from dataclasses import dataclass

from proven_lessons.generator.facts.sql_text import read
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Step

MANY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A SELECT that one expression of the code or of a template sent `times` times in an exchange.

    `parameters` counts the different ones that it was sent with, None if that is not known, and
    `at_least` those that are known. `instances` counts those whose rows or field it got.
    `steps` are those that sent it. The expression and what it asks for are in `asker`.
    """

    sql: str
    times: int
    parameters: int | None
    at_least: int
    instances: int
    steps: tuple[Step, ...]
    asker: Asker

    @property
    def is_for_each_row(self) -> bool:
        """Whether it gets what belongs to one row, for one row after another: N of the N+1."""
        return self.asker.purpose in ("related", "deferred") and self.instances > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A SELECT that several statements of the lesson sent with the same parameters.

    Nothing changed the database in between. `times` is at least how often.
    """

    query: Query
    times: int
    steps: tuple[Step, ...]


def asked_again(exchange: Exchange) -> tuple[Again, ...]:
    """Return what is asked of the database again though nothing has changed in it."""
    asked: dict[object, list[tuple[Query, Step]]] = {}
    found: list[list[tuple[Query, Step]]] = []
    if exchange.together:
        return ()  # another one may have changed it
    for step in exchange.steps:
        for event in step.events:
            if not isinstance(event, Query) or event.session is not None:
                continue
            if read(event.sql).verb != "SELECT":
                asked = {}
            elif step.at is not None and event.fetched != 0:
                uses = asked.setdefault((event.database, event.sql, event.params), [])
                uses.append((event, step))
                found += [uses] if len(uses) == 2 else []
    return tuple(
        Again(query=uses[0][0], times=len(uses), steps=steps)
        for uses in found
        if len(steps := tuple({step.number: step for _, step in uses}.values())) > 1
    )


def repeated(exchange: Exchange) -> tuple[Repeated, ...]:
    """Return the statements that are sent again and again, each with the code that asks for it."""
    sent: dict[tuple[str, Asker, object], list[tuple[Query, Step]]] = {}
    left_out: Counter[str] = Counter()
    for step in exchange.steps:
        for event in step.events:
            if isinstance(event, Query) and _is_counted(event):
                place = (step.at and (step.at.file, step.at.line), event.database)
                sent.setdefault((event.sql, event.asker or Asker(), place), []).append(
                    (event, step)
                )
        for one in step.left_out:
            left_out[one.what or ""] += one.count
    several = Counter(sql for sql, _asker, _place in sent)
    return tuple(
        _repeated(sql, asker, uses, left_out[sql])
        for (sql, asker, _place), uses in sent.items()
        # Where several places send it, nobody knows which of them sent what was left out.
        if len(uses) >= MANY and not (left_out[sql] and several[sql] > 1)
    )


# Private


def _is_counted(event: Query) -> bool:
    return event.session is None and not event.error and read(event.sql).verb == "SELECT"


def _repeated(sql: str, asker: Asker, uses: list[tuple[Query, Step]], left_out: int) -> Repeated:
    known = len({query.params for query, _ in uses})
    return Repeated(
        sql=sql,
        times=len(uses) + left_out,
        parameters=None if left_out else known,
        at_least=known,
        instances=len({query.instance for query, _ in uses} - {None}),
        steps=tuple({step.number: step for _, step in uses}.values()),
        asker=asker,
    )
