"""Predict: the execution table with cells to fill in, before the run is shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import State
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.values import parsed
from proven_lessons.generator.facts.variables import states_of
from proven_lessons.generator.markup import BRIEF, Code, brief_code
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.modes.predict.choosing import (
    Texts,
    choices_for,
    is_brief,
    is_written_in,
    texts_of,
)
from proven_lessons.generator.modes.tables import Holds, holds_in
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.generator.wording.exchanges import place_of, title_of
from proven_lessons.generator.wording.steps import action
from proven_lessons.runner.trace import VARIES, Step
from proven_lessons.runner.trace import Exchange as Exchange

ALONE, SHARE = (
    10,
    4,
)  # as many cells are to be filled in for the only exchange, or for one of several
ALL = 14  # and for all of them together
MORE = 2  # of what holds for a single step only, as many in each exchange on top
EVERYTHING = 10**6
VARIABLES = 10  # the place of their columns
_NO_LITERAL = object()
_LETTERS = re.compile(r"'[^']*'|\"[^\"]*\"")  # what is left may hold the j of a complex number

type Known = set[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to fill in: `value` is what the run has, a Python literal, or words if `is_words`.

    `choices` are all that it can be; empty if it is to be typed.
    """

    number: int
    label: Said
    value: Said
    is_words: bool
    choices: tuple[Said, ...]
    because: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A step as the code that runs.

    A cell for each column: one to fill in, a value that is shown, True for what stays, None for
    nothing. Iterations that are not shown have the step 0; `iterations` counts them, 0 where nobody
    knows.
    """

    step: int
    code: Code | None = None
    where: Said | None = None
    cells: tuple[Cell | Code | Message | bool | None, ...] = ()
    iterations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The table of one exchange; `columns` are their labels."""

    title: Message | None
    columns: tuple[Said, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictBlock(Block):
    """The tables to fill in; `is_part` says that the run has more that could be asked."""

    mode = "predict"

    sheets: tuple[Sheet, ...]
    is_part: bool = False

    @property
    def seconds(self) -> int:
        return 12 * len(self.cells)

    @property
    def cells(self) -> tuple[tuple[int, Cell], ...]:
        """The cells to fill in, each with the number of its step."""
        lines = [line for sheet in self.sheets for line in sheet.lines]
        return tuple(
            (line.step, cell) for line in lines for cell in line.cells if isinstance(cell, Cell)
        )


class PredictMode(Mode):
    """Asks for each value that is new after a step, if a reader can be expected to give it."""

    rank = 50
    title = _("Predict")
    about = _("Predict the result before you see it")
    is_searched = False
    group = "practise"
    with_code = True

    def derive(self, material: Material) -> Derived:
        exchanges = numbered(material.trace.runs["main"])
        share = ALONE if len(exchanges) == 1 else SHARE
        texts = texts_of(material.trace)
        sheets: list[Sheet] = []
        possible = asked = lasting = 0
        known: Known = set()
        for one in exchanges:
            asking = _Asking(
                one,
                known,
                holds=holds_in(material.claims, one),
                with_session=material.lesson.written.shows_session,
                texts=texts,
            )
            possible += _count(asking.sheet(asked, _Room(EVERYTHING, EVERYTHING)))
            room = _Room(min(share, ALL - lasting), MORE)
            sheet = asking.sheet(asked, room)
            lasting += min(share, ALL - lasting) - room.lasting
            if _count(sheet):
                sheets.append(sheet)
                asked += _count(sheet)
            # What was asked once is shown when the same line leaves the same behind again.
            known |= _asked_in(sheet)
        if not sheets:
            return NOTHING
        return Answer(value=PredictBlock(sheets=tuple(sheets), is_part=asked < possible))


# Private


def _asked_in(sheet: Sheet) -> Known:
    """Return what is asked in a table: of which line, what, and its value."""
    return {
        (line.code or "", str(cell.label), str(cell.value))
        for line in sheet.lines
        for cell in line.cells
        if isinstance(cell, Cell)
    }


@dataclass(slots=True)
class _Room:
    """How many cells may still be filled in.

    For what lasts, for what holds for a single step, and for what surprises.
    """

    lasting: int
    others: int
    surprising: int = 1

    def take(self, state: State) -> bool:
        """Take the room for one cell; say whether there was any."""
        if state.surprises and self.surprising:
            self.surprising -= 1
            return True
        if state.lasts and self.lasting:
            self.lasting -= 1
            return True
        if not state.lasts and self.others:
            self.others -= 1
            return True
        return False


class _Asking:
    """What can be asked of one exchange."""

    def __init__(
        self,
        one: NumberedExchange,
        known: Known,
        *,
        holds: Holds,
        with_session: bool,
        texts: Texts,
    ) -> None:
        self._one = one
        self._holds = holds
        self._texts = texts
        self._known = frozenset(known)
        self._states = list(_states(one, with_session=with_session))
        known_states = {state.name: state for states in self._states for state in states.values()}
        self._columns = sorted(known_states.values(), key=lambda state: state.place)
        surprising = (
            step.number
            for step, states in zip(one.steps, self._states, strict=True)
            if any(state.surprises for state in states.values())
        )
        self._last_surprise = max(surprising, default=0)

    def sheet(self, asked: int, room: _Room) -> Sheet:
        """Return the table with as many cells as there is room for, numbered on from `asked`.

        Columns with nothing to fill in are left out, and so is what follows the last cell.
        """
        steps = self._one.steps
        after = dict(zip((step.number for step in steps), self._states, strict=True))
        known = dict(self._states[0]) if self._states else {}
        lines: list[Line] = []
        for piece in folded(steps):
            if isinstance(piece, Fold) or piece.kind == "skipped":
                # What they have changed is not asked of the line after them.
                last = piece.steps[-1] if isinstance(piece, Fold) else piece
                line, states = self._gap(piece), after[last.number]
            elif _is_asked_of(piece) and self._may_ask_from(piece, room):
                states = after[piece.number]
                line = self._line(piece, states, known, asked + 1, room)
            else:
                continue
            asked += _asked(line)
            known = dict(states)
            lines.append(line)
        labels = tuple(state.label for state in self._columns)
        return _trimmed(title_of(self._one), labels, lines)

    def _may_ask_from(self, step: Step, room: _Room) -> bool:
        """Return whether there is room for anything at a step or after it."""
        return bool(room.lasting or (room.surprising and step.number <= self._last_surprise))

    def _gap(self, piece: Step | Fold) -> Line:
        iterations = piece.iterations if isinstance(piece, Fold) else 0
        return Line(step=0, cells=(None,) * len(self._columns), iterations=iterations)

    def _line(
        self,
        step: Step,
        states: Mapping[str, State],
        known: Mapping[str, State],
        first: int,
        room: _Room,
    ) -> Line:
        numbers = count(first)
        cells = tuple(
            self._cell(step, states.get(column.name), known.get(column.name), numbers, room)
            for column in self._columns
        )
        if step.at is None:
            return Line(step=step.number, cells=cells)
        where = place_of(step.at.file, step.at.line)
        return Line(step=step.number, code=Code(step.at.code), where=where, cells=cells)

    def _cell(
        self,
        step: Step,
        state: State | None,
        before: State | None,
        numbers: Iterator[int],
        room: _Room,
    ) -> Cell | Code | Message | bool | None:
        if state is None:
            return None
        stays = before is not None and before.value == state.value and state.lasts
        if stays and not state.surprises:
            return True
        code = step.at.code if step.at else ""
        is_known = not state.surprises and _asked_of(code, state) in self._known
        if is_known or is_written_in(code, state) or not _can_be_given(state):
            return state.value if isinstance(state.value, Message) else brief_code(str(state.value))
        if not room.take(state):
            return None
        return Cell(
            number=next(numbers),
            label=state.label,
            value=state.value,
            is_words=state.is_words,
            choices=state.choices or choices_for(state, self._one.exchange.view, self._texts),
            because=self._because(step, state),
        )

    def _because(self, step: Step, state: State) -> Said:
        if state.because is not None and self._holds(state.because):
            return state.because.said
        return _("{action}.", action=action(step, self._one.exchange))


def _asked_of(code: str, state: State) -> tuple[str, str, str]:
    return code, str(state.label), str(state.value)


def _states(one: NumberedExchange, *, with_session: bool) -> Iterator[Mapping[str, State]]:
    """Yield for each step what can be asked of it, by its name.

    Of what another exchange may have changed before it, nothing.
    """
    exchange = one.exchange
    wanted = {
        name: aspect
        for name, aspect in aspects.load().items()
        if with_session or name not in ("session", "cookies")
    }
    variables = states_of(exchange, with_session=False)
    for step, values in zip(exchange.steps, variables, strict=True):
        states = {
            state.name: state
            for aspect in wanted.values()
            for state in aspect.states(step, exchange)
        }
        # What a function is called with, its caller has said.
        is_known = step.kind != "call" and (step.names or not one.follows_another(step))
        for name, value in values.items() if is_known else ():
            states[f"variable {name}"] = State(
                name=f"variable {name}",
                label=Code(name),
                value=Code(value.repr),
                place=VARIABLES,
                lasts=True,
            )
        yield states


def _is_asked_of(step: Step) -> bool:
    """Return whether a step is one whose effect can be predicted: a statement, or the end."""
    if step.kind == "send":
        return True
    return step.at is not None and step.kind not in ("define", "import")


def _count(sheet: Sheet) -> int:
    return sum(map(_asked, sheet.lines))


def _asked(line: Line) -> int:
    return sum(isinstance(cell, Cell) for cell in line.cells)


def _trimmed(title: Message | None, columns: Sequence[Said], all_lines: Sequence[Line]) -> Sheet:
    """Return a table without what follows its last cell to fill in, and columns that have none."""
    last = max((at for at, line in enumerate(all_lines) if _asked(line)), default=-1)
    lines = all_lines[: last + 1]
    wanted = [
        at for at in range(len(columns)) if any(isinstance(line.cells[at], Cell) for line in lines)
    ]
    return Sheet(
        title=title,
        columns=_at(columns, wanted),
        lines=tuple(replace(line, cells=_at(line.cells, wanted)) for line in lines),
    )


def _at[Item](items: Sequence[Item], places: Sequence[int]) -> tuple[Item, ...]:
    return tuple(items[place] for place in places)


def _can_be_given(state: State) -> bool:
    """Return whether a reader can be expected to choose or to type a value."""
    text = str(state.value)
    if VARIES in text:
        return False
    if state.choices:
        return True
    if state.is_words:
        return is_brief(text)
    value = parsed(text, _NO_LITERAL) if len(text) <= BRIEF else _NO_LITERAL
    # Keys that begin with an underscore are Django's own: nobody can know them.
    is_djangos = isinstance(value, dict) and any(str(key).startswith("_") for key in value)
    return value is not _NO_LITERAL and not is_djangos and "j" not in _LETTERS.sub("", text)
