"""Say which lessons another Django or Python runs differently, and how: as lines, and as a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from packaging.version import InvalidVersion, Version

from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.building.trace_words import AUTOMATIC, between_traces
from proven_lessons.generator.errors import Problem, UsageError
from proven_lessons.generator.lessons import folders, loader
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.project import Given
from proven_lessons.generator.markup import escape, shortened
from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.trace import Trace

_HEAD = """\
# Lessons on several versions

Each of these lessons was run on each of these versions, and what the runs left was compared.
Of wording nothing is told: it is made from the runs.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A lesson, and from each version to the next what is different, in words."""

    key: str
    title: str
    versions: tuple[str, ...]
    changes: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> Iterator[str]:
        """What is different, a line each."""
        for (old, new), changes in zip(self.pairs, self.changes, strict=True):
            for words in changes:
                yield f"{self.key}: from {old} to {new}: {words}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each version and the next."""
        return list(pairwise(self.versions))


def matrix(
    states: Mapping[str, LessonState], places: Sequence[Path], site: Given | None = None
) -> tuple[list[Row], list[Problem]]:
    """Compare the traces of lessons with those that were recorded elsewhere, by their versions.

    Each of `places` has the lessons as they are here, with traces of another Django or Python;
    `site` is the project of those that name none.
    Raise UsageError for one that is not there.
    """
    for place in places:
        if not place.is_dir():
            raise UsageError(f"there is no folder {place}")
    rows: list[Row] = []
    problems: list[Problem] = []
    for key, state in states.items():
        lesson, trace = state.files.lesson, state.trace
        problems += state.problems
        if lesson is None or trace is None:
            continue
        others = [_other(lesson, place / key, site) for place in places]
        problems += [one for one in others if isinstance(one, Problem)]
        traces = [trace, *(one for one in others if isinstance(one, Trace))]
        rows.append(_row(key, state.files.title, traces))
    return rows, problems


def page(rows: Iterable[Row]) -> str:
    """Return a page in Markdown that says which lessons differ between versions, and how.

    Of the runs that readers see: those that are made for Rebuild and for questions are left out.
    """
    shown = [replace(row, changes=tuple(map(_of_readers, row.changes))) for row in rows]
    versions = dict.fromkeys(name for row in shown for name in row.versions)
    different = [row for row in shown if any(row.changes)]
    listed = "\n".join(f"- {escape(name)}" for name in versions)
    parts = [_HEAD, f"{listed}\n", _summary(len(shown), len(different))]
    for row in different:
        parts.append(f"## [{escape(row.title)}]({row.key}.md)\n")
        for (old, new), changes in zip(row.pairs, row.changes, strict=True):
            if changes:
                items = "\n".join(f"- {escape(shortened(words))}" for words in changes)
                parts.append(f"From {escape(old)} to {escape(new)}:\n\n{items}\n")
    return "\n".join(parts)


# Private


def _of_readers(changes: Iterable[str]) -> tuple[str, ...]:
    return tuple(words for words in changes if not words.startswith(AUTOMATIC))


def _summary(count: int, different: int) -> str:
    lessons = "1 lesson" if count == 1 else f"{count} lessons"
    if not different:
        return f"{lessons} of {count} ran in the same way on each.\n"
    ran = "1 lesson ran" if different == 1 else f"{different} lessons ran"
    return f"Of {lessons}, {ran} differently:\n"


def _other(lesson: Lesson, folder: Path, site: Given | None) -> Trace | Problem:
    """Return the trace of the same lesson elsewhere, or why there is none."""
    there, _problems = loader.load_lesson(folder, site)
    if there is None or there.files != lesson.files or there.written != lesson.written:
        hint = "copy the lessons there anew, and record them"
        return Problem(folder.as_posix(), "this is not the lesson as it is here", hint=hint)
    path = folder / folders.TRACE_FILE
    try:
        return codec.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TraceFormatError) as error:
        hint = "record it with the other version: lessons record --data"
        return Problem(path.as_posix(), f"its trace can't be read: {error}", hint=hint)


def _row(key: str, title: str, traces: Iterable[Trace]) -> Row:
    """Return a lesson with what is different from each version to the next."""
    by_version = {_name(trace): trace for trace in sorted(traces, key=_order)}
    ordered = list(by_version.values())
    pairs = pairwise(ordered)
    return Row(
        key=key,
        title=title,
        versions=tuple(by_version),
        changes=tuple(tuple(between_traces(old, new)) for old, new in pairs),
    )


def _name(trace: Trace) -> str:
    return f"Django {trace.made_from.django}, Python {trace.made_from.python}"


def _order(trace: Trace) -> tuple[Version, Version]:
    return _version(trace.made_from.django), _version(trace.made_from.python)


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")
