"""Tell a run that failed as a problem of its lesson, at the place that it is about."""

import re

from proven_lessons.generator.building.lesson_state import LessonFiles
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.project import place_in_settings
from proven_lessons.generator.lessons.request import each, places_of
from proven_lessons.runner import postgres
from proven_lessons.runner.errors import LessonFailed, LessonVaries, RunnerError

_COMMAND = re.compile(r"there is no management command '([^']+)' here")
_MISSING = re.compile(r"No module named '(\w+)'")


def failure_of(files: LessonFiles, error: RunnerError) -> Problem:
    """Return a run that failed as a problem of the lesson, at the place that it is about."""
    lesson = files.lesson
    if lesson is not None and postgres.is_about_server(str(error)):
        return _failure_of_server(lesson, error)
    if isinstance(error, LessonFailed) and error.run != "main" and lesson is not None:
        return _failure_of_what_if(lesson, error)
    if isinstance(error, LessonFailed) and error.file:
        place_of = lesson.where(error.file) if lesson else files.folder / error.file
        hint = _hint_of_import(error.reason, lesson) if lesson else ""
        return Problem(place_of.as_posix(), error.reason, error.line, None, hint)
    if lesson is not None and (command := _COMMAND.search(str(error))):
        return _failure_of_command(lesson, command[1], error)
    if lesson is not None and lesson.written.settings and not isinstance(error, LessonVaries):
        return _failure_of_settings(lesson, error)
    if lesson is not None and lesson.project:
        return _failure_of_project(lesson, error)
    return Problem(files.folder.as_posix(), str(error))


# Private


def _failure_of_command(lesson: Lesson, name: str, error: RunnerError) -> Problem:
    """Return a problem for a command that there is not, where the first request for it stands."""
    sent = lesson.written.requests
    asked = zip(places_of(sent), each(sent), strict=True)
    called = (at for at, one in asked if (one.run or "").split()[1:2] == [name])
    at = next(called, None)
    place = lesson.source.place(("requests", *at, "run") if at else ("requests",))
    return Problem(lesson.source.file, str(error), place.line, place.column)


def _failure_of_settings(lesson: Lesson, error: RunnerError) -> Problem:
    place = lesson.source.place(("settings",))
    hint = _hint_of_import(str(error), lesson)
    hint = hint or "no line of the lesson ran: are these settings right?"
    return Problem(lesson.source.file, str(error), place.line, place.column, hint)


def _hint_of_import(said: str, lesson: Lesson) -> str:
    """Return what to write where a module of the lesson is imported as if it had no package."""
    missing = _MISSING.search(said)
    own = {
        file.path.partition("/")[0].removesuffix(".py")
        for file in lesson.files
        if file.module is None and file.path.endswith(".py")
    }
    if missing is None or missing[1] not in own:
        return ""
    return f"the files of a lesson are a package: this one is lesson.{missing[1]}"


def _failure_of_project(lesson: Lesson, error: RunnerError) -> Problem:
    """Return a failure of a project of which no file is known: where the lesson names it."""
    assert lesson.project is not None
    named = place_in_settings(lesson.project, str(error))
    if named is not None:
        file, there = named
        return Problem(file.as_posix(), str(error), there.line, there.column)
    hint = _hint_of_project(str(error), lesson.written.database)
    place = lesson.source.places.get(("project",))
    if place is None:  # its track does
        return Problem(lesson.folder.as_posix(), str(error), hint=hint)
    return Problem(lesson.source.file, str(error), place.line, place.column, hint)


def _hint_of_project(said: str, database: str) -> str:
    if "KeyError" in said:
        return "settings find nothing of your environment: give them what they need with env"
    if said.startswith("OperationalError") and database == "sqlite":
        return "does it need what only PostgreSQL has? Then the lesson needs database: postgresql"
    return ""


def _failure_of_server(lesson: Lesson, error: RunnerError) -> Problem:
    place = lesson.source.place(("database",))
    hint = ""
    if postgres.ADDRESS in str(error):
        hint = f"name one: {postgres.ADDRESS}=postgresql://user:password@host/database"
    return Problem(lesson.source.file, str(error), place.line, place.column, hint)


def _failure_of_what_if(lesson: Lesson, error: LessonFailed) -> Problem:
    place = lesson.source.place(("what_if", error.run))
    where = f" ({error.file}, line {error.line} of the changed source)" if error.file else ""
    message = f"in the what-if {error.run!r}: {error.reason}{where}"
    return Problem(lesson.source.file, message, place.line, place.column)
