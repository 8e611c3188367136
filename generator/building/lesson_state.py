"""A lesson as far as it could be loaded and recorded, and what a build says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.pages.derive import estimated_minutes
from proven_lessons.generator.pages.page import LessonCard, Page
from proven_lessons.runner.errors import LessonFailed, RunnerError
from proven_lessons.runner.trace import Trace

type Signature = tuple[tuple[str, int, int], ...]


@dataclass(slots=True, kw_only=True)
class Loaded:
    """A lesson as far as it could be loaded and recorded; `signature` says of which state of its files."""

    key: str
    folder: Path
    signature: Signature
    lesson: Lesson | None
    trace: Trace | None = None
    problems: list[Problem] = field(default_factory=list)
    output: str = ""
    page: Page | None = None
    questions: str = ""
    rendered: tuple[object, str, list[Problem]] | None = None

    @property
    def title(self) -> str:
        return self.lesson.written.title if self.lesson else self.key.rpartition("/")[2].replace("-", " ").capitalize()


def signature_of(folder: Path) -> Signature:
    """Give what changes when a file of the lesson does; the trace is ours to write and does not count."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.name != loader.TRACE_FILE and "__pycache__" not in path.parts and path.is_file():
            status = path.stat()
            found.append((path.as_posix(), status.st_mtime_ns, status.st_size))
    return tuple(found)


def failure_of(one: Loaded, error: RunnerError) -> Problem:
    """Give a run that failed as a problem of the lesson, at the place that it is about."""
    if isinstance(error, LessonFailed) and error.run != "main" and one.lesson is not None:
        place = one.lesson.source.place(("what_if", error.run))
        where = f" ({error.file}, line {error.line} of the changed source)" if error.file else ""
        message = f"in the what-if {error.run!r}: {error.reason}{where}"
        return Problem(one.lesson.source.file, message, place.line, place.column)
    if isinstance(error, LessonFailed) and error.file:
        return Problem((one.folder / error.file).as_posix(), error.reason, error.line)
    if one.lesson is not None and one.lesson.written.settings:
        place = one.lesson.source.place(("settings",))
        hint = "no line of the lesson ran: are these settings right?"
        return Problem(one.lesson.source.file, str(error), place.line, place.column, hint)
    return Problem(one.folder.as_posix(), str(error))


def needs_of(one: Loaded, loaded: Mapping[str, Loaded]) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Give the lessons to read first, as (title, address), and those that there are not."""
    found, problems = [], []
    for index, key in enumerate(one.lesson.written.needs if one.lesson else []):
        if key in loaded:
            found.append((loaded[key].title, f"../{key}.md"))
        elif one.lesson is not None:
            place = one.lesson.source.place(("needs", index))
            message, hint = f"there is no lesson {key!r}", did_you_mean(key, loaded)
            problems.append(Problem(one.lesson.source.file, message, place.line, place.column, hint))
    return tuple(found), problems


def card_of(one: Loaded, loaded: Mapping[str, Loaded]) -> LessonCard:
    """Give a lesson as it stands in a list."""
    name = one.key.partition("/")[2]
    if one.lesson is None or one.trace is None:
        return LessonCard(key=one.key, name=name, title=one.title, summary="", minutes=None, level="")
    written = one.lesson.written
    return LessonCard(
        key=one.key,
        name=name,
        title=written.title,
        summary=one.page.summary if one.page else "",
        minutes=written.minutes or estimated_minutes(one.lesson, one.trace),
        level=written.level,
        needs=needs_of(one, loaded)[0],
    )
