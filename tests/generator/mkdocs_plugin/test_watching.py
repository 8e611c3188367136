"""Edits of an author are heard of, our own traces are not."""

import queue
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileModifiedEvent, FileSystemEventHandler

from proven_lessons.generator.mkdocs_plugin import watching
from proven_lessons.generator.mkdocs_plugin.watching import (
    IgnoringEvents,
    files_in,
    interval,
    take_over,
)


class Fake:
    """An observer that keeps what it is given."""

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool) -> Any:
        return handler, path, recursive


def test_traces_and_compiled_files_are_not_heard_of() -> None:
    heard: list[str] = []
    handler = FileSystemEventHandler()
    handler.on_any_event = lambda event: heard.append(str(event.src_path))  # type: ignore[method-assign]
    told, path, recursive = IgnoringEvents(Fake()).schedule(handler, "data", recursive=True)
    for name in (
        "t/a/views.py",
        "t/a/trace.json",
        "t/a/.trace.json.1-x",
        "t/a/__pycache__/views.pyc",
    ):
        told.on_any_event(FileModifiedEvent(name))
    assert (heard, path, recursive) == (["t/a/views.py"], "data", True)


def test_the_files_of_an_author_are_seen_with_their_age(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/views.py", "a/trace.json"):
        (tmp_path / name).touch()
    before = files_in(str(tmp_path))
    assert list(before) == [str(tmp_path / "a/views.py")]
    (tmp_path / "a/trace.json").write_text("new")
    assert files_in(str(tmp_path)) == before
    (tmp_path / "a/lesson.yml").touch()
    assert files_in(str(tmp_path)) != before


@pytest.mark.parametrize("by_events", [True, False])
def test_what_was_gone_for_a_while_is_watched_when_it_is_back(
    by_events: bool,  # noqa: FBT001 (a case)
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "has_events", lambda _: by_events)
    docs, config, data = tmp_path / "docs", tmp_path / "mkdocs.yml", tmp_path / "data"
    heard: queue.SimpleQueue[None] = queue.SimpleQueue()
    with LiveReloadServer(lambda: heard.put(None), "localhost", 0, str(tmp_path)) as server:
        for folder in (docs, data):
            folder.mkdir()
        config.write_text("")
        server.watch(str(docs))
        server.watch(str(config))
        take_over(server, str(data))
        loop = threading.Thread(target=server._build_loop)
        server.observer.start()
        loop.start()
        for path in (docs, config, data):
            path.rename(tmp_path / "away")
            time.sleep(0.3)  # as long as two looks take
            (tmp_path / "away").rename(path)
        for path in (docs / "a.md", config, data / "lesson.yml"):
            time.sleep(0.3)
            while not heard.empty():
                heard.get()
            path.write_text("changed")
            heard.get(timeout=10)
        server.observer.stop()
        with server._rebuild_cond:
            server._shutdown = True
            server._rebuild_cond.notify_all()
        loop.join()


def test_looking_takes_a_tenth_of_the_time_at_most(tmp_path: Path) -> None:
    assert 0.1 <= interval(str(tmp_path)) <= 0.5
