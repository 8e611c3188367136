"""Instances that do not know what their row holds: it was changed, and they were not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.facts.forms import Instance
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.generator.facts.values import literal
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Step

_REFRESH = ".refresh_from_db("


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A field of an instance that kept its value while `update` changed the row of it.

    `refreshed` is the step that has fetched the row again, after which the field is another.
    """

    name: str
    field: str
    update: Step
    refreshed: Step


def stale(steps: Sequence[Step]) -> Iterator[Stale]:
    """Yield each field that a refresh shows to have been stale, in the order of time."""
    for place, step in enumerate(steps):
        if step.at is None or _REFRESH not in step.at.code or place == 0:
            continue
        before = steps[place - 1]
        for name, held in _instances(before):
            now = _instance(step, name)
            for field in held if now is not None and now == held else ():
                if now is not None and _differs(held[field], now[field]):
                    update = _updated(steps[:place], name, field, held)
                    if update is not None:
                        yield Stale(name=name, field=field, update=update, refreshed=step)


# Private


def _updated(steps: Sequence[Step], name: str, field: str, held: Instance) -> Step | None:
    """Return the last step that changed its row while it was there, and left the field.

    Of statements that do not ask for its key, a single one counts: which of several changed the row
    is not known.
    """
    table = held.of.replace(".", "_").lower()
    changing = [
        place
        for place in range(1, len(steps))
        if _instance(steps[place - 1], name) is not None and _changes(steps[place], table)
    ]
    own = [place for place in changing if _asks_for(steps[place], held.pk)]
    if not own and len(changing) != 1:
        return None
    place = (own or changing)[-1]
    earlier, after = _instance(steps[place - 1], name), _instance(steps[place], name)
    is_kept = None not in (earlier, after) and not _differs(earlier[field], after[field])  # type: ignore[index]
    return steps[place] if is_kept else None


def _asks_for(step: Step, key: object) -> bool:
    """Return whether a step changed the row of this key, and says so."""
    return any(
        query.sql.endswith('."id" = %s') and query.params[-1:] == (repr(key),)
        for query in events_of([step], Query)
        if read(query.sql).verb == "UPDATE"
    )


def _changes(step: Step, table: str) -> bool:
    """Return whether a step changed rows of a table."""
    return any(
        (statement := read(query.sql)).verb == "UPDATE" and statement.table == table and query.rows
        for query in events_of([step], Query)
    )


def _instances(step: Step) -> Iterator[tuple[str, Instance]]:
    for name in step.locals:
        held = _instance(step, name)
        if held is not None:
            yield name, held


def _instance(step: Step, name: str) -> Instance | None:
    value = step.locals.get(name)
    held = None if value is None else literal(value)
    return held if isinstance(held, Instance) and held.pk is not None else None


def _differs(one: Any, other: Any) -> bool:
    """Return whether two plain values are known to be others."""
    return type(one) is type(other) and isinstance(one, _PLAIN) and one != other


_PLAIN = (str, int, float, bool)
