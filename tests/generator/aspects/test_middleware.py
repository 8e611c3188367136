"""Layers that a request goes in through, and its response out of."""

import pytest

from proven_lessons.runner.probes.middleware import (
    MiddlewareEntered,
    MiddlewareLeft,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            MiddlewareEntered(name="SecurityMiddleware"),
            Told(
                actions=["Pass the request on to SecurityMiddleware"],
                clauses=[],
                box="Pass the request on",
                arrows=["in through SecurityMiddleware > Django and middleware"],
                states=[],
                cells=["in: SecurityMiddleware"],
            ),
        ),
        (
            MiddlewareLeft(name="SecurityMiddleware", status=200),
            Told(
                actions=[],
                clauses=[],
                box=None,
                arrows=["out through SecurityMiddleware > Django and middleware"],
                states=[("Status from SecurityMiddleware", "200")],
                cells=["out: SecurityMiddleware"],
            ),
        ),
        (
            MiddlewareLeft(name="SecurityMiddleware", status=None),
            Told(
                actions=[],
                clauses=[],
                box=None,
                arrows=["out through SecurityMiddleware > Django and middleware"],
                states=[],
                cells=["out: SecurityMiddleware"],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
