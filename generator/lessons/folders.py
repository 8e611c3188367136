"""Where lessons and tracks are, without a look into their files: little is loaded to know that."""

import contextlib
import os
import re
from pathlib import Path

LESSON_FILE, TRACK_FILE, TRACE_FILE = "lesson.yml", "track.yml", "trace.json"
_TRANSLATION = re.compile(r"(lesson|track)\.[a-z]{2,3}(-[A-Za-z0-9]+)*\.yml")


def find_tracks(data: Path) -> list[Path]:
    """Return the folder of each track in `data`."""
    return sorted(path.parent for path in data.glob(f"*/{TRACK_FILE}"))


def find_lessons(data: Path) -> dict[str, Path]:
    """Return the folder of each lesson in `data` by its key, "track/name"."""
    folders = (path.parent for path in sorted(data.glob(f"*/*/{LESSON_FILE}")))
    return {f"{folder.parent.name}/{folder.name}": folder for folder in folders}


def files_in(folder: Path) -> list[tuple[str, int, int]]:
    """Return the files of a lesson, its trace among them: path within its folder, time and size."""
    found: list[tuple[str, int, int]] = []
    _add_files(str(folder), "", found)
    return sorted(found)


def is_translation(name: str) -> bool:
    """Return whether a file of this name holds the texts of a lesson or track in a language."""
    return _TRANSLATION.fullmatch(name) is not None


def translation_file(of: Path, language: str) -> Path | None:
    """Return the file that has the texts of `lesson.yml` or `track.yml` in a language.

    For a language of a region, that of the language if it has none of its own; None if there is
    neither.
    """
    for code in dict.fromkeys((language, language.partition("-")[0])):
        path = of.with_name(f"{of.stem}.{code}.yml")
        if path.is_file():
            return path
    return None


def translations_of(of: Path) -> list[str]:
    """Return the languages in which the texts of `lesson.yml` or `track.yml` are there."""
    names = sorted(path.name for path in of.parent.glob(f"{of.stem}.*.yml"))
    return [name.split(".")[1] for name in names if is_translation(name)]


# Private


def _add_files(folder: str, within: str, found: list[tuple[str, int, int]]) -> None:
    """Add the files of a folder and of those in it; what is gone by now is left out."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        _add_files(entry.path, f"{within}{entry.name}/", found)
                elif entry.is_file():
                    status = entry.stat()
                    found.append((within + entry.name, status.st_mtime_ns, status.st_size))
