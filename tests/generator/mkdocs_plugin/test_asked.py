"""A file that waits is made before a server of MkDocs answers with it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer

from proven_lessons.generator.mkdocs_plugin.asked import Asked
from tests.sites import answer_of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveReloadServer]:
    server = LiveReloadServer(lambda: None, "localhost", 0, str(tmp_path), "/below/")
    yield server
    server.server_close()


def test_the_file_is_made_before_it_is_read(server: LiveReloadServer, tmp_path: Path) -> None:
    asked: list[str] = []

    def finish(path: str) -> None:
        asked.append(path)
        (tmp_path / "t").mkdir(exist_ok=True)
        (tmp_path / "t/index.html").write_text("made")

    Asked(server, finish)
    assert b"made" in answer_of(server, "/below/t/")
    for path in ("/below/", "/below", "/below/t/x.css", "/below/../../t/", "/else/"):
        answer_of(server, path)
    assert asked == ["t/index.html", "index.html", "index.html", "t/x.css", "t/index.html"]


def test_no_build_begins_between_what_is_made_and_the_answer(
    server: LiveReloadServer, tmp_path: Path
) -> None:
    """As MkDocs has it: it says that it will build, builds, and says that it has built."""
    page = tmp_path / "index.html"
    is_wanted = threading.Event()

    def finish(path: str) -> None:
        page.write_text("made")
        is_wanted.set()
        building.join(0.3)  # it has time enough to begin

    def build() -> None:
        is_wanted.wait(5)
        with server._rebuild_cond:
            server._wanted_epoch += 1
        asked.alone(page.unlink)()
        with server._epoch_cond:
            server._visible_epoch = server._wanted_epoch
            server._epoch_cond.notify_all()

    asked = Asked(server, finish)
    building = threading.Thread(target=build)
    building.start()
    assert b"made" in answer_of(server, "/below/")
    building.join()
    assert not page.exists()


def test_nothing_is_made_while_the_site_is_built(server: LiveReloadServer) -> None:
    order: list[str] = []
    is_building, is_asked = threading.Event(), threading.Event()

    def build() -> None:
        is_building.set()
        is_asked.wait(5)
        order.append("built")

    asked = Asked(server, order.append)
    building = threading.Thread(target=asked.alone(build))
    building.start()
    assert is_building.wait(5)
    asking = threading.Thread(target=answer_of, args=(server, "/below/"))
    asking.start()
    is_asked.set()
    building.join()
    asking.join()
    assert order == ["built", "index.html"]
