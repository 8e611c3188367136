"""Statements as a reader needs them.

In short, those alike together, those that come once for each row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Step

MANY = 3
_NO_ROWS = ("SELECT COUNT(", 'SELECT %s AS "a"')  # count() and exists()
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|TABLE)\s+"?(\w+)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A SELECT that was sent `times` times with other parameters, by these steps."""

    sql: str
    times: int
    steps: tuple[Step, ...]


def summary(sql: str) -> str:
    """Return the verb and the table of an SQL statement."""
    verb, table = verb_and_table(sql)
    return f"{verb} {table}" if table else verb


def verb_and_table(sql: str) -> tuple[str, str]:
    """Return the verb of a statement, and the first table that it names, empty if it names none."""
    verb = sql.split(None, 1)[0].upper() if sql.strip() else ""
    table = _TABLE.search(sql)
    return verb, table[1] if table else ""


def repeated(exchange: Exchange) -> tuple[Repeated, ...]:
    """Return the statements that are sent once for each row: N of the N+1.

    From one place, each time with another parameter, after a list has been fetched.
    """
    sent: dict[str, list[tuple[tuple[str, ...], Step]]] = {}
    is_after_list = False
    for step in exchange.steps:
        for event in events_of([step], Query):
            if event.session or not event.sql.startswith("SELECT"):
                continue
            if is_after_list and not event.sql.startswith(_NO_ROWS):
                sent.setdefault(event.sql, []).append((event.params, step))
            is_after_list |= (event.fetched or 0) >= MANY
    return tuple(
        Repeated(
            sql=sql, times=len(uses), steps=tuple({step.number: step for _, step in uses}.values())
        )
        for sql, uses in sent.items()
        if _is_once_for_each_row(uses)
    )


def grouped(queries: Sequence[Query]) -> list[tuple[Query, tuple[str, ...]]]:
    """Return statements with the same text in a row as one, with the parameters of each."""
    groups: list[tuple[Query, tuple[str, ...]]] = []
    for query in queries:
        params = ", ".join(query.params)
        if groups and _is_again(groups[-1][0], query):
            groups[-1] = (groups[-1][0], (*groups[-1][1], params))
        else:
            groups.append((query, (params,)))
    return groups


# Private


def _is_once_for_each_row(uses: Sequence[tuple[tuple[str, ...], Step]]) -> bool:
    differ = len({params for params, _ in uses}) == len(uses)
    return len(uses) >= MANY and differ and len({step.at for _, step in uses}) == 1


def _is_again(before: Query, query: Query) -> bool:
    return bool(query.params) and (before.sql, before.error, before.rows, before.fetched) == (
        query.sql, query.error, query.rows, query.fetched,
    )  # fmt: skip
