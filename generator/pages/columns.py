"""The columns of an execution table: those of all aspects that say something in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Column, Folded, Mark, Part, Rows
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.trace import Step

_VALUE = Column(
    place=20, title=_("Value retrieved"), cell=lambda step, exchange, before: (), shows_state=True
)


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
    columns: list[tuple[Column, list[tuple[Part, ...]]]] = []
    if table.show is None or "value" in table.show:
        columns.append((_VALUE, [_retrieved(row) for row in table.rows]))
    columns += [(one, _cells(one, table)) for one in _wanted(table)]
    return [
        FilledColumn(
            name=one.title.english,
            title=one.title,
            cells=_marked(cells, shows_state=one.shows_state),
        )
        for one, cells in sorted(columns, key=lambda pair: pair[0].place)
        if any(cells) or (one.stays and _is_filled_elsewhere(one, table))
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


def _is_filled_elsewhere(column: Column, table: ExchangeTable) -> bool:
    """Return whether a column says something of another exchange of the run."""
    return any(
        column.cell(step, exchange, None) for exchange in table.others for step in exchange.steps
    )


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
        Cell(parts=cell, changed=bool(cell) and (_is_news(cell, before) or not shows_state))
        for cell, before in zip(cells, above, strict=False)
    )


def _is_news(cell: tuple[Part, ...], before: tuple[Part, ...]) -> bool:
    """Return whether a state is another than the one above: what changed within it stays behind."""
    notes = [part for part in cell if _is_note(part)]
    held, above = ([part for part in parts if not _is_note(part)] for parts in (cell, before))
    return bool(notes) or held != above


def _is_note(part: Part) -> bool:
    return isinstance(part, Mark) and part.kind == "nested"


def _retrieved(row: Row) -> tuple[Part, ...]:
    return () if row.value is None else (Code(row.value.repr),)
