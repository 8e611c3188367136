"""The column of the session: what it holds, its status, and what its store holds."""

import pytest

from proven_lessons.generator import aspects
from proven_lessons.runner.trace import SessionState
from tests.builders import a_session, a_step, an_exchange
from tests.generator.aspects import cells_of


@pytest.mark.parametrize(
    ("session", "cells"),
    [
        (a_session("unread"), ["unread"]),
        (a_session("modified", a=1), ["{'a': 1}", "modified"]),
        (a_session("saved", {"a": 1}, a=1), ["{'a': 1}", "saved", "{'a': 1}"]),
        (a_session("not saved", {}, a=1), ["{'a': 1}", "not saved", "{}"]),
    ],
)
def test_the_session_is_shown_with_its_status_and_with_what_is_stored(
    session: SessionState, cells: list[str]
) -> None:
    step = a_step(session=session)
    assert cells_of(aspects.load()["session"], step, an_exchange(step)) == cells
