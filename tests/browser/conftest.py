"""A real Chromium on a real site, served from this machine."""

import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.marionette import Firefox

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# The first has no window to draw around a page, which is a quarter of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

HOSTILE_VIEW = r"""
from django.http import HttpResponse

EVIL = [
    "<script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "</code></td></table><h1>out</h1>",
    "a | b\n--- | ---\nc | d",
    "`x` *y* _z_ [l](javascript:void) ![i](x)",
    "```\nfence\n```\n\n# heading\n\n    code",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &amp; &#60;",
    "\u202eright-to-left \u200b \x00 \x1b[31m",
]


def view(request):
    for number, evil in enumerate(EVIL):
        request.session[evil] = evil
        copy = evil
    response = HttpResponse("".join(EVIL))
    response.set_cookie("evil", "<script>document.title='owned'</script>")
    response["X-Evil"] = "<b>"
    return response
"""
HOSTILE_LESSON = """\
title: Hostile <b>values</b> & *co*
summary: Everything is shown as text.
view: view
key_moments:
  - ask: What is on the page?
    answer: It says {{ response.text }}.
    proof: [response.text | length > 9]
quiz:
  - ask: What is it?
    answer: response.text
    options:
      - what_if.other.response.text
      - option: '"<i>wrong</i> {{ 7 * 7 }} ``` | and as long as the text of the response is, because it must look alike"'
        because: It is not there.
  - ask: What does `copy` hold?
    answer: variables.copy
what_if:
  other:
    title: there were one less
    edits:
      - delete: 'a | b'
      - insert: 'assert 1 == 1, "</code></pre><script>document.title = 1</script> ``` {{ 7 * 7 }}"'
        after: copy = evil
  crash:
    title: it crashed
    raises: ValueError
    edits:
      - insert: raise ValueError(EVIL[0] + EVIL[2] + EVIL[4])
        after: copy = evil
"""


@pytest.fixture(scope="session")
def port() -> int:
    """A port that is free."""
    return free_port()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """The site of this project with one hostile lesson more, built by `mkdocs build`."""
    project = tmp_path_factory.mktemp("project")
    copy_project(project)
    hostile = project / "lesson_data" / "hostile" / "values"
    hostile.mkdir(parents=True)
    (hostile / "views.py").write_text(HOSTILE_VIEW)
    (hostile / "lesson.yml").write_text(HOSTILE_LESSON)
    (hostile.parent / "track.yml").write_text("title: Hostile\nsummary: For the tests.\n")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    # The theme's instant navigation goes by the sitemap, and that needs the address.
    environment = {**os.environ, "SITE_URL": f"http://127.0.0.1:{port}/"}
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return project / "site"


def copy_project(to: Path) -> None:
    """Copy what the site of this project is made of, with what builds of it have kept."""
    for name in ("docs", "lesson_data", "mkdocs.yml", ".cache/lessons"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name)
        elif source.is_file():
            shutil.copy(source, to / name)


@pytest.fixture(scope="session")
def address(site: Path, port: int) -> Iterator[str]:
    """Where the site is served."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", port), functools.partial(Quiet, directory=str(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system. Without one the tests are skipped, but in CI they fail."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = "there is no Chromium; install it to run the browser tests (on Debian: apt-get install chromium-headless-shell)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, env=_with_known_fonts()
        )
        yield browser
        browser.close()


def _with_known_fonts() -> dict[str, str | float | bool]:
    """Give an environment in which the browser finds the fonts that .ci/run installs, and no others."""
    if not Path("/usr/share/fonts/truetype/dejavu").is_dir():
        return dict(os.environ)  # not a Debian: what there is must do
    return {**os.environ, "FONTCONFIG_FILE": str(Path(__file__).parent / "fonts.conf")}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose console errors and requests to other hosts fail the test."""
    yield from watched(browser, address, viewport={"width": 1440, "height": 900})


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """The same on a phone: narrow, and touched."""
    yield from watched(
        browser, address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )


# What the theme's own script says now and then when a page is left while it waits for something.
_OF_RXJS = "executing a cancelled action"


def watched(browser: Browser, address: str, **more: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=address, **more)
    yield from watched_in(context, address)
    context.close()


def watched_in(context: BrowserContext, address: str) -> Iterator[Page]:
    """Give a page whose console errors and requests to other hosts fail the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: None if _OF_RXJS in str(error) else wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else wrong.append(request.url),
    )
    yield page
    page.close()
    assert wrong == []


def free_port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        pytest.skip("there is no Firefox; .ci/run installs it where it can (firefox-esr on Debian)")
    with Firefox(path, tmp_path_factory.mktemp("firefox"), free_port()) as browser:
        yield browser
