"""Cookies that a response sets and deletes."""

import pytest

from proven_lessons.runner.probes.cookies import (
    CookieDeleted,
    CookieSet,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            CookieSet(name="theme", value="dark", max_age=None),
            Told(
                actions=["Set the cookie theme"],
                clauses=["Line 5 sets the cookie theme=dark."],
                box="Set a cookie",
                arrows=["sets the cookie theme"],
                states=[("Cookie theme", "set")],
                cells=["set theme=dark until the browser closes."],
            ),
        ),
        (
            CookieSet(name="theme", value="dark", max_age=900),
            Told(
                actions=["Set the cookie theme"],
                clauses=["Line 5 sets the cookie theme=dark."],
                box="Set a cookie",
                arrows=["sets the cookie theme"],
                states=[("Cookie theme", "set")],
                cells=["set theme=dark for 15 minutes."],
            ),
        ),
        (
            CookieSet(
                name="theme", value="dark", max_age=None, expires="Thu, 01 Jan 2026 00:00:00 GMT"
            ),
            Told(
                actions=["Set the cookie theme"],
                clauses=["Line 5 sets the cookie theme=dark."],
                box="Set a cookie",
                arrows=["sets the cookie theme"],
                states=[("Cookie theme", "set")],
                cells=["set theme=dark until Thu, 01 Jan 2026 00:00:00 GMT."],
            ),
        ),
        (
            CookieDeleted(name="theme"),
            Told(
                actions=["Delete the cookie theme"],
                clauses=["Line 5 tells the browser to delete the cookie theme."],
                box="Delete a cookie",
                arrows=["deletes the cookie theme"],
                states=[("Cookie theme", "deleted")],
                cells=["deleted theme."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
