"""Signals and who receives them."""

import pytest

from proven_lessons.runner.probes.signals import (
    SignalSent,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            SignalSent(signal="order_placed", sender="Order", receivers=("thank", "count")),
            Told(
                actions=["Signal order_placed was received by thank and count"],
                clauses=["Line 5 sent the signal order_placed, which thank and count received."],
                box="Send a signal",
                arrows=["sent order_placed to thank and count"],
                states=[("Receivers of order_placed", "2")],
                cells=["order_placed received by thank and count."],
            ),
        ),
        (
            SignalSent(signal="order_placed", sender="Order", receivers=()),
            Told(
                actions=["Send the signal order_placed, which has no receiver"],
                clauses=["Line 5 sends the signal order_placed, which has no receiver."],
                box="Send a signal",
                arrows=["sends order_placed, which has no receiver"],
                states=[("Receivers of order_placed", "0")],
                cells=["order_placed has no receiver."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
