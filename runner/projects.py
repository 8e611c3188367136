"""Import a Django project that is not ours: its code is handed over, or changed, as it is read.

Nothing is written into the project, not even compiled code.
"""

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from proven_lessons.runner import own
from proven_lessons.runner.errors import NeedsNewProcess
from proven_lessons.runner.modules import OnCode
from proven_lessons.runner.scenario import Scenario


def begin(scenario: Scenario, on_code: OnCode) -> frozenset[str]:
    """Have the modules of a scenario's project imported as it has them.

    Tell `on_code` of those that it watches. Return which modules there were before any project.
    Raise NeedsNewProcess where one has been imported otherwise.
    """
    if scenario.project is None:
        return frozenset(sys.modules)
    finder = _finder_in(scenario.project.root)
    finder.watched = {
        file.module: (file.path, file.content) for file in scenario.files if file.module
    }
    finder.on_code = on_code
    os.environ.update(dict(scenario.project.env))
    for name, (path, content) in finder.watched.items():
        known = finder.loaded.get(name)
        if known is not None and _plain(known.source) == _plain(content):
            own.note(known.file, path)
            on_code(known.code, importlib.util.decode_source(known.source), path)
        elif known is not None or name in sys.modules:
            raise NeedsNewProcess
    return finder.before


def keep_apps(names: Iterable[str]) -> None:
    """Keep the code of installed apps from now on, but for those of Django: they may be watched."""
    for finder in sys.meta_path:
        if isinstance(finder, _ProjectFinder):
            finder.apps = frozenset(name.partition(".")[0] for name in names) - {"django"}


def read_in(root: str) -> list[str]:
    """Return the files in `root` whose code this process has imported, by their paths in there."""
    finder = _finder_in(root)
    files = (Path(known.file) for known in finder.loaded.values())
    return [file.relative_to(root).as_posix() for file in files if file.is_relative_to(root)]


# Private


def _finder_in(root: str) -> "_ProjectFinder":
    """Return what finds the modules of the project in `root`; a process has one project only."""
    for finder in sys.meta_path:
        if isinstance(finder, _ProjectFinder):
            return finder
    finder = _ProjectFinder(root)
    sys.meta_path.insert(0, finder)
    sys.path.insert(0, root)
    return finder


def _plain(source: bytes) -> bytes:
    return source.replace(b"\r\n", b"\n")


def _ignored(code: CodeType, source: str, path: str) -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A module of a project as it was imported."""

    code: CodeType
    source: bytes
    file: str


class _ProjectFinder(MetaPathFinder):
    """Finds what Python finds; of what lies in the project or is watched, it keeps the code."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.before = frozenset(sys.modules)
        self.apps: frozenset[str] = frozenset()
        self.watched: Mapping[str, tuple[str, bytes]] = {}
        self.loaded: dict[str, _Loaded] = {}
        self.on_code: OnCode = _ignored

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return None
        file = Path(spec.loader.path)
        is_inside = file.is_relative_to(self.root) and "site-packages" not in file.parts
        is_of_app = fullname.partition(".")[0] in self.apps
        if not is_inside and not is_of_app and fullname not in self.watched:
            return None
        loader = _ProjectLoader(fullname, spec.loader.path)
        loader.finder = self
        spec.loader = loader
        return spec


class _ProjectLoader(importlib.machinery.SourceFileLoader):
    finder: _ProjectFinder

    def path_stats(self, path: Any) -> Any:
        """Neither read nor write compiled code: it could be that of another source."""
        raise OSError(0, "there is no compiled code", path)

    def get_data(self, path: Any) -> bytes:
        known = self.finder.watched.get(self.name)
        return super().get_data(path) if known is None or path != self.path else known[1]

    # typeshed has other parameters than CPython.
    def source_to_code(  # type: ignore[override]
        self, data: Any, path: Any, *, _optimize: int = -1
    ) -> CodeType:
        code: CodeType = super().source_to_code(data, path)
        finder = self.finder
        finder.loaded[self.name] = _Loaded(code=code, source=bytes(data), file=self.path)
        known = finder.watched.get(self.name)
        if known is not None:
            own.note(self.path, known[0])
            finder.on_code(code, importlib.util.decode_source(data), known[0])
        return code
