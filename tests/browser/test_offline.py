"""A site that is to be kept shows what was visited without a network, and nothing old with one."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from playwright.sync_api import Browser, Page, expect

from proven_lessons.generator.mkdocs_plugin.offline import MANIFEST, WORKER, files_for

LESSON = "sessions/set-and-get/"


@pytest.fixture
def kept(site: Path, tmp_path: Path) -> Path:
    """The site as it is built with `offline: true`, as far as these tests need it."""
    folder = tmp_path / "kept"
    for path in ("assets", LESSON, "sessions/missing-key/"):
        shutil.copytree(site / path, folder / path)
    config = MkDocsConfig()
    config.site_name = "Test"
    for path, text in files_for(config).items():
        (folder / path).write_text(text)
    tag = f'<link rel="manifest" href="../../{MANIFEST}" data-worker="{WORKER}"></head>'
    for page in folder.rglob("index.html"):
        page.write_text(page.read_text().replace("</head>", tag, 1))
    return folder


@pytest.fixture
def own(kept: Path, browser: Browser) -> Iterator[tuple[Page, http.server.ThreadingHTTPServer]]:
    """A page of a browser of its own, with a server that can go away."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(kept))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    yield context.new_page(), server
    context.close()
    server.shutdown()
    server.server_close()


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
