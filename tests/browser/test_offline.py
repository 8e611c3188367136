"""A site that is to be kept shows what was visited without a network, and nothing old with one."""

import http.server
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keeping import kept_of, served

LESSON = "sessions/set-and-get/"


@pytest.fixture
def kept(site: Path, tmp_path: Path) -> Path:
    """The site as it is built with `offline: true`, as far as these tests need it."""
    return kept_of(site, tmp_path / "kept", "assets", LESSON, "sessions/missing-key/")


@pytest.fixture
def own(kept: Path, browser: Browser) -> Iterator[tuple[Page, http.server.ThreadingHTTPServer]]:
    """A page of a browser of its own, with a server that can go away."""

    with served(kept) as server:
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        yield context.new_page(), server
        context.close()


def test_what_was_visited_is_there_without_a_network(
    own: tuple[Page, http.server.ThreadingHTTPServer], kept: Path
) -> None:
    page, server = own
    page.goto(f"/{LESSON}")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    address = f"http://127.0.0.1:{server.server_port}/{LESSON}"
    page.wait_for_function(
        "async (address) => Boolean(await (await caches.open('proven-lessons')).match(address))",
        arg=address,
    )
    page.wait_for_timeout(500)
    # With a network nothing is older than what is there.
    lesson = kept / LESSON / "index.html"
    before = lesson.stat().st_mtime
    lesson.write_text(lesson.read_text().replace("Setting and getting", "Putting and getting"))
    # A server knows a file's age by the second, and this one may be written in the same.
    os.utime(lesson, (before + 2, before + 2))
    page.goto(f"/{LESSON}")
    expect(page.locator("h1")).to_contain_text("Putting and getting")
    server.shutdown()
    server.server_close()
    page.goto(f"/{LESSON}#watch")
    expect(page.locator("h1")).to_contain_text("Putting and getting")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#watch")).to_contain_text("Step 1 of 5")
