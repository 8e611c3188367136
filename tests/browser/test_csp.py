"""Under the policy that `lessons csp` prints, everything works, and nothing else runs."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from proven_lessons.generator.building.csp import policy_of
from tests.browser.conftest import watched

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def guarded(site: Path) -> Iterator[str]:
    """Where the site is served with its policy."""
    policy = policy_of(site)

    class Guarding(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Guarding, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_docs_name_the_digests_of_the_theme(site: Path) -> None:
    docs = (ROOT / "docs" / "command.md").read_text()
    named = re.findall(r"^'sha256-.*'$", docs, re.MULTILINE)
    found = re.search(r"script-src 'self'([^;]*)", policy_of(site))
    assert found is not None
    assert named == found[1].split(), "put those of `lessons csp site` into docs/command.md"


def test_a_lesson_works_under_the_policy(browser: Browser, guarded: str) -> None:
    for page in watched(browser, guarded, viewport={"width": 1440, "height": 900}):
        page.goto("/sessions/set-and-get/")
        page.locator(".lesson-switch").get_by_role("link", name="Sequence", exact=True).click()
        expect(page.locator("#sequence")).to_be_visible()
        page.locator(".lesson-switch").get_by_role("link", name="Quiz", exact=True).click()
        form = page.locator("#quiz form").first
        form.get_by_role("radio", name="'blue'").check()
        form.get_by_role("button", name="Check").click()
        expect(form.locator(".lesson-verdict")).to_have_text("Right.")
        page.locator("[data-md-component='search-query']").press_sequentially("visits")
        expect(page.locator(".md-search-result__link").first).to_be_visible()
        for path in ("/", "/recall/", "/hostile/values/", "/tags/"):
            page.goto(f"{path}#everything")
            page.wait_for_load_state("networkidle")


def test_what_is_not_of_the_site_does_not_run(browser: Browser, guarded: str) -> None:
    context = browser.new_context(base_url=guarded)
    page = context.new_page()
    page.goto("/")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.evil = 1";
        document.body.append(script);
        const image = document.createElement("img");
        image.setAttribute("onerror", "window.evil = 2");
        image.src = "nowhere.png";
        document.body.append(image);
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.evil") is None
    context.close()
