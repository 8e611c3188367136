"""What expressions see of the statements that were sent to the database."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from proven_lessons.generator.facts.exchanges import events_of, left_out
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.generator.facts.values import known
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Step


def sql_of(steps: Iterable[Step]) -> list[str] | Partial:
    """Return the statements of some steps; where some are only counted, how many they are."""
    steps = list(steps)
    return whole([known(event.sql) for event in events_of(steps, Query)], left_out(steps, Query))


def queries_of(steps: Iterable[Step]) -> list[Any] | Partial:
    """Return the same with what is known of each."""
    steps = list(steps)
    return whole([_query(event) for event in events_of(steps, Query)], left_out(steps, Query))


def whole[Item](items: list[Item], more: int) -> list[Item] | Partial:
    """Return a list, as what is known of it if there were `more` than are held."""
    if not more:
        return items
    return Partial(f"{len(items)} of {len(items) + more}", "list", len(items) + more)


# Private


def _query(query: Query) -> Any:
    """Return a statement with what its parser and its code say of it, as plain data."""
    statement, asker = read(query.sql), query.asker or Asker()
    return known(
        {
            "sql": query.sql,
            "database": query.database or "default",
            "params": list(query.params),
            "verb": statement.verb,
            "tables": list(statement.tables),
            "rows": query.rows,
            "fetched": query.fetched,
            "error": query.error,
            "session": query.session,
            **{field.name: getattr(asker, field.name) for field in fields(asker)},
        }
    )
