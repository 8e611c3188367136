"""What the command says while lessons run: a bar on a terminal, lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from proven_lessons.generator.building.lesson_state import Renewed
from proven_lessons.generator.building.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

SECONDS = 10.0  # between two lines that say how far it has come


@contextmanager
def progress(*, tells_each: bool, is_quiet: bool) -> Iterator[Progress]:
    """Yield who tells a user of progress; `tells_each`: of each lesson that was recorded, too."""
    if is_quiet:
        yield Progress()
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield Bar(bars, tells_each=tells_each)
    else:
        yield Lines(tells_each=tells_each)


class Lines(Progress):
    """Writes lines: what was recorded to stdout, how far it has come to stderr."""

    def __init__(self, *, tells_each: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._tells_each, self._clock = tells_each, clock
        self._done = self._total = 0
        self._last = 0.0

    def begin(self, lessons: int) -> None:
        """Begin to count, and to measure the time between two lines."""
        self._done, self._total, self._last = 0, lessons, self._clock()

    def done(self, renewed: Renewed | None = None) -> None:
        """Say what was recorded; say how far it has come if nothing was said for a while."""
        self._done += 1
        if renewed is not None and self._tells_each:
            print(f"recorded {renewed}", flush=True)
        elif self._clock() - self._last < SECONDS:
            return
        else:
            print(f"{self._done} of {self._total} lessons have run", file=sys.stderr, flush=True)
        self._last = self._clock()


class Bar(Progress):
    """Moves a bar at the bottom of a terminal; what was recorded stands above it."""

    def __init__(self, bars: "Bars", *, tells_each: bool) -> None:
        self._bars, self._tells_each = bars, tells_each
        self._task = bars.add_task("running lessons", visible=False)

    def begin(self, lessons: int) -> None:
        """Show an empty bar if there is anything to do."""
        self._bars.reset(self._task, total=lessons, visible=lessons > 0)

    def done(self, renewed: Renewed | None = None) -> None:
        """Move the bar by one lesson."""
        if renewed is not None and self._tells_each:
            print(f"recorded {renewed}", flush=True)
        self._bars.advance(self._task)


# Private


def _bars() -> "Bars":
    """Return the bars of rich, which is loaded only where there is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=sys.stdout.isatty(),  # else it goes to its file
        transient=True,
    )  # fmt: skip
