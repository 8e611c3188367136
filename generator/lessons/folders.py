"""Where lessons and tracks are, without a look into their files: little is loaded to know that."""

import contextlib
import os
from pathlib import Path

LESSON_FILE, TRACK_FILE, TRACE_FILE = "lesson.yml", "track.yml", "trace.json"


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
