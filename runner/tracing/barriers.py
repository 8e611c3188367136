"""The statements behind which requests that are served at once wait for each other."""

from collections.abc import Callable, Iterable

from proven_lessons.runner.scenario import Barrier, source_lines
from proven_lessons.runner.together import Turn, may_wait
from proven_lessons.runner.trace import Place


class Barriers:
    """The barriers of a run, and the lines that they are behind."""

    def __init__(self, barriers: Iterable[Barrier]) -> None:
        self._lines: dict[Barrier, set[tuple[str, int]]] = {one: set() for one in barriers}

    def look_in(self, file: str, source: str) -> None:
        """Note the lines of a file that barriers are behind."""
        for number, line in enumerate(source_lines(source), 1):
            for barrier, lines in self._lines.items():
                if barrier.at in line:
                    lines.add((file, number))

    def of(self, barriers: Iterable[Barrier], turn: Turn) -> Callable[[Place], None]:
        """Return what is to be told of each statement that has ended: it waits at these barriers.

        At each once; where it may not wait yet, behind the next statement.
        """
        left = set(barriers)
        is_due = False

        def pause(place: Place) -> None:
            nonlocal is_due
            met = next((one for one in left if self._is_behind(one, place)), None)
            if met is not None:
                left.discard(met)
                is_due = True
            if is_due and may_wait():
                is_due = False
                turn.meet()

        return pause

    # Private

    def _is_behind(self, barrier: Barrier, place: Place) -> bool:
        lines = range(place.line, place.end_line + 1)
        if not any((place.file, line) in self._lines[barrier] for line in lines):
            return False
        within = barrier.function
        is_in = place.function == within or place.function.endswith(f".{within}")
        return is_in or not within
