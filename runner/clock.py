"""Stop the clock of this process, with what its host has for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A clock that stands still."""

    def shift(self, seconds: float) -> None:
        """Move it on."""


@contextmanager
def stopped(at: datetime) -> Iterator[Clock]:
    """Let it be `at`, for Python and what asks it."""
    if sys.platform == "emscripten":
        with _stopped_in_browser(at) as clock:
            yield clock
        return
    import time_machine

    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


# Private


@contextmanager
def _stopped_in_browser(at: datetime) -> Iterator[Clock]:
    """Stop the clock of the worker that Python runs in: what Emscripten knows comes from there.

    The worker has a function for it, `stopClock`, which takes milliseconds, or null.
    """
    import js  # type: ignore[import-not-found] # what a browser has

    clock = _BrowserClock(at.timestamp() * 1000, js.stopClock)
    clock.shift(0)
    try:
        yield clock
    finally:
        js.stopClock(None)


class _BrowserClock:
    def __init__(self, now: float, stop: Callable[[float], None]) -> None:
        self._now = now
        self._stop = stop

    def shift(self, seconds: float) -> None:
        self._now += seconds * 1000
        self._stop(self._now)
