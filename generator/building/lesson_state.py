"""How far each lesson has come: its files, its trace, its page.

Each stage is made from the one before.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.generator.pages.page import LEVELS, LessonCard, Page
from proven_lessons.runner.trace import Trace

type Signature = tuple[tuple[str, int, int], ...]
type Needs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFiles:
    """A lesson as it was loaded.

    `signature` says from which state of its files, `problems` why there is none.
    """

    key: str
    folder: Path
    signature: Signature
    lesson: Lesson | None
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """What the lesson is called, if only by its folder."""
        if self.lesson:
            return self.lesson.written.title
        return self.key.rpartition("/")[2].replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A run of a lesson: its trace, or what went wrong and what it had printed by then.

    `unwritten` says why the trace is not beside the lesson.
    """

    trace: Trace | None = None
    problems: tuple[Problem, ...] = ()
    output: str = ""
    unwritten: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A lesson that was run, and why; `is_different` says that its old trace told of other runs.

    `unwritten` says why the new one is not beside it.
    """

    key: str
    why: str
    is_different: bool
    unwritten: str = ""

    def __str__(self) -> str:
        return f"{self.key}: {self.why}{self.unwritten and f'; {self.unwritten}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The page of a lesson; `depends` is what it was made from beside the lesson itself.

    `page` is None for a page that only says what is wrong; `deck` has its questions as cards.
    """

    depends: object
    markdown: str
    problems: tuple[Problem, ...]
    page: Page | None = None
    deck: Deck | None = None


@dataclass(slots=True, kw_only=True)
class LessonState:
    """How far a lesson has come; None for a stage that it has not reached."""

    files: LessonFiles
    recorded: Recorded | None = None
    rendered: Rendered | None = None

    @property
    def trace(self) -> Trace | None:
        """Its trace, None if there is none."""
        return self.recorded.trace if self.recorded else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps it from having a page."""
        return (*self.files.problems, *(self.recorded.problems if self.recorded else ()))


def signature_of(folder: Path) -> Signature:
    """Return what changes when a file of the lesson does.

    The trace is ours to write and does not count.
    """
    files = []
    for path in sorted(folder.rglob("*")):
        is_ours = loader.TRACE_FILE in path.name or "__pycache__" in path.parts
        with contextlib.suppress(OSError):  # it may be gone by now
            if not is_ours and path.is_file():
                status = path.stat()
                files.append((path.as_posix(), status.st_mtime_ns, status.st_size))
    return tuple(files)


def needs_of(state: LessonState, states: Mapping[str, LessonState]) -> tuple[Needs, list[Problem]]:
    """Return the lessons to read first, as (title, address), and those that there are not."""
    lesson = state.files.lesson
    links, problems = [], []
    for index, key in enumerate(lesson.written.needs if lesson else []):
        if key in states:
            links.append((states[key].files.title, f"../{key}.md"))
        elif lesson is not None:
            place = lesson.source.place(("needs", index))
            message, hint = f"there is no lesson {key!r}", did_you_mean(key, states)
            problems.append(Problem(lesson.source.file, message, place.line, place.column, hint))
    return tuple(links), problems


def card_of(state: LessonState, states: Mapping[str, LessonState]) -> LessonCard:
    """Return a lesson as it stands in a list."""
    files, trace = state.files, state.trace
    name = files.key.partition("/")[2]
    if files.lesson is None or trace is None:
        return LessonCard(
            key=files.key, name=name, title=files.title, summary="", minutes=None, level=None
        )
    written = files.lesson.written
    page = state.rendered.page if state.rendered else None
    return LessonCard(
        key=files.key,
        name=name,
        title=written.title,
        summary=page.summary if page else "",
        minutes=page.minutes if page else written.minutes,
        level=LEVELS[written.level],
        needs=needs_of(state, states)[0],
    )
