"""Predict: the execution table with cells to fill in, before the run is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator import endings, wording
from generator.escape import BRIEF
from generator.literals import dict_text, parsed
from generator.modes import Material, Mode
from generator.page import Block
from generator.rounds import Fold, folded
from generator.tables import states_of
from runner.trace import Exchange, Step, Value

ASKED = 10  # as many cells are to be filled in for an exchange at the most
ENOUGH = 6  # after as many, the exchanges that follow are not asked about
SESSION, STORE, RESPONSE = "request.session", "In the store", "Response content"
_NO_LITERAL = object()


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
    """A step as the code that runs; a cell for each column: one to fill in, True for what stays, None for nothing."""

    step: int
    code: str
    where: str
    cells: tuple[Cell | bool | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The table of one exchange; `title` is empty when there is only one."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictBlock(Block):
    """The tables to fill in."""

    mode = "predict"

    sheets: tuple[Sheet, ...]

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
        sheets: list[Sheet] = []
        for title, exchange in zip(wording.exchange_titles(exchanges), exchanges, strict=True):
            asked = len(PredictBlock(sheets=tuple(sheets)).cells)
            states = list(_states(exchange, with_session=material.lesson.written.shows_session))
            sheet = _sheet(title, exchange, states, asked)
            if asked < ENOUGH and sheet.columns:
                sheets.append(sheet)
        return PredictBlock(sheets=tuple(sheets)) if sheets else None


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


def _sheet(title: str, exchange: Exchange, states: Sequence[Mapping[str, Value]], asked: int) -> Sheet:
    """Give the table of an exchange when `asked` cells come before it; columns with nothing to fill in are left out."""
    limit = asked + ASKED
    shown = {step.number for step in folded(exchange.steps) if not isinstance(step, Fold)}
    names = dict.fromkeys(name for state in states for name, value in state.items() if _can_be_typed(value))
    order = {SESSION: 0, STORE: 2, RESPONSE: 3}
    columns = tuple(sorted(names, key=lambda name: order.get(name, 1)))
    lines, known = [], dict(states[0]) if states else {}
    for step, state in zip(exchange.steps, states, strict=True):
        is_own = step.at is not None and step.kind not in ("skipped", "define", "import")
        if (not is_own and step.kind != "send") or step.number not in shown or asked >= limit:
            continue
        cells: list[Cell | bool | None] = []
        for name in columns:
            value, is_new = state.get(name), state.get(name) != known.get(name)
            if value is None:
                cells.append(None)
            elif is_new and asked < limit and _can_be_typed(value):
                asked += 1
                cells.append(_cell(asked, name, value, step, exchange))
            else:
                cells.append(not is_new)
        known = dict(state)
        lines.append(_line(step, tuple(cells)))
    last = max((at for at, line in enumerate(lines) if any(isinstance(cell, Cell) for cell in line.cells)), default=-1)
    lines = lines[: last + 1]
    wanted = [at for at in range(len(columns)) if any(isinstance(line.cells[at], Cell) for line in lines)]
    return Sheet(
        title=title,
        columns=tuple(columns[at] for at in wanted),
        lines=tuple(replace(line, cells=tuple(line.cells[at] for at in wanted)) for line in lines),
    )


def _can_be_typed(value: Value) -> bool:
    if value.type == "text":
        return len(value.repr) <= BRIEF and "<" not in value.repr and "\n" not in value.repr
    return len(value.repr) <= BRIEF and parsed(value.repr, _NO_LITERAL) is not _NO_LITERAL


def _cell(number: int, name: str, value: Value, step: Step, exchange: Exchange) -> Cell:
    return Cell(
        number=number,
        label=name,
        value=value.repr,
        is_text=value.type == "text",
        because=endings.closing_note(exchange) if name == STORE else f"{wording.action(step, exchange)}.",
    )


def _line(step: Step, cells: tuple[Cell | bool | None, ...]) -> Line:
    if step.at is None:
        return Line(step=step.number, code="", where="", cells=cells)
    where = f"line {step.at.line}" if step.at.file == "views.py" else f"{step.at.file}, line {step.at.line}"
    return Line(step=step.number, code=step.at.code, where=where, cells=cells)
