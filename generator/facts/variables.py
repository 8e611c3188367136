"""The variables of the lesson as they are after each step, whatever function they are in."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.nested_changes import instance_changes
from proven_lessons.generator.facts.values import NOT_DATA, dict_text
from proven_lessons.runner.trace import Exchange, SessionState, Step, Value

SESSION = "request.session"
COLUMNS = 12  # of steps, in a table that has one for each
UNREAD = Value(type="session", repr="unread")  # the session before anything has asked for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A variable: its value at the start, after each column's step, and at the end; None for none.

    `aliases` are the other places where its very object is held at some time. `changes` says for
    each value what is different within it, if it is an instance of a model.
    """

    name: str
    values: tuple[Value | None, ...]
    aliases: tuple[str, ...] = ()
    changes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """Variables through an exchange; `after` are the numbers of the steps of the middle columns."""

    after: tuple[int, ...] = ()
    variables: tuple[Tracked, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether there are more columns than can be read beside each other."""
        return len(self.after) > COLUMNS

    def news(self, variable: Tracked) -> list[tuple[int, Value | None, tuple[str, ...]]]:
        """Return after which steps a variable has become another one, and what it is then."""
        found = []
        for place, number in enumerate(self.after, 1):
            value = variable.values[place]
            if value != variable.values[place - 1]:
                found.append((number, value, variable.changes[place]))
        return found


def states_of(exchange: Exchange, *, with_session: bool) -> list[Mapping[str, Value]]:
    """Return for each step the variables after it, with the session among them if wanted."""
    several = _goes_through_several(exchange)
    frames = _Frames(several=several)
    states: list[Mapping[str, Value]] = []
    session: Value | None = None
    for step in exchange.steps:
        if step.session is not None and with_session:
            session = _session_of(step.session)
        if step.at is not None and step.kind != "skipped":
            frames.enter(step)
        states.append({**({SESSION: session} if session else {}), **frames.state})
    return states


def tracked(
    exchange: Exchange, *, with_session: bool, shared: Container[int] = frozenset()
) -> Tracker:
    """Follow each variable through the exchange.

    A column for each step after which one had changed. Before those of the numbers in `shared`,
    another exchange was at work: what they did not bind themselves, it may have changed.
    """
    states = states_of(exchange, with_session=with_session)
    if not states:
        return Tracker()
    steps = exchange.steps
    hidden = _hidden(steps, shared)
    middle = [
        index
        for index in range(1, len(states))
        if states[index] != states[index - 1]
        and steps[index].at
        and steps[index].number not in hidden
    ]
    columns = [0, *middle, len(states) - 1]
    aliases = _aliases(exchange)
    names = dict.fromkeys(name for state in states for name in state)
    return Tracker(
        after=tuple(steps[index].number for index in middle),
        variables=tuple(
            Tracked(
                name=name,
                values=tuple(states[index].get(name) for index in columns),
                aliases=tuple(aliases.get(name, ())),
                changes=_changes(name, [states[index] for index in columns]),
            )
            for name in names
        ),
    )


def changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value | None]:
    """Return the variables that are other ones after a step, None for one that is gone."""
    names = {**before, **after}
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


# Private


def _hidden(steps: Sequence[Step], shared: Container[int]) -> set[int]:
    """Return the numbers of the steps that have no column: in a fold, or changed by another."""
    folds = (piece for piece in folded(steps) if isinstance(piece, Fold))
    within = {step.number for fold in folds for step in fold.steps}
    return within | {step.number for step in steps if step.number in shared and not step.names}


def _changes(name: str, states: Sequence[Mapping[str, Value]]) -> tuple[tuple[str, ...], ...]:
    """Return what is different within a variable in each state, compared with the one before."""
    own = [{name: state[name]} if name in state else {} for state in states]
    return tuple(instance_changes(old, new) for old, new in zip([{}, *own], own, strict=False))


class _Frames:
    """The functions that are running, each with its variables."""

    def __init__(self, *, several: bool) -> None:
        self.state: dict[str, Value] = {}
        self._several = several
        self._names: dict[str, set[str]] = {}
        self._depths: dict[str, int] = {}

    def enter(self, step: Step) -> None:
        """Take over the variables after a step."""
        place = place_of(step, several=self._several)
        # A function that has returned has no variables any more.
        for ended in [one for one, depth in self._depths.items() if depth > step.depth]:
            if ended != place:
                del self._depths[ended]
                self._forget(self._names[ended])
        self._depths[place] = step.depth
        names = {f"{name}{place}" for name in step.locals}
        # A variable that was deleted, as `del` and the end of an `except` do, is gone.
        self._forget(self._names.get(place, set()) - names)
        self.state |= {
            f"{name}{place}": value
            for name, value in step.locals.items()
            if value.type not in NOT_DATA
        }
        self._names[place] = names

    def _forget(self, names: set[str]) -> None:
        self.state = {name: value for name, value in self.state.items() if name not in names}


def place_of(step: Step, *, several: bool) -> str:
    """Return which function a variable of `step` is in, when the exchange went through several."""
    return f" in {step.at.function.rpartition('<locals>.')[2]}" if several and step.at else ""


def _goes_through_several(exchange: Exchange) -> bool:
    return len({step.at.function for step in exchange.steps if step.at is not None}) > 1


def _session_of(session: SessionState) -> Value:
    if session.status == "unread":
        return UNREAD
    return Value(type="session", repr=dict_text(session.data))


def _aliases(exchange: Exchange) -> dict[str, list[str]]:
    several = _goes_through_several(exchange)
    aliases: dict[str, list[str]] = {}
    for step in exchange.steps:
        if step.at is None or step.kind == "skipped":
            continue
        for name, place in (step.aliases or {}).items():
            places = aliases.setdefault(f"{name}{place_of(step, several=several)}", [])
            places += [place] if place not in places else []
    return aliases
