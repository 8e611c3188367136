"""What a run imports from outside of its folder and the standard library, and what is there now.

Of an installed package the version counts. Of any other file its meaning does.
"""

import functools
import hashlib
import importlib.metadata
import sys
import sysconfig
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from proven_lessons.runner.meaning import meaning_of

# Each run loads these; Django's own version is a fact of every page and stands by itself.
OF_EVERY_RUN = ("asgiref", "sqlparse", "time-machine")
_KNOWN = frozenset({"django", "lesson", "asgiref", "sqlparse", "time_machine", "_time_machine"})
_RUNNER = Path(__file__).resolve().parent  # it counts by a digest of its own
_DIGEST = "sha256:"


def imported_since(before: Collection[str], *folders: Path) -> dict[str, str]:
    """Return each module that is loaded and was not `before`, with its file.

    Left out are the standard library, Django and what it needs, and what `folders` hold.
    """
    found = {}
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        is_known = top in _KNOWN or top in sys.stdlib_module_names
        file = None if name in before or is_known else getattr(module, "__file__", None)
        is_known = not isinstance(file, str) or _is_inside(file, _RUNNER)
        if (
            isinstance(file, str)
            and not is_known
            and (_is_installed(Path(file)) or not _is_inside(file, *folders))
        ):
            found[name] = file
    return found


def state_of(modules: Mapping[str, str]) -> dict[str, str]:
    """Return what counts of `modules` (name to file): versions by package, digests by module."""
    state = {name: _version(name) for name in OF_EVERY_RUN}
    for name, file in sorted(modules.items()):
        if _is_installed(Path(file)):
            for package in _packages().get(name.partition(".")[0], ()):
                state[package] = _version(package)
        else:
            state[name if file_of(name) == file else file] = _digest(Path(file))
    return state


def versions_of(*packages: str) -> dict[str, str]:
    """Return the versions of packages that count though no module of theirs is loaded by a run."""
    return {package: _version(package) for package in packages}


def changed(state: Mapping[str, str]) -> str | None:
    """Return in words what is not as it was when `state` was taken, None if all is."""
    for name, then in state.items():
        if not then.startswith(_DIGEST):
            now = _version(name)
            if now != then:
                return f"{name} {then} has become {now}" if now else f"{name} is not installed"
            continue
        file = _located(name)
        if file is None:
            return f"{name}, which it imports, is not there"
        if _digest(Path(file)) != then:
            return f"{name}, which it imports, has changed"
    return None


def changed_files(state: Mapping[str, str]) -> str | None:
    """Return the same of files only: packages do not change under a process that uses them."""
    return changed({name: then for name, then in state.items() if then.startswith(_DIGEST)})


def files_of(state: Mapping[str, str]) -> list[Path]:
    """Return the files that count in `state`, as far as they are there."""
    names = [name for name, then in state.items() if then.startswith(_DIGEST)]
    return [Path(file) for file in map(_located, names) if file is not None]


def file_of(name: str) -> str | None:
    """Return the file of the module `name`, found without importing anything."""
    where: Iterable[str] | None = None
    spec = None
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        spec = _spec(".".join(parts[:end]), where)
        if spec is None:
            return None
        where = spec.submodule_search_locations
    return spec.origin if spec and spec.has_location else None


# Private


def _is_inside(file: str, *folders: Path) -> bool:
    path = Path(file).resolve()
    return any(path.is_relative_to(folder) for folder in folders)


def _located(name: str) -> str | None:
    if Path(name).is_absolute():
        return name if Path(name).is_file() else None
    return file_of(name)


def _spec(name: str, where: Iterable[str] | None) -> importlib.machinery.ModuleSpec | None:
    for finder in sys.meta_path:
        spec = finder.find_spec(name, None if where is None else list(where))
        if spec is not None:
            return spec
    return None


def _digest(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError:
        return f"{_DIGEST}unreadable"
    if path.suffix == ".py":
        try:
            return f"{_DIGEST}{meaning_of(content.decode()).hex()[:32]}"
        except (SyntaxError, UnicodeDecodeError):
            pass  # then it is what it is, byte by byte
    return f"{_DIGEST}{hashlib.sha256(content).hexdigest()[:32]}"


def _is_installed(file: Path) -> bool:
    return _is_inside(str(file), *_site_packages())


@functools.cache
def _site_packages() -> tuple[Path, ...]:
    return tuple({Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib")})


@functools.cache
def _packages() -> Mapping[str, Iterable[str]]:
    return importlib.metadata.packages_distributions()


@functools.cache
def _version(package: str) -> str:
    """Return the version that is installed, empty if it is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
