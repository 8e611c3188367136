"""Tell what is the author's own: the lesson's folder, and the Django project that it looks into.

A process runs one lesson at a time, so that this is known of the process. Of a project, the modules
that a lesson watches are followed like those of its folder; all the others are only its author's.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

LESSON = "lesson"  # the package that a lesson's folder is imported as
SETTING_UP = "prepare.py"


@dataclass(slots=True, kw_only=True)
class Own:
    """What is an author's own.

    `package` is the folder of the lesson's code, `root` that of the project. `watched` are modules
    by their names, each with its path as a page has it, `texts` what is in them now; `files` are
    those paths by the ones that they have here, as far as they have been imported.
    """

    package: str = ""
    root: str = ""
    watched: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, bytes] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def packages(self) -> Iterator[tuple[str, str]]:
        """Yield the folder of each installed package that is watched, and the one that it is in."""
        for file, path in self.files.items():
            if _within(file, self.root) is None:
                around = file.removesuffix(path.replace("/", os.sep))
                yield around + path.partition("/")[0], around.rstrip(os.sep)


_now = [Own()]


@contextmanager
def owning(own: Own) -> Iterator[None]:
    """Have this be the author's own, for as long as the context lasts."""
    _now.append(own)
    _labels.clear()
    try:
        yield
    finally:
        _now.pop()
        _labels.clear()


def note(file: str, path: str) -> None:
    """Note that a watched module has been imported from a file; `path` is what a page calls it."""
    _now[-1].files[file] = path
    _labels.clear()


def label(file: str) -> str | None:
    """Return the path of a file of code as a page has it, None for one that is not followed."""
    if file not in _labels:
        inside = _within(file, _now[-1].package)
        _labels[file] = _now[-1].files.get(file) if inside is None else inside
    return _labels[file]


def text_of(file: str) -> bytes | None:
    """Return what is in a file that is watched, as the lesson has it; None for any other."""
    path = _now[-1].files.get(file)
    return None if path is None else _now[-1].texts.get(path)


def place(file: str) -> str | None:
    """Return the path of any file of the author's, or of a package that is watched; else None."""
    own = _now[-1]
    inside = _within(file, own.package) or _within(file, own.root)
    if inside is None:
        for folder, around in own.packages():
            if file.startswith(folder + os.sep):
                return Path(file[len(around) + 1 :]).as_posix()
    return inside


def follows(module: str | None) -> bool:
    """Return whether the functions of a module are followed."""
    return is_of_lesson(module) or (module or "") in _now[-1].watched


def has(module: str | None) -> bool:
    """Return whether a module is the author's, or of a package that is watched."""
    if is_of_lesson(module):
        return True
    if not _now[-1].root:
        return False
    found = sys.modules.get(module or "")
    # A module may load another when it is asked for a name: it is not asked.
    file = vars(found).get("__file__") if issubclass(type(found), ModuleType) else None
    return type(file) is str and place(file) is not None


def is_of_lesson(module: str | None) -> bool:
    """Return whether a module is one of the lesson's folder."""
    return (module or "").partition(".")[0] == LESSON


def modules(loaded: Iterable[str]) -> tuple[str, ...]:
    """Return those of some modules that are followed, but for what makes a lesson ready."""
    return tuple(name for name in loaded if follows(name) and name != f"{LESSON}.{SETTING_UP[:-3]}")


# Private

_labels: dict[str, str | None] = {}


def _within(file: str, folder: str) -> str | None:
    """Return the path of a file within a folder; None if it is not in there, or if it is installed.

    An environment of Python may lie in the folder of a project.
    """
    if not folder or not file.startswith(folder + os.sep) or "site-packages" in file:
        return None
    return Path(file[len(folder) + 1 :]).as_posix()
