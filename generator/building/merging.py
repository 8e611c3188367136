"""Bring together what was recorded in several places: each trace that is fresh here is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.building.trace_files import Beside, trace_beside, write_trace
from proven_lessons.generator.errors import Problem, UsageError
from proven_lessons.generator.lessons import folders
from proven_lessons.generator.lessons.lesson import Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A part of the lessons: the `number`th of `of`, counted from 1."""

    number: int
    of: int

    def picked[T](self, lessons: Mapping[str, T]) -> dict[str, T]:
        """Return the lessons of this part: each is in one, and a track is spread over all."""
        return {key: lessons[key] for key in sorted(lessons)[self.number - 1 :: self.of]}


def shard_of(text: str) -> Shard:
    """Return the part that a text such as "3/10" names; raise ValueError if it names none."""
    number, _, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise ValueError(f"expected a part such as 3/10, found {text!r}")
    return Shard(number=int(number), of=int(of))


def merge(
    states: Iterable[LessonState], folders: Iterable[Path]
) -> tuple[list[str], list[Problem]]:
    """Write the fresh traces in `folders` beside their lessons; return which, and what is wrong.

    A folder has them as the lessons are kept: TRACK/LESSON/trace.json. Raise UsageError for one
    that is not there.
    """
    places = list(folders)
    for place in places:
        if not place.is_dir():
            raise UsageError(f"there is no folder {place}")
    merged: list[str] = []
    problems: list[Problem] = []
    for state in states:
        problems += state.files.problems
        if state.files.lesson is not None:
            problem, is_new = _merged(state.files.lesson, places)
            merged += [state.files.key] if is_new else []
            problems += [problem] if problem else []
    return merged, problems


# Private


def _merged(lesson: Lesson, places: Iterable[Path]) -> tuple[Problem | None, bool]:
    """Take the trace of a lesson; return what is wrong, and whether it is new here."""
    is_fresh = trace_beside(lesson).why_stale is None
    found = {place: _found(lesson, place) for place in places}
    fresh = {place: one.trace for place, one in found.items() if one.trace and not one.why_stale}
    trace = next(iter(fresh.values()), None)
    if any(one.runs != trace.runs for one in fresh.values() if trace):
        return _contradiction(lesson, fresh), False
    if is_fresh:
        return None, False
    if trace is None:
        return _missing(lesson, found.values()), False
    unwritten, _kept = write_trace(lesson.folder, trace)
    return (Problem(lesson.folder.as_posix(), unwritten) if unwritten else None), not unwritten


def _contradiction(lesson: Lesson, places: Iterable[Path]) -> Problem:
    message = f"its traces in {' and '.join(map(str, places))} tell of different runs"
    hint = "record it again: something that its runs depend on is not in its files"
    return Problem(lesson.folder.as_posix(), message, hint=hint)


def _missing(lesson: Lesson, found: Iterable[Beside]) -> Problem:
    seen = [one.why_stale for one in found if one.is_there and one.why_stale]
    why = f": {seen[0]}" if seen else ""
    return Problem(lesson.folder.as_posix(), f"no folder has a fresh trace of it{why}")


def _found(lesson: Lesson, place: Path) -> Beside:
    """Return the trace of a lesson in another place."""
    track, name = lesson.key.split("/")
    there = place / track / name
    if not (there / folders.TRACE_FILE).exists():
        return Beside(trace=None, why_stale=None, is_there=False)
    return trace_beside(replace(lesson, folder=there))
