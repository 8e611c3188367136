"""What was recorded is said in the log, what was fresh is not."""

import logging

import pytest

from proven_lessons.generator.building.lesson_state import Renewed
from proven_lessons.generator.mkdocs_plugin.logged import Logged


def test_a_lesson_that_was_run_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mkdocs.plugins.lessons")
    logged = Logged()
    logged.done()
    logged.done(Renewed(key="t/one", why="its view has changed", is_different=True))
    assert caplog.messages == ["Recorded t/one: its view has changed"]
