"""Hear of edits by the events of the system, where it has them for the folders that are watched."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchdog.events import FileModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

# File systems of this machine: one of another, such as a folder shared with a virtual machine,
# tells of no edit that is made there.
_LOCAL = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})
_MOUNTS = Path("/proc/self/mountinfo")
_EDITS = frozenset({"created", "deleted", "modified", "moved"})  # not that one was opened
_PAUSE = 0.2  # seconds between two looks whether a folder has gone, or come back


def has_events(paths: Iterable[str]) -> bool:
    """Return whether the system is known to tell of all edits of some files and folders."""
    if sys.platform != "linux" or not _MOUNTS.exists():
        return False
    mounts = _mounts()
    return all(_kind_of(Path(path).resolve(), mounts) in _LOCAL for path in paths)


class EventObserver:
    """Has what MkDocs needs of an observer of watchdog.

    What is gone for a while is watched again when it is back: a branch may have no such folder, and
    editors put a new file in the place of the old one. Where the system has no room for more
    watches, `looking` makes an observer that looks again and again.
    """

    def __init__(self, looking: Callable[[], BaseObserver]) -> None:
        self._looking = looking
        self._observer: Any = Observer()
        self._handlers: dict[ObservedWatch, FileSystemEventHandler] = {}
        self._seen: dict[ObservedWatch, object] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look_after, daemon=True)

    def schedule(
        self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False
    ) -> ObservedWatch:
        """Tell `handler` of edits of a file, or in a folder."""
        watch = ObservedWatch(path, recursive=recursive)
        with self._lock:
            self._handlers[watch] = _of_edits(handler, Path(path))
            self._seen[watch] = None
            self._follow(watch)
        return watch

    def unschedule(self, watch: ObservedWatch) -> None:
        """Tell nobody any more."""
        with self._lock:
            self._handlers.pop(watch, None)
            self._seen.pop(watch, None)
            self._leave(watch)

    def start(self) -> None:
        """Begin to listen."""
        try:
            self._observer.start()
        except OSError:  # as many files are watched as the system allows
            self._observer.unschedule_all()
            self._observer = self._looking()
            for watch, handler in self._handlers.items():
                self._observer.schedule(handler, watch.path, recursive=watch.is_recursive)
            self._observer.start()
        else:
            self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._is_over.set()
        self._observer.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait until nobody listens."""
        self._observer.join(timeout)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def is_alive(self) -> bool:
        """Return whether somebody listens."""
        return bool(self._observer.is_alive())

    # Private

    def _look_after(self) -> None:
        while not self._is_over.wait(_PAUSE):
            with self._lock:
                changed = [watch for watch in self._handlers if self._follow(watch)]
                told = [(self._handlers[watch], watch.path) for watch in changed]
            for handler, path in told:
                handler.dispatch(FileModifiedEvent(path))

    def _follow(self, watch: ObservedWatch) -> bool:
        """Watch what is at a path now; return whether that is something else than before."""
        now = _identity(watch.path)
        if now == self._seen[watch]:
            return False
        self._leave(watch)
        self._seen[watch] = None
        if now is not None:
            with contextlib.suppress(OSError):  # it has gone again, or there is no room: later
                self._observer.schedule(
                    self._handlers[watch], watch.path, recursive=watch.is_recursive
                )
                self._seen[watch] = now
        return now is not None

    def _leave(self, watch: ObservedWatch) -> None:
        with contextlib.suppress(KeyError, OSError):
            self._observer.unschedule(watch)


# Private


def _of_edits(handler: FileSystemEventHandler, place: Path) -> FileSystemEventHandler:
    """Return a handler that hears of edits of a place, and not of each look into a file.

    To watch a file, the system watches its folder.
    """
    hear = handler.on_any_event

    def on_any_event(event: FileSystemEvent) -> None:
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if event.event_type in _EDITS and any(path.is_relative_to(place) for path in paths):
            hear(event)

    handler.on_any_event = on_any_event  # type: ignore[method-assign] # of this one
    return handler


def _identity(path: str) -> object:
    """Return what tells a file or folder from another at the same path, None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _mounts() -> dict[Path, str]:
    """Return the kind of file system at each place where one is mounted."""
    found: dict[Path, str] = {}
    for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        found[Path(before.split()[4].replace("\\040", " "))] = after.split()[0]
    return found


def _kind_of(path: Path, mounts: dict[Path, str]) -> str:
    """Return the kind of file system that a path is on."""
    return next((mounts[one] for one in (path, *path.parents) if one in mounts), "")
