"""Edits are heard of by the events of the system, and what is not an edit is not."""

import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserver

from proven_lessons.generator.mkdocs_plugin import event_watching
from proven_lessons.generator.mkdocs_plugin.event_watching import EventObserver, has_events

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, MkDocs looks by itself")


class Hearing:
    """An observer of a folder, and what is heard of it."""

    def __init__(self, folder: Path) -> None:
        self.heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.observer = EventObserver(lambda: PollingObserver(timeout=0.05))
        handler = FileSystemEventHandler()

        def hear(event: FileSystemEvent) -> None:
            if not event.is_directory:
                self.heard.put(Path(str(event.src_path)).name)

        handler.on_any_event = hear  # type: ignore[method-assign]
        self.watch = self.observer.schedule(handler, str(folder), recursive=True)

    def hears(self, name: str) -> bool:
        """Give whether a file is told of, at some time; what else is told of does not matter."""
        try:
            while self.heard.get(timeout=10) != name:
                pass
        except queue.Empty:
            return False
        return True


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[Hearing]:
    (tmp_path / "data").mkdir()
    hearing = Hearing(tmp_path / "data")
    yield hearing
    hearing.observer.stop()
    hearing.observer.join(10)


def test_edits_are_heard_of_and_looks_are_not(hearing: Hearing, tmp_path: Path) -> None:
    file = tmp_path / "data/a/views.py"
    file.parent.mkdir()
    file.write_text("one")
    hearing.observer.start()
    assert file.read_text() == "one"
    file.with_name("b.py").write_text("")
    assert hearing.heard.get(timeout=10) == "b.py", "reading is no edit"
    new = file.with_name("new.py")
    new.write_text("two")
    new.replace(file)
    assert hearing.hears("new.py")
    file.unlink()
    assert hearing.hears("views.py")


def test_of_a_file_nothing_is_heard_that_is_beside_it(tmp_path: Path) -> None:
    file, beside = tmp_path / "mkdocs.yml", tmp_path / "log"
    for one in (file, beside):
        one.write_text("")
    hearing = Hearing(file)
    # As MkDocs does: others watch folders at the same time.
    (tmp_path / "docs").mkdir()
    hearing.observer.schedule(FileSystemEventHandler(), str(tmp_path / "docs"), recursive=True)
    hearing.observer.start()
    beside.write_text("more")
    new = tmp_path / "mkdocs.yml~"
    new.write_text("site_name: New")
    new.replace(file)
    assert hearing.heard.get(timeout=10) in ("mkdocs.yml", "mkdocs.yml~")
    beside.write_text("still more")
    file.write_text("site_name: Newer")
    assert hearing.heard.get(timeout=10) == "mkdocs.yml"
    hearing.observer.stop()
    hearing.observer.join(10)


def test_a_folder_that_goes_and_comes_back_is_watched(hearing: Hearing, tmp_path: Path) -> None:
    hearing.observer.start()
    data = tmp_path / "data"
    data.rename(tmp_path / "away")
    data.mkdir()
    (data / "c.py").write_text("")
    assert hearing.hears("data"), "it is told of as changed"
    (data / "d.py").write_text("")
    assert hearing.hears("d.py")


def test_who_is_not_told_any_more_hears_nothing(hearing: Hearing, tmp_path: Path) -> None:
    hearing.observer.start()
    hearing.observer.unschedule(hearing.watch)
    (tmp_path / "data/a.py").write_text("")
    with pytest.raises(queue.Empty):
        hearing.heard.get(timeout=0.5)


def test_where_there_is_no_room_for_watches_it_looks_again_and_again(
    hearing: Hearing, tmp_path: Path
) -> None:
    def full() -> None:
        raise OSError(28, "inotify watch limit reached")

    events: Any = hearing.observer._observer
    events.start = full
    hearing.observer.start()
    assert isinstance(hearing.observer._observer, PollingObserver)
    (tmp_path / "data/a.py").write_text("")
    assert hearing.hears("a.py")


@on_linux
def test_only_file_systems_of_this_machine_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
        "23 22 0:5 / /shared\\040folder rw - 9p drive rw\n"
        "24 22 0:6 / /shared\\040folder/here rw - tmpfs tmpfs rw\n"
    )
    monkeypatch.setattr(event_watching, "_MOUNTS", mounts)
    assert has_events(["/home", "/"])
    assert not has_events(["/home", "/shared folder/lessons"])
    assert has_events(["/shared folder/here/lessons"])
    monkeypatch.setattr(event_watching, "_MOUNTS", tmp_path / "gone")
    assert not has_events(["/"])
