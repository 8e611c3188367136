"""A run that failed is told at the place that it is about, with what to do."""

import dataclasses
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.failures import failure_of
from proven_lessons.generator.building.lesson_state import LessonFiles
from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import a_lesson, write_lesson


def files(**written: object) -> LessonFiles:
    lesson = dataclasses.replace(a_lesson(**written), folder=Path("f"))
    return LessonFiles(key="track/one", folder=Path("f"), signature=(), lesson=lesson, problems=())


@pytest.mark.parametrize(
    ("error", "written", "line"),
    [
        (LessonFailed("it loops", file="views.py", line=5), {}, "f/views.py:5: it loops"),
        (LessonFailed("it ended"), {}, "f: it ended"),
        (
            LessonFailed("it ended"),
            {"settings": {"DEBUG": True}},
            "lesson_data/track/one/lesson.yml:1:1: it ended "
            "(no line of the lesson ran: are these settings right?)",
        ),
    ],
)
def test_a_failure_is_told_at_the_place_that_it_is_about(
    error: LessonFailed, written: dict[str, object], line: str
) -> None:
    error.run = "main"
    assert str(failure_of(files(**written), error)) == line


def test_a_failure_in_a_what_if_is_told_where_that_stands() -> None:
    error = LessonFailed("it loops", file="views.py", line=6)
    error.run = "gone"
    what_if = {"gone": {"title": "it is gone", "settings": {"DEBUG": True}}}
    assert str(failure_of(files(what_if=what_if), error)) == (
        "lesson_data/track/one/lesson.yml:1:1: in the what-if 'gone': it loops "
        "(views.py, line 6 of the changed source)"
    )


def test_a_module_of_the_lesson_that_is_not_found_leads_to_its_package() -> None:
    error = LessonFailed("ModuleNotFoundError: No module named 'views'", file="urls.py", line=2)
    error.run = "main"
    hint = "the files of a lesson are a package: this one is lesson.views"
    assert failure_of(files(), error).hint == hint
    error.reason = "ModuleNotFoundError: No module named 'nowhere'"
    assert failure_of(files(), error).hint == ""
    error = LessonFailed("ModuleNotFoundError: No module named 'views'")  # in MIDDLEWARE
    error.run = "main"
    assert failure_of(files(settings={"MIDDLEWARE": ["views.One"]}), error).hint == hint


def test_a_command_that_there_is_not_is_told_where_it_is_asked_for(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = """\
title: T
summary: S.
settings: {DEBUG: true}
requests:
  - run: command check
  - run: command closepol 1
"""
    write_lesson(tmp_path, "t/one", yaml=yaml)
    (found,) = map(str, Builder(tmp_path, recorder).record().problems)
    assert "one/lesson.yml:6:10: there is no management command 'closepol' here" in found
    assert "settings" not in found
