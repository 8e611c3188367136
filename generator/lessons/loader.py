"""Load lessons and tracks: YAML and source files in, data or every problem of a file out."""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import project
from proven_lessons.generator.lessons.checks import check
from proven_lessons.generator.lessons.folders import (
    LESSON_FILE,
    TRACE_FILE,
    TRACK_FILE,
    is_translation,
)
from proven_lessons.generator.lessons.lesson import Lesson, LessonFile, Source, Track, TrackFile
from proven_lessons.generator.lessons.models import read_model, readable_part
from proven_lessons.generator.lessons.reading import read, with_plain_line_ends
from proven_lessons.generator.lessons.source import syntax_problems
from proven_lessons.runner.scenario import SourceFile

_SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_TEXTS = re.compile(r"lesson\..+\.ya?ml")
NAME_LIMIT = 100  # characters in the name of a folder
SIZE_LIMIT = 2 * 1024 * 1024


def stray_problems(data: Path) -> list[Problem]:
    """Return a problem for each folder that looks like a lesson and has no lesson.yml.

    They would be left out without a word.
    """
    problems = []
    for path in sorted(
        {*data.glob("*/*/views.py"), *data.glob("*/*/lesson.yaml"), *data.glob("*/*/urls.py")}
    ):
        if not (path.parent / LESSON_FILE).exists():
            hint = (
                "rename lesson.yaml"
                if (path.parent / "lesson.yaml").exists()
                else f"write a {LESSON_FILE}"
            )
            problems.append(
                Problem(path.parent.as_posix(), f"there is no {LESSON_FILE} here", hint=hint)
            )
    return list(dict.fromkeys(problems))


def load_track(folder: Path, lessons: list[str]) -> tuple[Track | None, list[Problem]]:
    """Load the track in `folder`, which holds `lessons` (folder names)."""
    written, source, problems = read_model(
        TrackFile, folder / TRACK_FILE, if_missing="write it with a title and a summary"
    )
    if written is None:
        return None, problems
    for index, name in enumerate(written.lessons):
        if name not in lessons:
            place = source.place(("lessons", index))
            hint = did_you_mean(name, lessons)
            problems.append(
                Problem(
                    source.file, f"there is no lesson {name!r} here", place.line, place.column, hint
                )
            )
    ordered = [name for name in written.lessons if name in lessons]
    ordered += [name for name in lessons if name not in ordered]
    keys = tuple(f"{folder.name}/{name}" for name in ordered)
    track = Track(key=folder.name, folder=folder, written=written, lessons=keys, source=source)
    return track, problems


def unnamed_track(folder: Path, lessons: list[str]) -> Track:
    """Return what stands in for a track whose track.yml is broken: its lessons keep their pages."""
    written = TrackFile(title=folder.name, summary=f"The {TRACK_FILE} of this track has a problem.")
    return Track(
        key=folder.name,
        folder=folder,
        written=written,
        lessons=tuple(f"{folder.name}/{name}" for name in lessons),
    )


def load_lesson(
    folder: Path, site: project.Given | None = None
) -> tuple[Lesson | None, list[Problem]]:
    """Load the lesson in `folder`; None with the problems that make it impossible to run.

    `site` is the project of the site, for lessons that name none themselves.
    """
    written, source, problems = read_model(LessonFile, folder / LESSON_FILE)
    problems += [*_name_problems(folder), *_misnamed(folder)]
    files, more = _read_files(folder)
    problems += more
    if written is None:
        return None, [*problems, *([] if more else _further(folder, source, files))]
    lesson, wrong = _with_project(folder, written, source, files, site)
    problems += wrong
    problems += check(lesson) if not more and not wrong else []
    problems.sort(key=_place)
    return (None if problems else lesson), problems


def rest_of(folder: Path, site: project.Given | None = None) -> Lesson | None:
    """Return a lesson that can't be read without the keys that are wrong, if it runs as with them.

    So that all that is wrong can be told at once. None where a run may depend on one of those.
    """
    written, wrong = readable_part(LessonFile, folder / LESSON_FILE, _INSTEAD)
    if written is None or not wrong or not {_meant(key) for key in wrong} <= _ONLY_SAID:
        return None
    source = read_model(LessonFile, folder / LESSON_FILE)[1]
    files, problems = _read_files(folder)
    lesson, more = _with_project(folder, written, source, files, site)
    return None if problems or more or any(check(lesson)) else lesson


# Private


