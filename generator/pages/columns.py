"""The columns of an execution table: those of all aspects that say something in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Column, Folded, Mark, Part, Rows
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.trace import Step

VALUE_PLACE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the execution table; `changed` says that it differs from the one above."""

    parts: tuple[Part, ...]
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledColumn:
    """A column of the execution table, with a cell for each row.

    `name` stays the same in every language.
    """

    name: str
    title: Message
    cells: tuple[Cell, ...]


def columns_of(table: ExchangeTable) -> list[FilledColumn]:
    """Return the columns that say something in this table, in the order of their places."""
    columns: list[tuple[int, Message, list[tuple[Part, ...]], bool]] = []
    if table.show is None or "value" in table.show:
        values = [_retrieved(row) for row in table.rows]
        columns.append((VALUE_PLACE, _("Value retrieved"), values, True))
    columns += [
        (one.place, one.title, _cells(one, table), one.shows_state) for one in _wanted(table)
    ]
    return [
        FilledColumn(name=title.english, title=title, cells=_marked(cells, shows_state=shows_state))
        for _place, title, cells, shows_state in sorted(columns, key=lambda one: one[0])
        if any(cells)
    ]


def parts_of(part: Part) -> tuple[str, Said, Sequence[Said], str]:
    """Return a part of a cell for the template.

    Its form, what is always seen, what is within, and its kind.
    """
    match part:
        case Folded(summary=summary, body=body, kind=kind):
            return "folded", summary, body, kind
        case Rows(summary=summary, items=items, kind=kind):
            return "rows", summary, items, kind
        case Mark(said=said, kind=kind):
            return "mark", said, (), kind
    return "said", part, (), ""


# Private


def _wanted(table: ExchangeTable) -> Iterator[Column]:
    for name, aspect in aspects.load().items():
        if table.show is not None and name not in table.show:
            continue
        for column in aspect.columns:
            if table.show is not None or column.is_wanted(table.exchange):
                yield column


def _cells(column: Column, table: ExchangeTable) -> list[tuple[Part, ...]]:
    cells: list[tuple[Part, ...]] = []
    before: Step | None = None
    for row in table.rows:
        cells.append(tuple(column.cell(row.step, table.exchange, before)))
        before = row.step
    return cells


def _marked(cells: list[tuple[Part, ...]], *, shows_state: bool) -> tuple[Cell, ...]:
    """Mark the cells that are news: those that differ from the one above, or tell of an event."""
    above = [cells[0], *cells]
    return tuple(
        Cell(parts=cell, changed=bool(cell) and (cell != before or not shows_state))
        for cell, before in zip(cells, above, strict=False)
    )


def _retrieved(row: Row) -> tuple[Part, ...]:
    return () if row.value is None else (Code(row.value.repr),)
