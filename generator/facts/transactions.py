"""What was undone: the changes that a transaction was rolled back with."""

from dataclasses import dataclass, field

from proven_lessons.generator.facts.exchanges import in_order
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Step

_FLOW = ("BEGIN", "COMMIT", "END", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "ROLLBACK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A statement that changed the database, and the step that rolled it back.

    `to_savepoint` says that the transaction went on: only what came after a savepoint is undone.
    """

    query: Query
    step: Step
    by: Step
    to_savepoint: bool = False


def undone(exchange: Exchange) -> tuple[Undone, ...]:
    """Return what was undone within an exchange, in the order in which it had been done.

    Nothing if a step left out a statement that begins or ends a transaction: then it is not known.
    """
    if not any(isinstance(event, Query) for step in exchange.steps for event in step.events):
        return ()
    if any(_is_flow(one.what) for step in exchange.steps for one in step.left_out):
        return ()
    open_levels = _Levels()
    for step, event in in_order(exchange):
        if isinstance(event, Query) and not event.error:
            open_levels.take(event, step)
    return tuple(sorted(open_levels.gone, key=lambda one: one.step.number))


# Private


@dataclass(slots=True, kw_only=True)
class _Level:
    """A transaction or a savepoint that is open, and what was done since it began.

    The first level is what is done outside of any transaction.
    """

    name: str = ""
    done: list[tuple[Query, Step]] = field(default_factory=list)


class _Levels:
    """The transactions and savepoints that are open while statements pass by."""

    def __init__(self) -> None:
        self.gone: list[Undone] = []
        self._open = [_Level()]

    def take(self, query: Query, step: Step) -> None:
        statement = read(query.sql)
        match statement.verb:
            case "BEGIN":
                self._open = [_Level(), _Level()]
            case "SAVEPOINT":
                self._open.append(_Level(name=statement.savepoint))
            case "COMMIT" | "END":
                self._open = [_Level()]
            case "RELEASE":
                self._release(statement.savepoint)
            case "ROLLBACK TO":
                self._roll_back(self._place(statement.savepoint), step, to_savepoint=True)
            case "ROLLBACK":
                self._roll_back(1, step)
                self._open = [_Level()]
        if statement.changes_rows and query.rows != 0:
            self._open[-1].done.append((query, step))

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

    def _roll_back(self, place: int, by: Step, *, to_savepoint: bool = False) -> None:
        """Undo what was done since a level began; a savepoint stays open."""
        for level in self._open[place:]:
            self.gone += [
                Undone(query=query, step=step, by=by, to_savepoint=to_savepoint)
                for query, step in level.done
            ]
            level.done = []
        del self._open[place + 1 :]


def _is_flow(what: str | None) -> bool:
    return what is not None and (what == "…" or read(what).verb in _FLOW)
