"""Start a lesson that runs as it stands, so that its author only has to change it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.folders import LESSON_FILE, TRACK_FILE
from proven_lessons.generator.lessons.schema import lesson_schema, track_schema

_LESSON_SCHEMA, _TRACK_SCHEMA = "lesson.schema.json", "track.schema.json"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_VIEW = """\
from django.http import HttpResponse


def hello(request):
    name = request.GET.get("name", "world")
    request.session["name"] = name
    return HttpResponse(f"Hello, {name}")
"""

_LESSON = """\
title: {title}
summary: One sentence that says what a reader learns here.
level: beginner
tags: [sessions]

view: hello

requests:
  - GET /?name=Ada

what_if:
  nobody:
    title: the address held no name
    requests:
      - GET /

key_moments:
  - ask: When is the name stored?
    answer: |
      In {{{{ step.set }}}} it is in the session, in memory.
      The store has it from {{{{ step.send }}}} on.
    proof:
      - step.set.session.stored is none
      - 'step.send.session.stored == {{"name": "Ada"}}'

quiz:
  - ask: What is in the session after {{{{ step.set }}}}?
    answer: step.set.session.data
    because: The address of the request holds a name, and the view puts it into the session.

snapshot: |
  - What a reader should remember.
"""

_TRACK = """\
title: {title}
summary: One sentence that says what this track is about.
"""


_LESSON_OF_PROJECT = """\
title: {title}
summary: One sentence that says what a reader learns here.
level: beginner

watch: [{watch}]

requests:
  - GET /

snapshot: |
  - What a reader should remember.
"""


def create(data: Path, key: str, watch: Sequence[str] = ()) -> list[Path]:
    """Write the files of a new lesson `key` ("track/name"); give their paths.

    Nothing of an author's is overwritten: the JSON Schemas beside the tracks are ours.
    A lesson that is to `watch` modules of a project has no view of its own.
    """
    track, _, name = key.partition("/")
    if not _NAME.fullmatch(track) or not _NAME.fullmatch(name):
        raise UsageError(f"expected TRACK/NAME in small letters, digits and hyphens, found {key!r}")
    folder = data / track / name
    if folder.exists():
        raise UsageError(f"{folder} is there already")
    folder.mkdir(parents=True)
    text = _LESSON_OF_PROJECT if watch else _LESSON
    filled = text.format(title=_title(name), watch=", ".join(watch))
    written = _written(data, folder, filled)
    if not watch:
        written[folder / "views.py"] = _VIEW
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return sorted(written)


# Private


def _written(data: Path, folder: Path, lesson: str) -> dict[Path, str]:
    """Return the YAML files of a new lesson with what editors need, by their paths."""
    schemas, written = _schemas(data)
    written[folder / LESSON_FILE] = _editor_line(schemas, _LESSON_SCHEMA, folder) + lesson
    track = folder.parent
    if not (track / TRACK_FILE).exists():
        line = _editor_line(schemas, _TRACK_SCHEMA, track)
        written[track / TRACK_FILE] = line + _TRACK.format(title=_title(track.name))
    return written


def _schemas(data: Path) -> tuple[Path, dict[Path, str]]:
    """Return the folder of the JSON Schemas, and those that are to be written there.

    Which are not there yet, or were written by an older version of us. This project has them among
    its docs, which are published.
    """
    docs = Path("docs")
    is_ours = data.resolve().parent == docs.resolve().parent
    if is_ours and (docs / _LESSON_SCHEMA).exists():
        return docs, {}
    wanted = {data / _LESSON_SCHEMA: lesson_schema(), data / _TRACK_SCHEMA: track_schema()}
    return data, {
        path: text
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def _editor_line(schemas: Path, name: str, folder: Path) -> str:
    """Return the line by which an editor finds the JSON Schema of a file in `folder`."""
    path = Path(os.path.relpath(schemas / name, folder)).as_posix()
    return f"# yaml-language-server: $schema={path}\n"


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
