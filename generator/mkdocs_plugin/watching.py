"""What `mkdocs serve` watches of the lessons: what an author writes, and not what we do."""

import contextlib
import errno
import os
import time
from collections.abc import Callable, Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserverVFS
from watchdog.utils.dirsnapshot import DirectorySnapshot

from proven_lessons.generator.lessons.folders import TRACE_FILE
from proven_lessons.generator.mkdocs_plugin.event_watching import EventObserver, has_events

type State = tuple[int, int, int]

_TEMPLATE = ".html"


class IgnoringEvents:
    """Schedules handlers at an observer that do not hear of files which no author writes."""

    def __init__(self, observer: Any) -> None:
        self._observer = observer

    def schedule(
        self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False
    ) -> Any:
        hear = handler.on_any_event

        def on_any_event(event: FileSystemEvent) -> None:
            path = Path(str(event.src_path))
            if TRACE_FILE not in path.name and "__pycache__" not in path.parts:
                hear(event)

        handler.on_any_event = on_any_event  # type: ignore[method-assign] # of this one
        return self._observer.schedule(handler, path, recursive=recursive)


def take_over(server: LiveReloadServer, data: str) -> None:
    """Have an observer of ours watch whatever a server watches, and the lessons."""
    watched = dict(server._watched_paths)  # noqa: SLF001 (MkDocs does not tell otherwise)
    for path, times in watched.items():
        for _ in range(times):
            server.unwatch(path)
    paths = server._watched_paths  # noqa: SLF001

    def looking() -> BaseObserver:
        return _observer(paths, interval(data))

    observer: Any = EventObserver(looking) if has_events([*watched, data]) else looking()
    server.observer = observer
    for path in watched:
        server.watch(path)
    # Our own traces must not start another build: each would write one more and so on.
    server.observer = IgnoringEvents(observer)  # type: ignore[assignment] # has its methods
    server.watch(data)
    server.observer = observer


def files_in(*places: str) -> dict[str, State]:
    """Return the state of each file at some places, but for those that no author writes."""
    found: dict[str, State] = {}
    for place in places:
        if Path(place).is_dir():
            for folder, _folders, names in os.walk(place):
                if not folder.endswith("__pycache__"):
                    own = (name for name in names if TRACE_FILE not in name)
                    found |= _states(f"{folder}{os.sep}{name}" for name in own)
        else:
            found |= _states([place])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What an author has edited between two builds: files of the lessons, and others.

    `inside` are the files in the folders of lessons if no other file counts for them, and none was
    added there or taken away. `templates` are those of the site itself. `is_more` says that a file
    of the others was added or taken away, or one edited that all pages may depend on.
    """

    of_lessons: bool
    inside: tuple[Path, ...] | None
    files: tuple[str, ...]
    templates: tuple[str, ...]
    is_more: bool


def interval(folder: str) -> float:
    """Return the seconds between two looks at `folder`: looking takes at most a tenth of them.

    MkDocs looks twice a second, which is half of the second in which an edit is to be seen.
    """
    start = time.perf_counter()
    DirectorySnapshot(folder)
    return min(0.5, max(0.1, 10 * (time.perf_counter() - start)))


class Watched:
    """What a server watches besides what MkDocs does itself."""

    def __init__(self) -> None:
        self._server: LiveReloadServer | None = None
        self._followed: set[Path] = set()
        self._seen: dict[str, State] | None = None
        self._built: dict[str, State] | None = None

    def look_at(self, data: str, docs: str) -> None:
        """Note what the first build of a server begins with; from then on it watches itself."""
        if self._seen is None:
            self._seen = files_in(data, docs)

    def edits(self, data: str, config: MkDocsConfig) -> Edits | None:
        """Return what was edited since someone asked last, None if that is not known."""
        if self._server is None:
            return None
        before = self._built
        watched = list(self._server._watched_paths)  # noqa: SLF001 (MkDocs does not tell otherwise)
        self._built = now = files_in(*watched)
        if before is None:
            return None
        changed = sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
        stay = before.keys() & now.keys()
        return self._sorted(changed, _Around(stay=stay, data=data, config=config))

    def begin(self, server: LiveReloadServer, data: str, config: MkDocsConfig) -> None:
        """Watch the folders of lessons and templates, too.

        What was edited before anyone watched is built anew.
        """
        take_over(server, data)
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        self._server = server
        if files_in(data, config.docs_dir) == self._seen:
            # MkDocs itself watches what the configuration names, but only after this.
            named = map(os.path.abspath, config.watch)
            self._built = files_in(*server._watched_paths, *named)  # noqa: SLF001 (see edits)
        else:
            with server._rebuild_cond:  # noqa: SLF001 (MkDocs has no other way to ask for a build)
                server._want_rebuild = True  # noqa: SLF001
                server._rebuild_cond.notify_all()  # noqa: SLF001

    def follow(self, imported: Callable[[], set[Path]]) -> None:
        """Watch the files outside of the lessons' folders that their runs have imported."""
        if self._server is None:
            return
        for path in imported() - self._followed:
            self._followed.add(path)
            self._server.watch(str(path))
            if self._built is not None:
                self._built |= files_in(str(path))

    # Private

    def _sorted(self, changed: Sequence[str], around: "_Around") -> Edits:
        """Tell edited files apart by what may depend on them."""
        data, docs = around.data, around.config.docs_dir
        of_lessons = [
            path for path in changed if _is_in(path, data) or Path(path) in self._followed
        ]
        # Lessons may lie among the docs: then a page there is one of MkDocs', too.
        others = [path for path in changed if path not in of_lessons or _is_in(path, docs)]
        templates = [path for path in others if around.is_template(path)]
        # A template among the docs is a file of the site, too.
        files = [path for path in others if path not in templates or _is_in(path, docs)]
        is_inside = all(path in around.stay and _is_in(path, data) for path in of_lessons)
        return Edits(
            of_lessons=bool(of_lessons),
            inside=tuple(map(Path, of_lessons)) if is_inside else None,
            files=tuple(files),
            templates=tuple(templates),
            is_more=not (around.stay >= set(others) and all(_is_in(path, docs) for path in files)),
        )


# Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """Where edited files may be; `stay` are the files that were there before, and are there now."""

    stay: AbstractSet[str]
    data: str
    config: MkDocsConfig

    def is_template(self, path: str) -> bool:
        """Return whether a file is a template that the site has for itself."""
        folder = self.config.theme.custom_dir
        return folder is not None and path.endswith(_TEMPLATE) and _is_in(path, folder)


def _states(paths: Iterable[str]) -> dict[str, State]:
    """Return the state of those files that are there."""
    found: dict[str, State] = {}
    for path in paths:
        with contextlib.suppress(OSError):  # it has gone meanwhile
            status = os.stat(path)  # noqa: PTH116 (for thousands of files)
            found[path] = status.st_mtime_ns, status.st_size, status.st_ino
    return found


def _is_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(Path(folder).absolute())


def _observer(paths: Container[str], interval: float) -> BaseObserver:
    """Return an observer that looks at `paths` again and again, even if one is gone for a while.

    A branch may have no such folder, and editors put a new file in the place of the old one:
    watchdog would look no more.
    """

    def stat(path: str) -> os.stat_result:
        try:
            return os.stat(path)  # noqa: PTH116 (as watchdog does)
        except (FileNotFoundError, NotADirectoryError) as error:
            if path in paths:
                raise OSError(errno.EIO, "it is not there now") from error
            raise

    return PollingObserverVFS(stat, os.scandir, polling_interval=interval)