def _with_project(
    folder: Path,
    written: LessonFile,
    source: Source,
    files: tuple[SourceFile, ...],
    site: project.Given | None,
) -> tuple[Lesson, list[Problem]]:
    """Return a lesson with what it takes of its project, and what is wrong with that."""
    given = project.given_for(folder, written, source, site)
    spec, watched, wrong = (
        project.taken(given, written, source) if given else (None, [], _unplaced(written, source))
    )
    lesson = Lesson(
        key=f"{folder.parent.name}/{folder.name}",
        folder=folder,
        written=written,
        source=source,
        files=(*files, *watched),
        project=spec,
    )
    return lesson, wrong


def _meant(key: str) -> str:
    """Return the key that stands for one that may be misspelt."""
    near = difflib.get_close_matches(key, LessonFile.model_fields, 1)
    return near[0] if near else key


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0


def _further(folder: Path, source: Source, files: tuple[SourceFile, ...]) -> list[Problem]:
    """Return what is wrong besides with a lesson that can't be read, as far as that can be told."""
    written, wrong = readable_part(LessonFile, folder / LESSON_FILE, _INSTEAD)
    if written is None or wrong & _LOOKED_AT or not (written.view or written.routes):
        return []  # what would be told may come from what is left out
    lesson = Lesson(key="", folder=folder, written=written, source=source, files=files)
    return sorted(check(lesson), key=_place)


# What stands in for keys that every lesson has, and what the checks of all others look at.
_INSTEAD = {"title": "-", "summary": "-"}
_LOOKED_AT = frozenset({"view", "routes", "project", "watch", "steps"})
# What no run of a lesson depends on, and no other text.
_ONLY_SAID = frozenset(
    {
        "title", "summary", "minutes", "level", "tags", "needs", "key_moments", "quiz", "snapshot",
        "transcript", "reviewed", "page",
    }
)  # fmt: skip


def _unplaced(written: LessonFile, source: Source) -> list[Problem]:
    """Return a problem for a lesson that watches modules of no project."""
    if not written.watch:
        return []
    place = source.place(("watch",))
    message, hint = "there is no project to watch", "name it: project: {path, settings}"
    return [Problem(source.file, message, place.line, place.column, hint)]


def _name_problems(folder: Path) -> Iterator[Problem]:
    """Check the names that become the lesson's address."""
    for path in (folder.parent, folder):
        if not _SLUG.fullmatch(path.name):
            message = (
                "the folder's name becomes an address; "
                f"expected small letters, digits and hyphens, found {path.name!r}"
            )
            yield Problem(path.as_posix(), message)
        elif len(path.name) > NAME_LIMIT:
            message = (
                f"the folder's name has {len(path.name)} characters, expected {NAME_LIMIT} at most"
            )
            yield Problem(path.as_posix(), message)
    if folder.name == "index":
        yield Problem(
            folder.as_posix(), "a lesson can't be called 'index': that is the page of its track"
        )


def _misnamed(folder: Path) -> Iterator[Problem]:
    """Yield a problem for each file that looks like a translation, and is of no language."""
    for path in sorted(folder.glob("lesson.*")):
        if _TEXTS.fullmatch(path.name) and not is_translation(path.name):
            message = "this is no translation: its name has no code of a language"
            hint = "name it as in lesson.de.yml or lesson.pt-BR.yml"
            yield Problem(path.as_posix(), message, hint=hint)


def _read_files(folder: Path) -> tuple[tuple[SourceFile, ...], list[Problem]]:
    """Read everything in the lesson's folder that a run can see.

    Not its YAML, not its trace, nothing hidden.
    """
    files: list[SourceFile] = []
    problems: list[Problem] = []
    size = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not _is_seen(parts) or path.is_dir():
            continue
        try:
            content = read(path, SIZE_LIMIT)
        except OSError as error:
            problems.append(Problem(path.as_posix(), f"can't be read: {error.strerror}"))
            continue
        size += len(content)
        content = with_plain_line_ends(content)
        files.append(SourceFile(path="/".join(parts), content=content))
        if path.suffix == ".py":
            problems += syntax_problems(path, content)
    if size > SIZE_LIMIT:
        message = f"its files hold {size} bytes; expected at most {SIZE_LIMIT}"
        problems.append(Problem(folder.as_posix(), message))
    return tuple(files), problems


def _is_seen(parts: tuple[str, ...]) -> bool:
    """Return whether a run sees the file of this path within the lesson's folder."""
    if len(parts) == 1 and (parts[0] in (LESSON_FILE, TRACE_FILE) or _TEXTS.fullmatch(parts[0])):
        return False
    return not any(part.startswith((".", "__pycache__")) for part in parts)
