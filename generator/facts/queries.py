"""Look at the SQL of an exchange as a whole: statements that come again and again for other rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.markup import as_code, shortened
from proven_lessons.runner.trace import Exchange, Step

MANY = 3
_NO_ROWS = ("SELECT COUNT(", 'SELECT %s AS "a"')  # count() and exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A SELECT that was sent `times` times with other parameters, by these steps."""

    sql: str
    times: int
    steps: tuple[Step, ...]


def repeated(exchange: Exchange) -> tuple[Repeated, ...]:
    """Give the statements that are sent once for each row: N of the N+1.

    From one place, each time with another parameter, after a list has been fetched.
    """
    sent: dict[str, list[tuple[tuple[str, ...], Step]]] = {}
    is_after_list = False
    for step in exchange.steps:
        for event in events_of([step], "sql"):
            if event.session or not event.sql.startswith("SELECT"):
                continue
            if is_after_list and not event.sql.startswith(_NO_ROWS):
                sent.setdefault(event.sql, []).append((event.params, step))
            is_after_list |= (event.fetched or 0) >= MANY
    return tuple(
        Repeated(sql=sql, times=len(uses), steps=tuple({step.number: step for _, step in uses}.values()))
        for sql, uses in sent.items()
        if len(uses) >= MANY and len({params for params, _ in uses}) == len(uses) and len({s.at for _, s in uses}) == 1
    )


def told(exchange: Exchange) -> Iterator[str]:
    """Tell of each such statement, with its code marked for `spoken`."""
    for one in repeated(exchange):
        where = f"in step {one.steps[0].number}" if len(one.steps) == 1 else f"in {len(one.steps)} steps"
        yield (
            f"The same statement is sent {one.times} times {where}, each time for another row (this is the N+1 "
            f"problem): {as_code(shortened(one.sql))}."
        )


def grouped(queries: list[Any]) -> list[tuple[Any, tuple[str, ...]]]:
    """Give statements with the same text in a row as one, with the parameters of each."""
    found: list[tuple[Any, tuple[str, ...]]] = []
    for query in queries:
        params = ", ".join(query.params)
        if found and _is_again(found[-1][0], query):
            found[-1] = (found[-1][0], (*found[-1][1], params))
        else:
            found.append((query, (params,)))
    return found


# Private


def _is_again(before: Any, query: Any) -> bool:
    same = ("sql", "error", "rows", "fetched")
    return bool(query.params) and all(getattr(before, name) == getattr(query, name) for name in same)
