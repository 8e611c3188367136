"""Load lessons and tracks: YAML and source files in, data or every problem of a file out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.generator.lessons.checks import check
from proven_lessons.generator.lessons.lesson import Lesson, LessonFile, Source, Track, TrackFile, YamlPath
from proven_lessons.generator.lessons.source import syntax_problems
from proven_lessons.runner.scenario import SourceFile

LESSON_FILE, TRACK_FILE, TRACE_FILE = "lesson.yml", "track.yml", "trace.json"
_SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
SIZE_LIMIT = 2 * 1024 * 1024
_EXPECTED = {
    "missing": "is missing",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "string_pattern_mismatch": "expected a name of letters, digits and underscores",
    "slug_pattern": "expected a name of letters, digits, hyphens and underscores",
    "setting_pattern": "expected the name of a Django setting, in capitals",
    "string_too_short": "expected some text",
    "too_short": "expected at least one item",
    "string_too_long": "expected at most 10,000 characters",
}


def find_tracks(data: Path) -> list[Path]:
    """Give the folder of each track in `data`."""
    return sorted(path.parent for path in data.glob(f"*/{TRACK_FILE}"))


def find_lessons(data: Path) -> dict[str, Path]:
    """Give the folder of each lesson in `data` by its key, "track/name"."""
    folders = (path.parent for path in sorted(data.glob(f"*/*/{LESSON_FILE}")))
    return {f"{folder.parent.name}/{folder.name}": folder for folder in folders}


def stray_problems(data: Path) -> list[Problem]:
    """Tell of folders that look like lessons and have no lesson.yml: they would be left out without a word."""
    found = []
    for path in sorted({*data.glob("*/*/views.py"), *data.glob("*/*/lesson.yaml"), *data.glob("*/*/urls.py")}):
        if not (path.parent / LESSON_FILE).exists():
            hint = "rename lesson.yaml" if (path.parent / "lesson.yaml").exists() else f"write a {LESSON_FILE}"
            found.append(Problem(path.parent.as_posix(), f"there is no {LESSON_FILE} here", hint=hint))
    return list(dict.fromkeys(found))


def load_track(folder: Path, lessons: list[str]) -> tuple[Track | None, list[Problem]]:
    """Load the track in `folder`, which holds `lessons` (folder names)."""
    written, source, problems = _read(TrackFile, folder / TRACK_FILE)
    if written is None:
        return None, problems
    for index, name in enumerate(written.lessons):
        if name not in lessons:
            place = source.place(("lessons", index))
            hint = did_you_mean(name, lessons)
            problems.append(Problem(source.file, f"there is no lesson {name!r} here", place.line, place.column, hint))
    ordered = [name for name in written.lessons if name in lessons]
    ordered += [name for name in lessons if name not in ordered]
    keys = tuple(f"{folder.name}/{name}" for name in ordered)
    return Track(key=folder.name, folder=folder, written=written, lessons=keys), problems


def unnamed_track(folder: Path, lessons: list[str]) -> Track:
    """Give what stands in for a track whose track.yml is broken, so that its lessons keep their pages."""
    written = TrackFile(title=folder.name, summary=f"The {TRACK_FILE} of this track has a problem.")
    return Track(
        key=folder.name, folder=folder, written=written, lessons=tuple(f"{folder.name}/{name}" for name in lessons)
    )


def load_lesson(folder: Path) -> tuple[Lesson | None, list[Problem]]:
    """Load the lesson in `folder`; None with the problems that make it impossible to run."""
    written, source, problems = _read(LessonFile, folder / LESSON_FILE)
    problems += _name_problems(folder)
    files, more = _read_files(folder)
    problems += more
    if written is None:
        return None, problems
    key = f"{folder.parent.name}/{folder.name}"
    lesson = Lesson(key=key, folder=folder, written=written, source=source, files=files)
    problems += check(lesson) if not more else []
    return (None if problems else lesson), problems


# Private


def _read[Model: BaseModel](model: type[Model], path: Path) -> tuple[Model | None, Source, list[Problem]]:
    file = path.as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return None, Source(file=file, places={}, text=""), [Problem(file, f"not UTF-8 text: {error.reason}", 1, 1)]
    except FileNotFoundError:
        hint = "write it with a title and a summary" if path.name == TRACK_FILE else ""
        return None, Source(file=file, places={}, text=""), [Problem(file, "there is no such file", hint=hint)]
    except OSError as error:
        return None, Source(file=file, places={}, text=""), [Problem(file, f"can't be read: {error.strerror}")]
    data, places, problems = yaml_reader.read(text, file)
    source = Source(file=file, places=places, text=text)
    if data is None or not isinstance(data, dict):
        return None, source, problems or [Problem(file, "expected a mapping of keys and values", 1, 1)]
    try:
        written = model.model_validate(data)
    except ValidationError as error:
        problems += _without_consequences([_problem(one, source, model) for one in error.errors(include_url=False)])
        return None, source, problems
    return (None if problems else written), source, problems


def _without_consequences(problems: list[Problem]) -> list[Problem]:
    """Leave out that a key is missing where it is only misspelt."""
    meant = {problem.hint.partition("did you mean ")[2] for problem in problems if "unknown key" in problem.message}
    return [problem for problem in problems if f"{problem.message.removesuffix(' is missing')!r}?" not in meant]


def _problem(detail: ErrorDetails, source: Source, model: type[BaseModel]) -> Problem:
    path: YamlPath = tuple(part for part in detail["loc"] if part != "[key]")
    name = _spoken(path)
    if detail["type"] == "extra_forbidden":
        place = source.places.get((*path[:-1], f"key:{path[-1]}")) or source.place(path)
        hint = did_you_mean(str(path[-1]), _keys(model, path[:-1]))
        return Problem(source.file, f"unknown key {path[-1]!r}", place.line, place.column, hint)
    place = source.place(path)
    if "[key]" in detail["loc"]:
        place = source.places.get((*path[:-1], f"key:{path[-1]}"), place)
    is_setting = detail["type"] == "string_pattern_mismatch" and "settings" in path
    kind = "setting_pattern" if is_setting else detail["type"]
    if kind == "string_pattern_mismatch" and "_-]" in str(detail.get("ctx", {}).get("pattern")):
        kind = "slug_pattern"
    expected = _EXPECTED.get(kind) or detail["msg"].removeprefix("Value error, ")
    if kind == "literal_error":
        expected = f"expected {detail['ctx']['expected']}"
    if detail["type"] == "missing":
        return Problem(source.file, f"{name} {expected}", place.line, place.column)
    found = detail["input"]
    is_told = isinstance(found, dict | list) or detail["type"] in ("value_error", "string_too_long")
    shown = "" if is_told else ", found nothing" if found is None or found == "" else f", found {found!r}"
    hint = ""
    if detail["type"] == "string_type" and path[-1:] == ("answer",) and path[:1] == ("quiz",):
        hint = "the key is computed: write an expression such as step.set.session.data"
    elif detail["type"] == "string_type" and isinstance(found, bool | int | float):
        hint = "put it in quotes"
    elif detail["type"] == "string_type" and isinstance(found, dict):
        hint = "text that holds ': ' must stand in quotes"
    return Problem(source.file, f"{name}: {expected}{shown}", place.line, place.column, hint)


def _spoken(path: YamlPath) -> str:
    """Name a place in a file as a person counts: "quiz 2, answer"."""
    words = ""
    for part in path:
        words += f" {part + 1}" if isinstance(part, int) else f"{', ' if words else ''}{part}"
    return words


def _keys(model: type[BaseModel], path: YamlPath) -> list[str]:
    """Give the keys that the mapping at `path` may have."""
    schema: dict[str, Any] = model.model_json_schema()
    at = schema
    for part in path:
        at = _resolved(at, schema)
        inner = [at.get("items"), at.get("properties", {}).get(part), at.get("additionalProperties")]
        inner += at.get("patternProperties", {}).values()
        at = next((found for found in inner if isinstance(found, dict)), {})
    return list(_resolved(at, schema).get("properties", {}))


def _resolved(at: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and of alternatives the one that has keys."""
    while "$ref" in at or "anyOf" in at:
        if "anyOf" in at:
            at = next((option for option in at["anyOf"] if option.get("type") not in ("null", "string")), {})
        else:
            at = schema["$defs"][at["$ref"].rpartition("/")[2]]
    return at


