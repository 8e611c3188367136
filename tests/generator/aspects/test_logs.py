"""What goes into the log."""

import pytest

from proven_lessons.runner.probes.logs import (
    Logged,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            Logged(logger="shop", level="WARNING", message="low on tea"),
            Told(
                actions=["Log 'low on tea' (WARNING)"],
                clauses=["The logger shop is given the message low on tea with the level WARNING."],
                box="Write to the log",
                arrows=["logs 'low on tea' (WARNING)"],
                states=[("Level in the log", "WARNING")],
                cells=["WARNING low on tea", "shop"],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
