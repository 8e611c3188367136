"""The events of an exchange in the order of time, and which statements a transaction took back."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from proven_lessons.runner.trace import Event, Exchange, Step

_FLOW = re.compile(
    r"\s*(BEGIN|COMMIT|END|SAVEPOINT|RELEASE|ROLLBACK\s+TO|ROLLBACK)\b(?:\s+SAVEPOINT)?\s*(\S*)",
    re.IGNORECASE,
)
# The alias of a database (None for "default"), and what was sent to it.
type Statement = tuple[str | None, str]

_NAMED = ("SAVEPOINT", "RELEASE", "ROLLBACK TO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A statement that begins or ends a transaction, or a savepoint within one, and its name."""

    verb: str
    savepoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The place of a statement in a sequence, and that of the one which rolled it back.

    `to_savepoint` says that the transaction went on: only what came after a savepoint is undone.
    """

    place: int
    by: int
    to_savepoint: bool = False


def in_order(exchange: Exchange) -> list[tuple[Step, Event]]:
    """Return all events of an exchange in the order of time, each with its step.

    A statement that calls another one of the lesson ends after it, with what it did before.
    """
    timed = [
        (step.number - 1 if step.after is None else step.after[index], step, event)
        for step in exchange.steps
        for index, event in enumerate(step.events)
    ]
    return [(step, event) for _after, step, event in sorted(timed, key=lambda one: one[0])]


def flow_of(sql: str) -> Flow | None:
    """Return what a statement does to a transaction, None for any other statement."""
    found = _FLOW.match(sql)
    if found is None:
        return None
    verb = " ".join(found[1].upper().split())
    return Flow(verb=verb, savepoint=found[2] if verb in _NAMED else "")


def taken_back(statements: Sequence[Statement]) -> list[TakenBack] | None:
    """Return which of some statements, given in the order of time, were rolled back.

    Each database has transactions of its own. None if one ends that did not begin: without
    autocommit, nobody says when one does.
    """
    databases: defaultdict[str | None, _Levels] = defaultdict(_Levels)
    for place, (database, sql) in enumerate(statements):
        flow, levels = flow_of(sql), databases[database]
        if levels.ends_unknown(flow):
            return None
        levels.take(place, flow)
    gone = [one for levels in databases.values() for one in levels.gone]
    return sorted(gone, key=lambda one: one.place)


# Private


@dataclass(slots=True, kw_only=True)
class _Level:
    """A transaction or a savepoint that is open, and what was done since it began.

    The first level is what is done outside of any transaction.
    """

    name: str = ""
    done: list[int] = field(default_factory=list)


class _Levels:
    """The transactions and savepoints that are open while statements pass by."""

    def __init__(self) -> None:
        self.gone: list[TakenBack] = []
        self._open = [_Level()]

    def ends_unknown(self, flow: Flow | None) -> bool:
        """Return whether this ends a transaction that nothing has begun, and something was done."""
        is_end = flow is not None and flow.verb in ("COMMIT", "END", "ROLLBACK")
        return is_end and len(self._open) == 1 and bool(self._open[0].done)

    def take(self, place: int, flow: Flow | None) -> None:
        if flow is None:
            self._open[-1].done.append(place)
            return
        match flow.verb:
            case "BEGIN":
                self._open = [_Level(), _Level()]
            case "SAVEPOINT":
                self._open.append(_Level(name=flow.savepoint))
            case "COMMIT" | "END":
                self._open = [_Level()]
            case "RELEASE":
                self._release(flow.savepoint)
            case "ROLLBACK TO":
                self._roll_back(self._place(flow.savepoint), place, to_savepoint=True)
            case "ROLLBACK":
                self._roll_back(1, place)
                self._open = [_Level()]

    # Private

    def _place(self, savepoint: str) -> int:
        """Return which level a savepoint began, past the last if none did."""
        names = [level.name for level in self._open]
        return names.index(savepoint, 1) if savepoint in names[1:] else len(names)

    def _release(self, savepoint: str) -> None:
        place = self._place(savepoint)
        for level in self._open[place:]:
            self._open[place - 1].done += level.done
        del self._open[place:]

    def _roll_back(self, level: int, by: int, *, to_savepoint: bool = False) -> None:
        """Undo what was done since a level began; a savepoint stays open."""
        for each in self._open[level:]:
            self.gone += [
                TakenBack(place=place, by=by, to_savepoint=to_savepoint) for place in each.done
            ]
            each.done = []
        del self._open[level + 1 :]
