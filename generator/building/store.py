"""Keep on disk what takes long to be made, by a digest of all that it is made from.

A file of SQLite beside the lessons, which nobody has to have: what is missing, broken or of
something else is made anew. Where nothing can be written, it is kept in memory as long as the
process lives.
"""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from proven_lessons import generator, runner
from proven_lessons.runner.processes import leftovers

CACHE = Path(".cache") / "lessons"
_FILE = "pages.sqlite"
_NOT_COMMITTED = "*\n"  # as a .gitignore of the folder itself
_TABLE = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, proof BLOB, content BLOB)"
_WAIT = 2.0  # seconds for another process that writes
_AT_ONCE = 64  # entries that are written together


def folder_of(data: Path) -> Path:
    """Return the folder in which things are kept for the lessons in `data`, beside them."""
    return data.parent / CACHE


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`: a reader sees the old file or the new one, never half of one."""
    prefix = leftovers.own_prefix(f".{path.name}.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make the folder in which things are kept; raise OSError where that can't be."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text(_NOT_COMMITTED, encoding="utf-8")


def clear(data: Path) -> bool:
    """Remove all that is kept for the lessons in `data`; return whether there was something."""
    folder = folder_of(data)
    is_there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return is_there


def digest_of(parts: Iterable[str | bytes]) -> str:
    """Return a digest of some texts, in which it matters where each one ends."""
    made = hashlib.blake2b(digest_size=20)
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        made.update(f"{len(content)}:".encode())
        made.update(content)
    return made.hexdigest()


@functools.cache  # what a process has loaded does not change
def code_digest() -> str:
    """Return a digest of what makes pages: our code and templates, Python, what is installed."""
    parts: list[str | bytes] = [sys.version]
    for package in (generator, runner):
        for folder in map(Path, package.__path__):
            for path in sorted(folder.rglob("*")):
                if "__pycache__" not in path.parts and path.is_file():
                    parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        parts += sorted(path.name for path in folder.glob("*.dist-info"))
    return digest_of(parts)


class Store:
    """What is kept beside the lessons in `data`: each thing by its name, for one state of it."""

    def __init__(self, data: Path) -> None:
        self._path = folder_of(data) / _FILE
        self._base: sqlite3.Connection | None = None
        self._is_lost = False  # there can be no file: what is new is kept in memory
        self._new: dict[str, tuple[str, bytes]] = {}

    def get(self, name: str, key: str) -> bytes | None:
        """Return what is kept under a name; None if there is nothing, or not for `key`."""
        if name in self._new:
            of, packed = self._new[name]
            return zlib.decompress(packed) if of == key else None
        base = self._opened()
        if base is None:
            return None
        with contextlib.suppress(sqlite3.Error, zlib.error):
            query = "SELECT proof, content FROM kept WHERE name = ?"
            row = base.execute(query, (name,)).fetchone()
            if row is not None and row[0] == _proof(key, row[1]):
                return zlib.decompress(row[1])
        return None

    def get_data(self, name: str, key: str) -> Any:
        """Return data that are kept under a name, None as `get` does."""
        content = self.get(name, key)
        return None if content is None else json.loads(content)

    def put(self, name: str, key: str, content: bytes) -> None:
        """Keep something under a name, in the place of what was there."""
        self._new[name] = key, zlib.compress(content, 1)
        if len(self._new) >= _AT_ONCE and not self._is_lost:
            self._write()

    def put_data(self, name: str, key: str, data: Any) -> None:
        """Keep data that JSON has a form for."""
        self.put(name, key, json.dumps(data, separators=(",", ":")).encode())

    def close(self) -> None:
        """Write what is new and let go of the file; it is opened again when it is needed."""
        if self._new and not self._is_lost:
            self._write()
        if self._base is not None:
            self._base.close()
            self._base = None

    # Private

    def _write(self) -> None:
        base = self._opened()
        if base is None:
            return
        rows = [(name, _proof(key, packed), packed) for name, (key, packed) in self._new.items()]
        try:
            with base:
                base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        except sqlite3.Error:
            self._is_lost = True
        else:
            self._new = {}

    def _opened(self) -> sqlite3.Connection | None:
        if self._base is None and not self._is_lost:
            self._base = _on_disk(self._path)
            self._is_lost = self._base is None
        return self._base


# Private


def _proof(key: str, packed: bytes) -> bytes:
    """Return what shows that content is whole, and for which state it was made."""
    return bytes.fromhex(digest_of([key, packed]))


def _on_disk(path: Path) -> sqlite3.Connection | None:
    """Open a file, made anew if it is broken or none of ours; None where that can't be."""
    with contextlib.suppress(OSError, sqlite3.Error):
        make_folder(path.parent)
        try:
            return _checked(path)
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                return None
            path.unlink()
            return _checked(path)
    return None


def _checked(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    try:
        base.execute("PRAGMA synchronous = OFF")  # what is lost with the machine is made again
        base.execute(_TABLE)
        base.execute("SELECT name, proof, content FROM kept LIMIT 1").fetchone()
    except BaseException:
        base.close()
        raise
    return base
