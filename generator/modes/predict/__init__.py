"""Predict: the execution table with cells to fill in, before the run is shown."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.values import dict_text, parsed
from proven_lessons.generator.markup import BRIEF, brief
from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.modes.tables import states_of
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Exchange, Step, Value

ALONE, SHARE = 10, 4  # as many cells are to be filled in for the only exchange, or for one of several
ALL = 14  # and for all of them together
SESSION, STORE, RESPONSE = "request.session", "In the store", "Response content"
_NO_LITERAL = object()
_LETTERS = re.compile(r"'[^']*'|\"[^\"]*\"")  # what is left may hold the j of a complex number


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to fill in: `value` is what the run has there, a Python literal, or text if `is_text`."""

    number: int
    label: str
    value: str
    is_text: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A step as the code that runs.

    A cell for each column: one to fill in, a text that is shown, True for what stays, None for nothing. Rounds that are
    not shown have the step 0; `iterations` counts them, 0 where nobody knows.
    """

    step: int
    code: str
    where: str
    cells: tuple[Cell | str | bool | None, ...]
    iterations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The table of one exchange; `title` is empty when there is only one."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictBlock(Block):
    """The tables to fill in; `is_part` says that the run has more that could be asked."""

    mode = "predict"

    sheets: tuple[Sheet, ...]
    is_part: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            cell for sheet in self.sheets for line in sheet.lines for cell in line.cells if isinstance(cell, Cell)
        )


class PredictMode(Mode):
    """Asks for each value that is new after a step, as long as a reader can be expected to type it."""

    rank = 15
    title = "Predict"
    about = "Say what comes, before you see it"
    with_code = True

    def derive(self, material: Material) -> PredictBlock | None:
        exchanges = material.trace.runs["main"].exchanges
        share = ALONE if len(exchanges) == 1 else SHARE
        wanted: list[Sheet] = []
        possible = 0
        known: set[tuple[str, str, str]] = set()
        for title, exchange in zip(wording.exchange_titles(exchanges), exchanges, strict=True):
            states = list(_states(exchange, with_session=material.lesson.written.shows_session))
            asked = len(PredictBlock(sheets=tuple(wanted)).cells)
            everything = _sheet(title, exchange, states, asked=asked, known_cells=known, share=10**6)
            possible += _count(everything)
            sheet = _sheet(title, exchange, states, asked=asked, known_cells=known, share=min(share, ALL - asked))
            if _count(sheet):
                wanted.append(sheet)
            # What was asked once is shown when the same line leaves the same behind again.
            known |= {
                (line.code, cell.label, cell.value)
                for line in sheet.lines
                for cell in line.cells
                if isinstance(cell, Cell)
            }
        block = PredictBlock(sheets=tuple(wanted))
        return replace(block, is_part=len(block.cells) < possible) if wanted else None


# Private


def _states(exchange: Exchange, *, with_session: bool) -> Iterator[Mapping[str, Value]]:
    """Give for each step what the columns hold after it."""
    for step, variables in zip(exchange.steps, states_of(exchange, with_session=False), strict=True):
        state: dict[str, Value] = {}
        session = step.session
        if session is not None and with_session:
            if session.status != "unread":
                state[SESSION] = Value(type="dict", repr=dict_text(session.data))
            if session.stored is not None and step.kind == "send":
                state[STORE] = Value(type="dict", repr=dict_text(session.stored))
        state |= variables
        text = step.response.text if step.response else None
        if text and not wording.is_error_page(text):
            state[RESPONSE] = Value(type="text", repr=text)
        yield state


def _count(sheet: Sheet) -> int:
    return sum(_asked(line) for line in sheet.lines)


def _sheet(
    title: str,
    exchange: Exchange,
    states: Sequence[Mapping[str, Value]],
    *,
    asked: int,
    known_cells: Container[tuple[str, str, str]],
    share: int,
) -> Sheet:
    """Give the table of an exchange with up to `share` cells to fill in, numbered on from `asked`.

    Columns with nothing to fill in are left out, and so is what follows the last cell.
    """
    limit = asked + share
    names = dict.fromkeys(name for state in states for name in state)
    order = {SESSION: 0, STORE: 2, RESPONSE: 3}
    columns = tuple(sorted(names, key=lambda name: order.get(name, 1)))
    lines, known = [], dict(states[0]) if states else {}
    after = dict(zip((step.number for step in exchange.steps), states, strict=True))
    for step in folded(exchange.steps):
        if isinstance(step, Fold) or step.kind == "skipped":
            # What the iterations that are not shown have changed is not asked of the line that comes after them.
            known = dict(after[step.steps[-1].number if isinstance(step, Fold) else step.number])
            iterations = step.iterations if isinstance(step, Fold) else 0
            lines.append(Line(step=0, code="", where="", cells=(None,) * len(columns), iterations=iterations))
            continue
        state = after[step.number]
        is_own = step.at is not None and step.kind not in ("define", "import")
        if (not is_own and step.kind != "send") or asked >= limit:
            continue
        cells: list[Cell | str | bool | None] = []
        for name in columns:
            value, is_new = state.get(name), state.get(name) != known.get(name)
            if value is None or not is_new:
                cells.append(None if value is None else True)
            elif (step.at.code if step.at else "", name, value.repr) in known_cells or not _can_be_typed(value):
                cells.append(brief(value.repr))
            elif asked < limit:
                asked += 1
                cells.append(_cell(asked, name, value, step, exchange))
            else:
                cells.append(None)
        known = dict(state)
        lines.append(_line(step, tuple(cells)))
    return _trimmed(Sheet(title=title, columns=columns, lines=tuple(lines)))


def _trimmed(sheet: Sheet) -> Sheet:
    """Leave out what follows the last cell to fill in, and the columns that have none."""
    last = max((at for at, line in enumerate(sheet.lines) if _asked(line)), default=-1)
    lines = sheet.lines[: last + 1]
    wanted = [at for at in range(len(sheet.columns)) if any(isinstance(line.cells[at], Cell) for line in lines)]
    return replace(
        sheet,
        columns=tuple(sheet.columns[at] for at in wanted),
        lines=tuple(replace(line, cells=tuple(line.cells[at] for at in wanted)) for line in lines),
    )


def _asked(line: Line) -> int:
    return sum(isinstance(cell, Cell) for cell in line.cells)


def _can_be_typed(value: Value) -> bool:
    if value.type == "text":
        return len(value.repr) <= BRIEF and "<" not in value.repr and "\n" not in value.repr
    found = parsed(value.repr, _NO_LITERAL) if len(value.repr) <= BRIEF else _NO_LITERAL
    # Keys that begin with an underscore are Django's own: nobody can know them.
    is_djangos = isinstance(found, dict) and any(str(key).startswith("_") for key in found)
    return found is not _NO_LITERAL and not is_djangos and "j" not in _LETTERS.sub("", value.repr)


def _cell(number: int, name: str, value: Value, step: Step, exchange: Exchange) -> Cell:
    return Cell(
        number=number,
        label=name,
        value=value.repr,
        is_text=value.type == "text",
        because=endings.closing_note(exchange) if name == STORE else f"{wording.action(step, exchange)}.",
    )


def _line(step: Step, cells: tuple[Cell | str | bool | None, ...]) -> Line:
    if step.at is None:
        return Line(step=step.number, code="", where="", cells=cells)
    where = f"line {step.at.line}" if step.at.file == "views.py" else f"{step.at.file}, line {step.at.line}"
    return Line(step=step.number, code=step.at.code, where=where, cells=cells)
