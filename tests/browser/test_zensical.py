"""The site that is written for Zensical is one: its lessons play, and what they hold is text."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "sessions/set-and-get/"


@pytest.fixture(scope="module")
def built(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of this project, and the hostile lesson, as Zensical builds them."""
    folder = tmp_path_factory.mktemp("zensical")
    export = [sys.executable, "-m", "proven_lessons.generator.start", "export", "-q"]
    for command, where in (
        ([*export, "--for", "zensical", str(folder)], site.parent),
        ([str(Path(sys.executable).parent / "zensical"), "build"], folder),
    ):
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, check=False,
            env={**os.environ, "SITE_URL": ""},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture
def other(built: Path, browser: Browser) -> Iterator[Page]:
    """A page of that site; what goes wrong in its scripts fails the test."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    wrong: list[str] = []
    handler = functools.partial(Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        context.close()
        server.shutdown()
    assert wrong == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_lesson_plays(other: Page, width: int) -> None:
    other.set_viewport_size({"width": width, "height": 900})
    other.goto(f"/{LESSON}")
    expect(other.locator("h1")).to_contain_text("Setting and getting session data in Django")
    assert other.evaluate("document.documentElement.scrollWidth") <= width
    other.goto(f"/{LESSON}#watch")
    player = other.locator("lesson-watch")
    expect(player).to_contain_text("Step 1 of")
    player.get_by_role("checkbox", name="Guess first").uncheck()
    player.get_by_role("button", name="Next", exact=True).click()
    expect(player).to_contain_text("Step 2 of")
    expect(other.locator(".lesson-running").first).to_be_visible()


def test_home_and_tracks_lead_to_lessons(other: Page) -> None:
    other.goto("/")
    assert "{lessons" not in other.locator("article").inner_text()
    other.locator("article a[href$='sessions/']").first.click()
    other.locator("article a[href$='missing-key/']").first.click()
    expect(other.locator("h1")).to_contain_text("A key that is missing")


def test_what_a_hostile_lesson_holds_is_text(other: Page) -> None:
    other.goto("/hostile/values/#everything")
    expect(other.locator("h1")).to_contain_text("Hostile <b>values</b> & *co*")
    assert "owned" not in other.title()
    assert other.locator("article h1").count() == 1
    assert other.locator("article img[src=x], article script:not([type])").count() == 0
