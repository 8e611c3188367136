"""The execution table and the variable tracker of an exchange, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.namespace import notes_on
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.nested_changes import changes
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Exchange, Run, SessionState, Step, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step in the execution table. `value` is what was retrieved last; `fresh` says that this step retrieved it.

    `action` is text, or HTML when `is_authored`. `where` is the place of its statement, empty for none. `inside` tells
    what changed within a value of the session. `variables` are those that are other ones than after the step before,
    None for one that is gone.
    """

    step: Step
    action: str
    is_authored: bool
    value: Value | None
    fresh: bool
    where: str
    inside: tuple[str, ...] = ()
    variables: Mapping[str, Value | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of a table from `first` up to `end`, counted from 0, in which `iterations` of a loop are folded."""

    first: int
    end: int
    iterations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A variable: its value at the start, after each column's step, and at the end; None where there is none.

    `same` are the other places where its very object is held at some time.
    """

    name: str
    values: tuple[Value | None, ...]
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTable:
    """The table and the tracker of one exchange; `after` holds the step numbers of the tracker's middle columns.

    `show` names the probes whose columns are wanted, None for those that say something.
    """

    title: str
    exchange: Exchange
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    note: str
    after: tuple[int, ...]
    variables: tuple[Tracked, ...]
    show: tuple[str, ...] | None = None


def tables_of(run: Run, lesson: Lesson, claims: Claims | None = None) -> tuple[ExchangeTable, ...]:
    """Give the tables of a run of `lesson`; with `claims`, in the author's words where there are some."""
    found = []
    show = lesson.written.show
    for title, exchange in zip(wording.exchange_titles(run.exchanges), run.exchanges, strict=True):
        after, variables = _track(exchange, with_session=lesson.written.shows_session)
        found.append(
            ExchangeTable(
                title=title,
                exchange=exchange,
                rows=_rows(exchange, lesson, claims),
                parts=tuple(_parts(exchange)),
                note=endings.closing_note(exchange, with_session=lesson.written.shows_session),
                after=after,
                variables=variables,
                show=None if show is None else tuple(show),
            )
        )
    return tuple(found)


def states_of(exchange: Exchange, *, with_session: bool) -> list[Mapping[str, Value]]:
    """Give for each step the variables as they are after it, and the session among them if wanted."""
    states: list[Mapping[str, Value]] = []
    state: dict[str, Value] = {}
    mine: dict[str, set[str]] = {}
    depths: dict[str, int] = {}
    several = _went_through_several(exchange)
    for step in exchange.steps:
        state = dict(state)
        if step.session is not None and with_session:
            state["request.session"] = _session_of(step.session)
        if step.at is not None and step.kind != "skipped":
            inside = _place_of(step, several=several)
            # A function that has returned has no variables any more.
            for ended in [place for place, depth in depths.items() if depth > step.depth and place != inside]:
                del depths[ended]
                state = {name: value for name, value in state.items() if name not in mine[ended]}
            depths[inside] = step.depth
            # A variable that was deleted, as `del` and the end of an `except` do, is gone.
            gone = [name for name in mine.get(inside, ()) if name not in {f"{local}{inside}" for local in step.locals}]
            state = {name: value for name, value in state.items() if name not in gone}
            state |= {
                f"{name}{inside}": value for name, value in step.locals.items() if value.type not in wording.NOT_DATA
            }
            mine[inside] = {f"{name}{inside}" for name in step.locals}
        states.append(state)
    return states


# Private


def _rows(exchange: Exchange, lesson: Lesson, claims: Claims | None) -> tuple[Row, ...]:
    rows: list[Row] = []
    value: Value | None = None
    held: Mapping[str, Value] = {}
    known: Mapping[str, Value] = {}
    several = len({step.at.file for step in exchange.steps if step.at}) > 1
    for step, variables in zip(exchange.steps, states_of(exchange, with_session=False), strict=True):
        fresh = _is_retrieved(step)
        value = step.value if fresh else value
        authored = _authored(lesson, claims, step) if claims else None
        rows.append(
            Row(
                step=step,
                action=authored or _action(step, exchange, lesson),
                is_authored=authored is not None,
                value=value,
                fresh=fresh,
                where=_where(step, several=several),
                inside=changes(held, step.session.data) if step.session else (),
                variables=_difference(known, variables),
            )
        )
        known = variables
        held = step.session.data if step.session else held
    return tuple(rows)


def _parts(exchange: Exchange) -> Iterator[Part]:
    """Give the rows in the order of the page: those in a fold by themselves, those between folds together."""
    at = start = 0
    for piece in folded(exchange.steps):
        if isinstance(piece, Fold):
            yield Part(first=start, end=at)
            yield Part(first=at, end=at + len(piece.steps), iterations=piece.iterations)
            at = start = at + len(piece.steps)
        else:
            at += 1
    yield Part(first=start, end=at)


def _where(step: Step, *, several: bool) -> str:
    if step.at is None:
        return ""
    return f"{step.at.file}, line {step.at.line}" if several or step.at.file != "views.py" else f"line {step.at.line}"


def _action(step: Step, exchange: Exchange, lesson: Lesson) -> str:
    is_silent = step.kind == "request" and not lesson.written.shows_session
    return "Request received" if is_silent else wording.action(step, exchange)


def _is_retrieved(step: Step) -> bool:
    return step.value is not None and step.kind != "return" and not step.value.type.endswith(("Response", "Redirect"))


def _authored(lesson: Lesson, claims: Claims, step: Step) -> str | None:
    for index, note in notes_on(lesson, "main", step):
        if note.action:
            return claims.plain(note.action, "steps", index, "action")
    return None


def _session_of(session: SessionState) -> Value:
    return Value(type="session", repr="unread" if session.status == "unread" else dict_text(session.data))


def _difference(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value | None]:
    return {name: after.get(name) for name in {**before, **after} if before.get(name) != after.get(name)}


def _place_of(step: Step, *, several: bool) -> str:
    """Say which function a variable of `step` is in, when the exchange went through several."""
    return f" in {wording.function_name(step)}" if several else ""


def _went_through_several(exchange: Exchange) -> bool:
    return len({step.at.function for step in exchange.steps if step.at is not None}) > 1


def _track(exchange: Exchange, *, with_session: bool) -> tuple[tuple[int, ...], tuple[Tracked, ...]]:
    """Follow each variable through the exchange; a column for each step after which one of them had changed."""
    states = states_of(exchange, with_session=with_session)
    same: dict[str, list[str]] = {}
    several = _went_through_several(exchange)
    for step in exchange.steps:
        for name, place in (step.aliases or {}).items() if step.at is not None and step.kind != "skipped" else ():
            places = same.setdefault(f"{name}{_place_of(step, several=several)}", [])
            places += [place] if place not in places else []
    if not states:
        return (), ()
    hidden = {step.number for piece in folded(exchange.steps) if isinstance(piece, Fold) for step in piece.steps}
    middle = [
        index
        for index in range(1, len(states))
        if states[index] != states[index - 1]
        and exchange.steps[index].at
        and exchange.steps[index].number not in hidden
    ]
    columns = [0, *middle, len(states) - 1]
    names = list(dict.fromkeys(name for state in states for name in state))
    tracked = tuple(
        Tracked(
            name=name,
            values=tuple(states[index].get(name) for index in columns),
            same=tuple(same.get(name, ())),
        )
        for name in names
    )
    return tuple(exchange.steps[index].number for index in middle), tracked
