"""How far each lesson has come: its files, its trace, its page.

Each stage is made from the one before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from proven_lessons.generator.building.trace_files import KeptTrace
from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons.folders import TRACE_FILE, files_in
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.translating import Translation, told_in
from proven_lessons.generator.pages import run_problems
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.generator.pages.page import LEVELS, LessonCard, Page
from proven_lessons.generator.pages.picture import Drawn
from proven_lessons.runner.trace import Trace

type Signature = tuple[tuple[str, int, int], ...]
type Needs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFiles:
    """A lesson as it was loaded.

    `signature` says from which state of its files, `project` from which of its project, `problems`
    why there is none; `digest` is of all that it was loaded from.
    """

    key: str
    folder: Path
    signature: Signature
    lesson: Lesson | None
    problems: tuple[Problem, ...]
    digest: str = ""
    project: object = None
    translation: Translation | None = None

    @property
    def told(self) -> Lesson | None:
        """The lesson in the language of the pages, as far as it is translated."""
        if self.lesson is None or self.translation is None:
            return self.lesson
        return told_in(self.lesson, self.translation)

    @property
    def title(self) -> str:
        """What the lesson is called, if only by its folder."""
        if self.lesson:
            title = self.lesson.written.title
            return self.translation.said.get(title, title) if self.translation else title
        return self.key.rpartition("/")[2].replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A run of a lesson: its trace, or what went wrong and what it had printed by then.

    `kept` is the file beside the lesson that holds the trace, from which it is read where it is
    None; `unwritten` says why the trace is not beside the lesson.
    """

    trace: Trace | None = None
    kept: KeptTrace | None = None
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

    `deck` has its questions as cards, `shown` is what other pages show of it, None for a page that
    only says what is wrong. `derive` makes the page as data again.
    """

    depends: object
    markdown: str
    problems: tuple[Problem, ...]
    deck: Deck | None = None
    shown: "Shown | None" = None
    derive: Callable[[], Page] | None = None

    @property
    def page(self) -> Page | None:
        """The page as data: it is large, and not held."""
        return self.derive() if self.derive else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What other pages show of a lesson, and its picture; `snapshot` is None if it has none."""

    summary: Markup
    minutes: int
    snapshot: Markup | None
    drawn: Drawn


@dataclass(slots=True, kw_only=True)
class LessonState:
    """How far a lesson has come; None for a stage that it has not reached."""

    files: LessonFiles
    recorded: Recorded | None = None
    rendered: Rendered | None = None

    @property
    def trace(self) -> Trace | None:
        """Its trace, None if there is none: what is not held is read."""
        if self.recorded is None:
            return None
        kept = self.recorded.kept
        return self.recorded.trace or (kept.read() if kept else None)

    def let_go(self) -> None:
        """Hold no trace that can be read again: they are large."""
        if self.recorded is not None and self.recorded.kept is not None:
            self.recorded = replace(self.recorded, trace=None)

    @property
    def has_trace(self) -> bool:
        """Whether there is a trace."""
        return self.recorded is not None and bool(self.recorded.trace or self.recorded.kept)

    @property
    def imported(self) -> Mapping[str, str]:
        """The state of what its runs have imported from elsewhere."""
        if self.recorded is None:
            return {}
        if self.recorded.kept is not None:
            return self.recorded.kept.imported
        trace = self.recorded.trace
        return (trace.made_from.imported or {}) if trace else {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps it from having a page."""
        return (*self.files.problems, *(self.recorded.problems if self.recorded else ()))

    def unexpected_endings(self) -> list[Problem]:
        """Return a problem for each of its runs that does not end as its author says."""
        lesson, trace = self.files.lesson, self.trace
        if lesson is None or trace is None:
            return []
        return list(run_problems.unexpected_endings(lesson, trace))


def signature_of(folder: Path) -> Signature:
    """Return what changes when a file of the lesson does.

    The trace is ours to write and does not count.
    """
    return tuple(one for one in files_in(folder) if TRACE_FILE not in one[0])


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
    files = state.files
    name = files.key.partition("/")[2]
    if files.lesson is None or not state.has_trace:
        return LessonCard(
            key=files.key, name=name, title=files.title, summary="", minutes=None, level=None
        )
    written = files.lesson.written
    shown = state.rendered.shown if state.rendered else None
    return LessonCard(
        key=files.key,
        name=name,
        title=files.title,
        summary=shown.summary if shown else "",
        minutes=shown.minutes if shown else written.minutes,
        level=LEVELS[written.level],
        needs=needs_of(state, states)[0],
    )
