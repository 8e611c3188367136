"""Edits of an author are heard of, our own traces are not."""

from pathlib import Path
from typing import Any

from watchdog.events import FileModifiedEvent, FileSystemEventHandler

from proven_lessons.generator.mkdocs_plugin.watching import IgnoringEvents, files_in, interval


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


def test_looking_takes_a_tenth_of_the_time_at_most(tmp_path: Path) -> None:
    assert 0.1 <= interval(str(tmp_path)) <= 0.5