def _name_problems(folder: Path) -> Iterator[Problem]:
    """Check the names that become the lesson's address."""
    for path in (folder.parent, folder):
        if not _SLUG.fullmatch(path.name):
            message = (
                f"the folder's name becomes an address; expected small letters, digits and hyphens, found {path.name!r}"
            )
            yield Problem(path.as_posix(), message)
    if folder.name == "index":
        yield Problem(folder.as_posix(), "a lesson can't be called 'index': that is the page of its track")


def _with_plain_line_ends(content: bytes) -> bytes:
    """Return text with the line ends that git keeps: those of a checkout on Windows are no part of a lesson."""
    return content if b"\0" in content else content.replace(b"\r\n", b"\n")


def _read_files(folder: Path) -> tuple[tuple[SourceFile, ...], list[Problem]]:
    """Read everything in the lesson's folder that a run can see: not its YAML, not its trace, nothing hidden."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    size = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_ours = len(parts) == 1 and parts[0] in (LESSON_FILE, TRACE_FILE)
        if is_ours or not path.is_file() or any(part.startswith((".", "__pycache__")) for part in parts):
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            problems.append(Problem(path.as_posix(), f"can't be read: {error.strerror}"))
            continue
        size += len(content)
        content = _with_plain_line_ends(content)
        files.append(SourceFile(path="/".join(parts), content=content))
        if path.suffix == ".py":
            problems += syntax_problems(path, content)
    if size > SIZE_LIMIT:
        problems.append(Problem(folder.as_posix(), f"its files hold {size} bytes; expected at most {SIZE_LIMIT}"))
    return tuple(files), problems
