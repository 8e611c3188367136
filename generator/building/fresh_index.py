"""Know which lessons are fresh without decoding their traces.

An index beside the lessons says of which state of its files each was found fresh: a look at sizes
and times, as git takes one, is enough to know that nothing has changed; where they are others, as
in a new clone, digests of the lesson and of its trace tell. Whatever is not exactly as it was is
looked at, as ever; a broken index, or none, is made anew.
"""

import contextlib
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proven_lessons.generator.building.store import (
    code_digest,
    folder_of,
    make_folder,
    write_atomically,
)
from proven_lessons.generator.lessons.folders import TRACE_FILE, files_in, find_lessons
from proven_lessons.runner import imports

if TYPE_CHECKING:  # to know that nothing has changed, none of it is loaded
    from proven_lessons.generator.building.lesson_state import (
        LessonFiles,
        LessonState,
        Recorded,
        Signature,
    )

FRESH = "Every trace is fresh."
_FILE = "fresh.json"
# A file that is written again this soon may have the time and the size that it had.
_SOON = 2_000_000_000


def all_are_fresh(data: Path) -> bool:
    """Return whether all lessons are known to be fresh, by a look at sizes and times."""
    index, lessons = FreshIndex(data), find_lessons(data)
    return bool(lessons) and all(index.is_fresh(key, folder) for key, folder in lessons.items())


class FreshIndex:
    """What is known of the lessons in a folder from the last time that someone looked."""

    def __init__(self, data: Path) -> None:
        self._path = folder_of(data) / _FILE
        self._entries: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, LookupError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if found["surroundings"] == code_digest():
                self._entries = dict(found["lessons"])
        self._before = json.dumps(self._entries, sort_keys=True)
        self._noted: dict[str, tuple[Signature, Recorded | None]] = {}

    def is_fresh(self, key: str, folder: Path) -> bool:
        """Return whether a lesson is known to be fresh, as the sizes and times of its files are."""
        entry = self._entries.get(key)
        try:
            return (
                entry is not None
                and entry["files"] == [list(one) for one in files_in(folder)]
                and imports.changed(entry["imported"]) is None
            )
        except (LookupError, TypeError, AttributeError):
            return False

    def imported(self, files: "LessonFiles", trace: str) -> Mapping[str, str] | None:
        """Return what the runs of a lesson have imported if its trace is known to be fresh.

        `trace` is the digest of that; None if it is not known.
        """
        entry = self._entries.get(files.key)
        try:
            if entry is None or entry["digest"] != f"{files.digest} {trace}":
                return None
            imported = dict(entry["imported"])
            return imported if imports.changed(imported) is None else None
        except (LookupError, TypeError, ValueError, AttributeError):
            return None

    def ends_well(self, key: str) -> bool:
        """Return whether a lesson is known to end as its author says: only those are kept."""
        return key in self._entries

    def note(self, states: "Iterable[LessonState]") -> None:
        """Keep which lessons are fresh and end as they should; of the others it is not known."""
        for state in states:
            known = state.files.signature, state.recorded
            if known != self._noted.get(state.files.key):
                self._note(state)
                self._noted[state.files.key] = known
        if json.dumps(self._entries, sort_keys=True) != self._before:
            self._save()

    # Private

    def _note(self, state: "LessonState") -> None:
        files, kept = state.files, state.recorded and state.recorded.kept
        before = self._entries.pop(files.key, None)
        if not kept or state.problems:
            return
        digest = f"{files.digest} {kept.digest}"
        is_known = before is not None and before.get("digest") == digest
        if not is_known and state.unexpected_endings():
            return
        found = files_in(files.folder)
        seen = [list(one) for one in found]
        own = [time_ for name, time_, _size in found if name != TRACE_FILE]
        if max(own, default=0) >= time.time_ns() - _SOON:
            seen = []  # no state of a folder: a lesson has files
        if files.project:
            seen = []  # what a project holds, its digest says
        self._entries[files.key] = {
            "digest": digest, "files": seen, "imported": dict(kept.imported),
        }  # fmt: skip

    def _save(self) -> None:
        """Write the index; where that can't be, there is none."""
        self._before = json.dumps(self._entries, sort_keys=True)
        found = {"surroundings": code_digest(), "lessons": self._entries}
        with contextlib.suppress(OSError):
            make_folder(self._path.parent)
            write_atomically(self._path, json.dumps(found, sort_keys=True))
