"""The columns of an execution table: those of all aspects that say something in it."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Column, Folded, Mark, Part, Rows
from proven_lessons.generator.markup import BRIEF, LONG, Code
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.trace import Step

SHOWN_ROWS = 10
SHOWN_COLUMNS = 3
_RESPONSE = "Response content"
_FIRST = ("Session state", "Value retrieved", _RESPONSE)
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
            cells=_own(_marked(cells, shows_state=one.shows_state), one, table),
        )
        for one, cells in sorted(columns, key=lambda pair: pair[0].place)
        if any(cells) or (one.stays and _is_filled_elsewhere(one, table))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRow:
    """A row of a short table with its cells."""

    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTable:
    """What is to be seen first of a table.

    A number in `rows` counts what is left out there, and a text tells what another request did.
    """

    title: Message | None
    titles: tuple[Message, ...]
    rows: tuple[ShortRow | Said, ...]
    notes: tuple[Said, ...]


def short(tables: Sequence[ExchangeTable]) -> list[ShortTable]:
    """Return what is to be seen first of the tables of a run.

    Of the columns those that the lesson is about, the same in all. Of the rows the last and those
    in which something is news there, and of a run of one request the first: `SHOWN_ROWS` at most,
    but for two of each table.
    """
    filled = [columns_of(table) for table in tables]
    names = _first_names(filled, tables)
    room = SHOWN_ROWS
    found = []
    for place, (table, columns) in enumerate(zip(tables, filled, strict=True)):
        own = [column for name in names for column in columns if column.name == name]
        mine = max(2, room // (len(tables) - place))
        ends = {len(table.rows) - 1} | ({0} if len(tables) == 1 else set())
        rows = _short_rows(table, own, ends, mine)
        room = max(0, room - min(mine, sum(isinstance(row, ShortRow) for row in rows)))
        titles = tuple(column.title for column in own)
        notes = table.notes[:1]
        found.append(ShortTable(title=table.title, titles=titles, rows=tuple(rows), notes=notes))
        if room == 0:
            break
    return found


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


def _first_names(
    filled: Sequence[Sequence[FilledColumn]], tables: Sequence[ExchangeTable]
) -> list[str]:
    """Return the names of the columns that are to be seen first, in the order of the table."""
    news: dict[str, int] = {}
    for columns in filled:
        for column in columns:
            count = sum(cell.changed for cell in column.cells)
            news[column.name] = news.get(column.name, 0) + count
    first = [name for name in _FIRST if news.get(name)]
    if any(table.show is not None for table in tables):
        first = [name for name in news if news[name] and name != _RESPONSE] + [_RESPONSE]
    others = sorted((name for name in news if name not in first), key=lambda name: -news[name])
    chosen = [name for name in [*first, *others] if news.get(name)][:SHOWN_COLUMNS]
    return sorted((name for name in news if name in chosen), key=lambda name: name == _RESPONSE)


def _short_rows(
    table: ExchangeTable, columns: Sequence[FilledColumn], ends: Container[int], room: int
) -> list[ShortRow | Said]:
    """Return the rows that are to be seen first, and how many are left out between them."""
    chosen = _chosen(table, columns, ends, room)
    rows: list[ShortRow | Said] = []
    left = 0
    for place, row in enumerate(table.rows):
        if row.meanwhile is not None:
            rows += [*([left] if left else []), row.meanwhile]
            left = 0
        if place not in chosen:
            left += 1
            continue
        rows += [left] if left else []
        left = 0
        cells = tuple(_brief_cell(column.cells[place]) for column in columns)
        rows.append(ShortRow(row=row, cells=cells))
    return [*rows, left] if left else rows


def _chosen(
    table: ExchangeTable, columns: Sequence[FilledColumn], ends: Container[int], room: int
) -> set[int]:
    """Return the places of the rows that are to be seen first."""
    weights = {
        place: (place in ends, sum(column.cells[place].changed for column in columns), -place)
        for place in range(len(table.rows))
    }
    chosen = set(sorted(weights, key=lambda place: weights[place], reverse=True)[:room])
    # To say that one step more is left out takes as much room as the step.
    return chosen | {
        place
        for place in weights
        if {place - 1, place + 1} <= chosen | {-1, len(weights)} and len(weights) > 1
    }


def _brief_cell(cell: Cell) -> Cell:
    return replace(cell, parts=tuple(map(_brief_part, cell.parts)))


def _brief_part(part: Part) -> Part:
    """Fold what would fill a short table by itself, such as the hash of a login."""
    whole: Sequence[Said]
    if isinstance(part, Folded) and part.kind == "in-full":
        whole, text = part.body, part.summary
    else:
        whole, text = (part,), part  # type: ignore[assignment]
    if not isinstance(text, Code) or len(text) <= BRIEF:
        return part
    head = text[:LONG]
    # Between two items of a dictionary or a list, else between two words.
    cut = head.rfind(", ") + 1 or head.rfind(" ") + 1 or LONG
    return Folded(summary=Code(f"{head[:cut].rstrip()}…"), body=tuple(whole))


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


def _own(cells: tuple[Cell, ...], column: Column, table: ExchangeTable) -> tuple[Cell, ...]:
    """Return cells that are marked only where the exchange itself can have changed something."""
    if not table.exchange.together:
        return cells
    return tuple(
        replace(cell, changed=cell.changed and column.is_done_by(row.step))
        for cell, row in zip(cells, table.rows, strict=True)
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
