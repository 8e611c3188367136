"""The clock of a host stands still, and is moved on; in a browser it is that of the worker."""

import sys
import time
import types
from datetime import UTC, datetime

import pytest

from proven_lessons.runner.clock import stopped

AT = datetime(2026, 1, 5, 9, 0, 0, tzinfo=UTC)


def test_it_stands_still_and_is_moved_on() -> None:
    with stopped(AT) as clock:
        assert datetime.now(UTC) == AT
        clock.shift(90.5)
        assert time.time() == AT.timestamp() + 90.5
    assert datetime.now(UTC).year > 2025 and time.time() != AT.timestamp() + 90.5


def test_in_a_browser_it_is_that_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float | None] = []
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "js", types.SimpleNamespace(stopClock=told.append))
    with stopped(AT) as clock:
        clock.shift(1.5)
    assert told == [AT.timestamp() * 1000, AT.timestamp() * 1000 + 1500, None]
