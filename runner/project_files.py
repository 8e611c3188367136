"""The files of a Django project that a run may read, and which a process has read already."""

import os
from collections.abc import Iterable
from pathlib import Path

# Folders whose files a run may read though they are no Python.
_DATA = frozenset({"templates", "jinja2", "fixtures", "locale", "static"})
_NEVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})
# What marks a folder as none of the project: an environment of Python, a lesson beside it.
_NOT_OF_IT = frozenset({"pyvenv.cfg", "lesson.yml"})
_ENVIRONMENT = ".env"
# What is read when a process begins, whoever reads it: rows, translations, the environment.
_EARLY = ("fixtures", "locale")

type Tree = tuple[tuple[str, int, int], ...]  # path within the project, time, size


def tree_of(root: Path) -> Tree:
    """Return the files of a project that a run may read, sorted.

    All Python, and what is in the folders for templates, fixtures, translations and static files;
    nothing hidden but `.env`, no environment of Python, nothing installed, no lesson.
    """
    found: list[tuple[str, int, int]] = []
    _add(str(root), "", found, is_data=False)
    return tuple(sorted(found))


class FilesRead:
    """What a process that is ready for a project has read of it.

    A view that it has not imported may change: each run imports what is there then.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = _states(tree_of(root))
        self._read: frozenset[str] | None = None

    def told(self, paths: Iterable[str] | None) -> None:
        """Note which files the process has read, None if it could not be made ready."""
        self._read = None if paths is None else frozenset(paths)

    def hold(self) -> bool:
        """Return whether all that it has read is as it was, and no file is new or gone."""
        now = _states(tree_of(self._root))
        changed = [path for path, state in now.items() if self._seen.get(path) != state]
        if self._read is None or now.keys() != self._seen.keys():
            return not changed and now.keys() == self._seen.keys()
        return not any(path in self._read or _is_early(path) for path in changed)


# Private


def _states(tree: Tree) -> dict[str, tuple[int, int]]:
    return {path: (time, size) for path, time, size in tree}


def _is_early(path: str) -> bool:
    return path == _ENVIRONMENT or any(part in _EARLY for part in path.split("/")[:-1])


def _add(folder: str, within: str, found: list[tuple[str, int, int]], *, is_data: bool) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    if any(entry.name in _NOT_OF_IT for entry in entries):
        return
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not name.startswith(".") and name not in _NEVER:
                _add(entry.path, f"{within}{name}/", found, is_data=is_data or name in _DATA)
        elif _counts(name, is_data=is_data):
            status = entry.stat()
            found.append((within + name, status.st_mtime_ns, status.st_size))


def _counts(name: str, *, is_data: bool) -> bool:
    if name == _ENVIRONMENT:
        return True
    return not name.startswith(".") and (is_data or name.endswith(".py"))
