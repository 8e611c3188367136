"""Import the lesson's folder as the package `lesson`, and hand over its modules' code."""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from proven_lessons.runner.scenario import SourceFile

type OnCode = Callable[[CodeType, str, str], None]


def write_files(files: Sequence[SourceFile], folder: Path) -> None:
    """Write the lesson's files into the package `lesson` in `folder`; those of a project stay."""
    package = folder / "lesson"
    package.mkdir()
    (package / "__init__.py").touch()
    for file in files:
        if file.module is not None:
            continue
        path = package / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


@contextmanager
def importable(folder: Path, on_code: OnCode) -> Iterator[None]:
    """Let `lesson` be imported from `folder`.

    Tell `on_code` the code, source and path of each module of it.
    """
    finder = _LessonFinder(folder, on_code)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


# Private


class _LessonFinder(MetaPathFinder):
    def __init__(self, folder: Path, on_code: OnCode) -> None:
        self._folder = folder
        self._on_code = on_code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != "lesson":
            return None
        where = [str(self._folder)] if fullname == "lesson" else path
        # Scratch folders come and go faster than the time stamps by which the import system caches
        # listings.
        for folder in where or ():
            listing = sys.path_importer_cache.get(folder)
            if listing is not None and hasattr(listing, "invalidate_caches"):
                listing.invalidate_caches()
        spec = importlib.machinery.PathFinder.find_spec(fullname, where, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _LessonLoader(spec.loader.name, spec.loader.path)
            spec.loader.folder, spec.loader.on_code = self._folder, self._on_code
        return spec


class _LessonLoader(importlib.machinery.SourceFileLoader):
    folder: Path
    on_code: OnCode

    # typeshed has other parameters than CPython.
    def source_to_code(  # type: ignore[override]
        self, data: Any, path: Any, *, _optimize: int = -1
    ) -> CodeType:
        code: CodeType = super().source_to_code(data, path)
        source = importlib.util.decode_source(data)
        self.on_code(code, source, Path(path).relative_to(self.folder / "lesson").as_posix())
        return code
