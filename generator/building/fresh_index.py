"""Know which lessons are fresh without reading their traces.

An index beside the lessons says of which state of its files each was found fresh: a look at sizes
and times, as git takes one, is enough to know that nothing has changed. Whatever is not exactly as
it was is found out by digests, as ever; a broken index, or none, is made anew.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from proven_lessons import generator, runner
from proven_lessons.generator.building.lesson_state import LessonState
from proven_lessons.generator.building.trace_files import write_atomically
from proven_lessons.generator.lessons import loader
from proven_lessons.runner import imports

CACHE = Path(".cache") / "lessons"
_FILE = "fresh.json"
_NOT_COMMITTED = "*\n"  # as a .gitignore of the folder itself
# A file that is written again this soon may have the time and the size that it had.
_SOON = 2_000_000_000


def folder_of(data: Path) -> Path:
    """Return the folder in which things are kept for the lessons in `data`, beside them."""
    return data.parent / CACHE


def clear(data: Path) -> bool:
    """Remove all that is kept for the lessons in `data`; return whether there was something."""
    folder = folder_of(data)
    is_there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return is_there


class FreshIndex:
    """What is known of the lessons in a folder from the last time that someone looked."""

    def __init__(self, data: Path) -> None:
        self._path = folder_of(data) / _FILE
        self._now = _surroundings()
        self._entries: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if found.get("surroundings") == self._now:
                self._entries = dict(found["lessons"])
        self._before = json.dumps(self._entries, sort_keys=True)

    def is_fresh(self, key: str, folder: Path) -> bool:
        """Return whether a lesson is known to be fresh, as its files are now."""
        entry = self._entries.get(key)
        try:
            return (
                entry is not None
                and entry["files"] == _files(folder)
                and imports.changed(entry["imported"]) is None
            )
        except (LookupError, TypeError, AttributeError):
            return False

    def note(self, state: LessonState) -> None:
        """Keep that a lesson is fresh and has no problem, or that this is not known."""
        key, trace = state.files.key, state.trace
        self._entries.pop(key, None)
        is_kept = state.recorded is not None and not state.recorded.unwritten
        imported = trace.made_from.imported if trace else None
        if trace is None or imported is None or state.problems or not is_kept:
            return
        files = _files(state.files.folder)
        own = [time_ for name, time_, _size in files if name != loader.TRACE_FILE]
        if max(own, default=0) < time.time_ns() - _SOON:
            self._entries[key] = {"files": files, "imported": dict(imported)}

    def save(self) -> None:
        """Write the index where it has changed; where that can't be, there is none."""
        if json.dumps(self._entries, sort_keys=True) == self._before:
            return
        text = json.dumps({"surroundings": self._now, "lessons": self._entries}, sort_keys=True)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, text)
            write_atomically(self._path.with_name(".gitignore"), _NOT_COMMITTED)


# Private


def _files(folder: Path) -> list[list[Any]]:
    """Return the files of a lesson, its trace among them: name, time and size."""
    found: list[list[Any]] = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):  # it may be gone by now
            if "__pycache__" not in path.parts and path.is_file():
                status = path.stat()
                name = path.relative_to(folder).as_posix()
                found.append([name, status.st_mtime_ns, status.st_size])
    return found


def _surroundings() -> str:
    """Return a digest of what else decides: our code, Django, Python."""
    made = hashlib.sha256(f"{importlib.metadata.version('django')} {sys.version}".encode())
    for package in (generator, runner):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*.py")):
                status = path.stat()
                made.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
    return made.hexdigest()
