"""Start a lesson that runs as it stands, so that its author only has to change it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.folders import LESSON_FILE, TRACK_FILE

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

    Nothing is overwritten. A lesson that is to `watch` modules of a project has no view of its own.
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
    written = {folder / LESSON_FILE: _schema_comment(folder) + filled}
    if not watch:
        written[folder / "views.py"] = _VIEW
    if not (data / track / TRACK_FILE).exists():
        written[data / track / TRACK_FILE] = _TRACK.format(title=_title(track))
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return sorted(written)


# Private


def _schema_comment(folder: Path) -> str:
    """Return the line by which an editor finds the JSON Schema, if this project's docs are near."""
    schema = Path("docs/lesson.schema.json")
    if not schema.exists():
        return ""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(schema, folder)).as_posix()}\n"


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
