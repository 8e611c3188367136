"""In the Lab real Django runs in the browser: code is changed, run and judged, and nothing hangs the page."""

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from proven_lessons.generator.building.csp import policy_of
from proven_lessons.generator.lab.project import project
from tests.browser.conftest import copy_project, free_port, watched, watched_in
from tests.browser.keeping import kept_of, served
from tests.browser.marionette import Firefox
from tests.builders import loaded

ROOT = Path(__file__).resolve().parents[2]
READY = f"Django {version('django')} is ready"


@pytest.fixture(scope="module")
def lab_port() -> int:
    """Where that site is served: the theme goes from page to page by addresses that it knows."""
    return free_port()


@pytest.fixture(scope="module")
def lab_site(lab: Path, lab_port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project's site with its Lab."""
    project = tmp_path_factory.mktemp("project")
    copy_project(project)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=project, capture_output=True, text=True, check=False,
        env={**os.environ, "LAB": str(lab), "SITE_URL": f"http://127.0.0.1:{lab_port}/"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return project / "site"


@pytest.fixture(scope="module")
def lab_address(lab_site: Path, lab_port: int) -> Iterator[str]:
    """Where that site is served, under the policy that `lessons csp` prints."""
    with served(lab_site, lab_port, **{"Content-Security-Policy": policy_of(lab_site)}):
        yield f"http://127.0.0.1:{lab_port}"


@pytest.fixture(scope="module")
def at_home(browser: Browser, lab_address: str) -> Iterator[BrowserContext]:
    """A browser in which the Lab has been before, after the first test: that is less to start."""
    context = browser.new_context(base_url=lab_address, viewport={"width": 1440, "height": 900})
    context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: 8 })")
    yield context
    context.close()


@pytest.fixture
def desk(at_home: BrowserContext, lab_address: str) -> Iterator[Page]:
    yield from watched_in(at_home, lab_address)
    page = at_home.new_page()
    page.goto("/sitemap.xml")
    page.evaluate("localStorage.clear()")
    page.close()


@pytest.fixture
def palm(browser: Browser, lab_address: str) -> Iterator[Page]:
    yield from watched(
        browser, lab_address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )


def opened(page: Page, lesson: str, fragment: str = "") -> None:
    page.goto(f"/{lesson}/lab/{fragment}")
    page.get_by_role("button", name="Start Django").click()
    expect(status(page)).to_contain_text(READY, timeout=60_000)


def status(page: Page) -> object:
    return page.locator(".lesson-lab-status")


PASTE = """(text) => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  const place = document.querySelector(".lesson-lab-editor").shadowRoot.querySelector(".cm-content");
  place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


def write(page: Page, code: str) -> None:
    """Put code in the place of what the editor shows."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.evaluate(PASTE, code)


def run(page: Page) -> None:
    page.get_by_role("button", name="Run", exact=True).click()


def test_a_task_is_done_by_keyboard_alone(desk: Page) -> None:
    desk.goto("/sessions/lost-change/#lab")
    desk.locator("#lab").get_by_role("link", name="Open the Lab").press("Enter")
    desk.wait_for_url("**/sessions/lost-change/lab/")
    assert (
        desk.evaluate(
            "performance.getEntriesByType('resource').some((one) => one.name.endsWith('.wasm'))"
        )
        is False
    )
    desk.get_by_role("button", name="Start Django").press("Enter")
    expect(status(desk)).to_contain_text(READY, timeout=60_000)
    expect(desk.locator(".cm-content")).to_be_focused()
    desk.keyboard.press("Control+Home")
    for _ in range(9):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("End")
    desk.keyboard.type("\nrequest.session.modified = True")
    desk.keyboard.press("Control+Enter")
    expect(status(desk)).to_have_text("Solved: 1 of 1 tasks are done.", timeout=30_000)
    expect(desk.locator(".lesson-tasks .lesson-done")).to_have_text("done")
    desk.wait_for_function(
        "() => Object.values(localStorage).some((text) => text.includes('sessions/lost-change:lab-'))"
    )
    result = desk.locator(".lesson-lab-result")
    expect(result).to_contain_text("+    request.session.modified = True")
    expect(result.locator("[data-mode=trace] table").first).to_be_visible()
    desk.locator(".cm-content").focus()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('.lesson-lab-editor')") is None
    desk.reload()  # what is done, and what was written, stays
    expect(desk.locator(".lesson-tasks .lesson-done")).to_be_visible()
    desk.get_by_role("button", name="Start Django").click()
    expect(desk.locator(".cm-content")).to_contain_text("session.modified = True")


def test_what_the_lab_says_of_the_unchanged_lesson_is_what_the_page_says(desk: Page) -> None:
    rows = "table.lesson-grid tbody tr td:first-child, table.lesson-grid tbody tr td:nth-child(2)"
    desk.goto("/sessions/visit-counter/#everything")
    page = desk.locator("#trace").locator(rows).all_inner_texts()
    opened(desk, "sessions/visit-counter")
    run(desk)
    expect(desk.locator(".lesson-lab-result h2").first).to_be_visible(timeout=30_000)
    expect(desk.locator(".lesson-lab-result [data-mode=trace] table").first).to_be_visible()
    lab = desk.locator(".lesson-lab-result [data-mode=trace]").locator(rows).all_inner_texts()
    assert lab == page and len(page) > 20


ANSWERS = """\\
from django.http import HttpResponse


def favorite_color(request):
    return HttpResponse("x")
"""


FORGED = """\\
import js
from django.http import HttpResponse
from pyodide.ffi import to_js

html = "forged <img src=x><a href='javascript:window.evil = 2'>x</a>"
html += "<script>window.evil = 3</script>"
said = {"ran": {"html": html, "reached": [], "failure": None}}
js.postMessage(to_js(said, dict_converter=js.Object.fromEntries))


def favorite_color(request):
    return HttpResponse("x")
"""


ENDLESS = """\
import re


def favorite_color(request):
    re.match("(a+)+b", "a" * 40)
"""
GREEDY = """\
from django.http import HttpResponse


def favorite_color(request):
    held = [bytearray(2**24) for _ in range(16)]
    if request.GET.get("more"):
        held += [bytearray(2**24) for _ in range(48)]
    return HttpResponse("it is enough")
"""


def test_a_run_is_stopped_by_hand_and_gets_so_much_memory(desk: Page) -> None:
    opened(desk, "sessions/set-and-get")
    stop = desk.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_hidden()
    write(desk, ENDLESS)
    run(desk)
    stop.press("Enter")
    expect(desk.locator(".lesson-lab-result")).to_have_text("You have stopped the run.")
    expect(stop).to_be_hidden()
    expect(desk.get_by_role("button", name="Run", exact=True)).to_be_focused()
    expect(status(desk)).to_contain_text(READY, timeout=60_000)
    write(desk, GREEDY)
    run(desk)
    result = desk.locator(".lesson-lab-result")
    expect(result).to_contain_text("it is enough", timeout=30_000)
    expect(result).to_contain_text("What the task still asks")
    write(desk, GREEDY.replace('request.GET.get("more")', "True"))
    run(desk)
    expect(result).to_contain_text("it needs more memory than it may have", timeout=30_000)


def test_mistakes_are_marked_and_nothing_hangs(desk: Page) -> None:
    opened(desk, "sessions/set-and-get")
    write(desk, "def favorite_color(request):\n    return (\n")
    run(desk)
    result = desk.locator(".lesson-lab-result")
    expect(result).to_contain_text("Python can't read it", timeout=30_000)
    expect(desk.locator(".cm-lintRange-error")).to_be_visible()
    write(desk, "def favorite_color(request):\n    while True:\n        pass\n")
    run(desk)
    expect(result).to_contain_text("more statements than it may", timeout=30_000)
    desk.locator("lesson-lab").evaluate("(lab) => { lab.dataset.patience = 3000 }")
    write(
        desk, "import re\n\ndef favorite_color(request):\n    re.match('(a+)+$', 'a' * 40 + 'b')\n"
    )
    run(desk)
    expect(result).to_contain_text(
        "The run was stopped: it took more than 3 seconds", timeout=30_000
    )
    desk.locator("lesson-lab").evaluate("(lab) => { delete lab.dataset.patience }")
    expect(status(desk)).to_contain_text(READY, timeout=60_000)  # anew
    bad = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    write(desk, ANSWERS.replace("x", bad) + f"    print({bad!r})\n")
    run(desk)
    expect(result).to_contain_text("<img src=x onerror=alert(1)>", timeout=30_000)
    assert result.locator("img, script").count() == 0
    write(desk, FORGED)  # in the name of what tells of a run
    run(desk)
    expect(result).to_contain_text("forged", timeout=30_000)
    # What follows is what the page itself tells of that run.
    assert result.locator('img[src], script, a[href]:not([href^="#"])').count() == 0
    assert desk.evaluate("window.evil") is None
    expect(desk.get_by_role("button", name="Run", exact=True)).to_be_enabled(timeout=30_000)
    write(desk, ANSWERS + "HttpResponse.status_code = 418\n")  # of Django itself
    run(desk)
    expect(result).to_contain_text("418", timeout=30_000)
    expect(status(desk)).to_contain_text(READY, timeout=60_000)
    desk.get_by_role("button", name="As in the lesson").click()
    run(desk)
    expect(result).to_contain_text("The responses and the session are the same", timeout=30_000)


def test_a_link_holds_the_code_and_runs_it_when_it_is_asked_to(
    desk: Page, browser: Browser, lab_address: str
) -> None:
    opened(desk, "sessions/set-and-get")
    write(desk, "# shared\n")
    desk.get_by_role("button", name="Copy a link").click()
    expect(status(desk)).to_contain_text("Whoever opens it sees your code")
    link = desk.url
    assert "#code=" in link
    for other in watched(browser, lab_address):
        opened(other, "sessions/set-and-get", link.partition("/lab/")[2])
        expect(other.locator(".cm-content")).to_contain_text("# shared")
        assert other.locator(".lesson-lab-result").inner_text() == ""
        other.goto("about:blank")
        opened(other, "sessions/set-and-get", "#code=bm90aGluZw")
        expect(other.locator(".cm-content")).to_contain_text("favorite_color")


SHOWN = """\
from django.http import HttpResponse


def count_visits(request):
    return HttpResponse(f"{request.headers.get('Accept-Language')} and {request.headers.get('X-Odd')}")
"""


ECHO = """import json
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

@csrf_exempt
def count_visits(request):
    return HttpResponse(f"got {json.loads(request.body or 'null')}")
"""


FORM = """
from django.http import HttpResponse
from django.shortcuts import redirect


def count_visits(request):
    if request.FILES:
        return HttpResponse("file " + request.FILES["up"].name)
    if request.method == "POST":
        return redirect("/?done=" + request.POST["token"])
    if "done" in request.GET:
        return HttpResponse("token " + request.GET["done"])
    return HttpResponse('<form method="post"><input name="token" value="t7"></form>')
"""


def test_other_requests_are_sent(desk: Page) -> None:
    opened(desk, "sessions/visit-counter")
    desk.locator(".lesson-lab-requests summary").click()
    desk.get_by_role("button", name="Remove").last.click()
    desk.get_by_role("button", name="One more request").click()
    last = desk.locator(".lesson-lab-requests fieldset").last
    last.get_by_label("Path").fill("/nowhere/")
    last.get_by_label("Headers").fill("Accept-Language de")
    run(desk)
    expect(status(desk)).to_contain_text("This is none: Accept-Language de")
    last.get_by_label("Headers").fill("Accept-Language: de\nX-Odd: a:b")
    last.get_by_label("Tab").fill("second")
    run(desk)
    result = desk.locator(".lesson-lab-result")
    expect(result).to_contain_text("GET /nowhere/", timeout=30_000)
    expect(result).to_contain_text("404")
    write(desk, SHOWN)
    last.get_by_label("Path").fill("/")
    run(desk)
    expect(result).to_contain_text("de and a:b", timeout=30_000)
    write(desk, ECHO)
    last.get_by_label("Method").select_option("POST")
    for body, told in (('{"a"', "This is no JSON"), ('{"a": [1]}', "and not both")):
        last.get_by_label("JSON body").fill(body)
        last.get_by_label("Form fields").fill("b=2")
        if told == "This is no JSON":
            last.get_by_label("Form fields").fill("")
        run(desk)
        expect(status(desk)).to_contain_text(told)
    last.get_by_label("Form fields").fill("")
    run(desk)
    expect(result).to_contain_text("got {'a': [1]}", timeout=30_000)
    write(desk, FORM)
    last.get_by_label("JSON body").fill("")
    last.get_by_label("With the fields of the form").check()
    last.get_by_label("Follow redirects").check()
    last.get_by_label("Tab").fill("")
    run(desk)
    expect(result).to_contain_text("token t7", timeout=30_000)
    last.get_by_label("With the fields of the form").uncheck()
    last.get_by_label("Files of the lesson").fill("up=views.py")
    run(desk)
    expect(result).to_contain_text("file views.py", timeout=30_000)
    last.get_by_label("Files of the lesson").fill("up=nowhere.txt")
    run(desk)
    expect(result).to_contain_text("nowhere.txt", timeout=30_000)


def test_code_of_ones_own_is_run_in_the_playground(desk: Page) -> None:
    desk.goto("/sessions/set-and-get/lab/")
    desk.get_by_role("link", name="Playground").click()
    desk.wait_for_url("**/playground/")
    desk.get_by_role("button", name="Start Django").click()
    expect(status(desk)).to_contain_text(READY, timeout=60_000)
    run(desk)
    result = desk.locator(".lesson-lab-result")
    expect(result).to_contain_text("Buy milk", timeout=30_000)
    expect(result).not_to_contain_text("Beside the lesson")
    desk.get_by_text("One more file").click()
    desk.get_by_label("Its path").fill("../evil.py")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(status(desk)).to_contain_text("A path has letters")
    desk.get_by_label("Its path").fill("helpers.py")
    desk.get_by_role("button", name="Add", exact=True).click()
    desk.keyboard.type("NAME = 'from a helper'")
    desk.get_by_label("Its path").fill("more.py")
    desk.get_by_role("button", name="Add", exact=True).click()
    desk.get_by_role("button", name="Remove more.py").click()
    expect(desk.get_by_role("button", name="more.py")).to_have_count(0)
    expect(desk.get_by_role("button", name="helpers.py", exact=True)).to_be_visible()
    desk.get_by_role("button", name="views.py", exact=True).click()
    expect(desk.get_by_role("button", name="Remove views.py")).to_have_count(0)
    write(
        desk,
        "from django.http import HttpResponse\nfrom .helpers import NAME\n\ndef notes(request):\n    return HttpResponse(NAME)\n\nadd = notes\n",
    )
    run(desk)
    expect(result).to_contain_text("from a helper", timeout=30_000)


def test_on_a_phone_a_task_is_done_by_touch(palm: Page) -> None:
    palm.goto("/sessions/missing-key/lab/")
    palm.get_by_role("button", name="Start Django").tap()
    expect(status(palm)).to_contain_text(READY, timeout=60_000)
    own = (ROOT / "lesson_data/sessions/missing-key/views.py").read_text()
    write(palm, own.replace('["name"]', '.get("name", "stranger")'))
    palm.get_by_role("button", name="Run", exact=True).tap()
    expect(status(palm)).to_contain_text("Solved: ", timeout=30_000)
    assert palm.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_that_can_not_is_told_why(browser: Browser, lab_address: str) -> None:
    for page in watched(browser, lab_address):
        page.add_init_script("delete window.WebAssembly")
        page.goto("/sessions/set-and-get/lab/")
        expect(status(page)).to_contain_text("it has no WebAssembly")
        expect(page.get_by_role("button", name="Start Django")).to_be_disabled()
        expect(page.locator(".lesson-code code").first).to_contain_text("favorite_color")


def test_the_changed_lesson_is_downloaded_as_a_project(desk: Page, tmp_path: Path) -> None:
    lesson = loaded(ROOT / "lesson_data/queries/n-plus-one")
    opened(desk, lesson.key)
    write(desk, "# changed\n")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download as a project").click()
    assert download.value.suggested_filename == "n-plus-one.zip"
    download.value.save_as(tmp_path / "lesson.zip")
    expected = contents(io.BytesIO(project(lesson))) | {
        "n-plus-one/lesson/views.py": b"# changed\n"
    }
    assert contents(tmp_path / "lesson.zip") == expected


def contents(archive: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


HELD = r"""async () => {
  const found = {};
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      const file = new URL(url).pathname.split("/").pop();
      if (/wasm$|xz$/.test(file)) found[file.replace(/-\w+/, "")] = (found[file] ?? 0) + 1;
    }
  }
  return found;
}"""


def test_a_lab_that_was_used_is_there_without_a_network(
    browser: Browser, lab_site: Path, tmp_path: Path
) -> None:
    kept = kept_of(lab_site, tmp_path / "kept", "assets", "sessions/set-and-get")
    with served(kept) as server:
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        page = context.new_page()
        page.goto("/sessions/set-and-get/lab/")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        opened(page, "sessions/set-and-get")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(HELD) == {"pyodide.asm.wasm": 1, "python.zip.xz": 1}, "kept once"
        server.shutdown()
        server.server_close()
        opened(page, "sessions/set-and-get")
        run(page)
        expect(page.locator(".lesson-lab-result h2").first).to_be_visible(timeout=30_000)
        context.close()


KEPT = """async () => {
  for (const name of await caches.keys()) {
    const found = (await (await caches.open(name)).keys()).map(({ url }) => url);
    if (found.some((url) => url.endsWith("/memory"))) return true;
  }
  return false;
}"""
WITHOUT = """async (ending) => {
  const cache = await caches.open((await caches.keys())[0]);
  for (const one of await cache.keys()) if (one.url.includes(ending)) await cache.delete(one);
}"""
BROKEN = """async () => {
  const cache = await caches.open((await caches.keys())[0]);
  const address = (await cache.keys()).find(({ url }) => url.endsWith("/memory"));
  const packed = new Blob(["no memory"]).stream().pipeThrough(new CompressionStream("gzip"));
  await cache.put(address, new Response(packed));
}"""


def test_a_second_visit_begins_with_the_memory_of_the_first(
    browser: Browser, lab_address: str
) -> None:
    context = browser.new_context(base_url=lab_address)
    context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: 8 })")
    page = context.new_page()
    opened(page, "sessions/visit-counter")
    until = time.monotonic() + 60
    while not page.evaluate(KEPT) and time.monotonic() < until:
        page.wait_for_timeout(500)
    page.evaluate(WITHOUT, ".zip.xz")
    context.route("**/*.zip.xz", lambda route: route.abort())
    for lesson in ("sessions/visit-counter", "messages/over-a-redirect"):
        opened(page, lesson)
        run(page)
        expect(page.locator(".lesson-lab-result h2").first).to_be_visible(timeout=30_000)
    page.evaluate(BROKEN)  # then it is as on the first visit
    context.unroute("**/*.zip.xz")
    opened(page, "sessions/visit-counter")
    run(page)
    expect(page.locator(".lesson-lab-result h2").first).to_be_visible(timeout=30_000)
    context.close()


DUE = """() => {
  for (const [name, text] of Object.entries(localStorage)) {
    localStorage.setItem(name, text.replace(/"due":"[^"]*"/g, '"due":"2026-01-01T00:00:00.000Z"'));
  }
}"""


def test_a_task_that_was_solved_comes_back(desk: Page) -> None:
    desk.goto("/sessions/lost-change/lab/")
    card = desk.locator(".lesson-tasks [data-card]").get_attribute("data-card")
    desk.evaluate(
        "(detail) => document.dispatchEvent(new CustomEvent('lesson:solved', { detail }))", card
    )
    desk.wait_for_function(
        "() => Object.values(localStorage).some((text) => text.includes(':lab-'))"
    )
    desk.evaluate(DUE)
    desk.goto("/recall/")
    due = desk.locator("lesson-recall .lesson-due")
    expect(due).to_have_text("1 question is due.")
    asked = desk.locator(".lesson-card:visible")
    expect(asked.get_by_role("link", name="Do it again in the Lab")).to_have_attribute(
        "href", re.compile(r"/sessions/lost-change/#lab$")
    )
    expect(asked.locator(".lesson-code")).to_be_hidden()
    asked.get_by_text("Show a change that does it").press("Enter")
    expect(asked.locator(".lesson-code")).to_contain_text("request.session.modified = True")
    desk.get_by_role("button", name="Forgotten").click()
    expect(due).to_contain_text("Nothing is due.")
    desk.evaluate(DUE)
    desk.reload()
    expect(due).to_have_text("1 question is due.")
    asked.get_by_text("Show a change that does it").press("Enter")
    desk.get_by_role("button", name="Good").click()
    expect(due).to_contain_text("Nothing is due.")


def test_it_runs_in_another_engine(firefox: Firefox, lab_address: str) -> None:
    firefox.go(f"{lab_address}/sessions/visit-counter/lab/")
    firefox.wait("document.querySelector('.lesson-bench:not([hidden])')")
    firefox.run("document.querySelector('[data-act=start]').click()")
    firefox.wait("/is ready/.test(document.querySelector('.lesson-lab-status').textContent)", 90)
    firefox.run("document.querySelector('[data-act=run]').click()")
    firefox.wait("document.querySelector('.lesson-lab-result [data-mode=trace] table')", 60)
    shown = firefox.run("return document.querySelector('.lesson-lab-result').textContent")
    assert "request.session" in shown and "It did not run" not in shown


def test_it_is_there_when_the_theme_brings_the_page_and_stays_for_a_link_within_it(
    desk: Page,
) -> None:
    desk.goto("/sessions/visit-counter/#lab")
    desk.evaluate("window.isSame = true")
    desk.locator("#lab").get_by_role("link", name="Open the Lab").click()
    desk.wait_for_url("**/visit-counter/lab/")
    assert desk.evaluate("window.isSame"), "the theme has loaded the page"
    desk.get_by_role("button", name="Start Django").click()
    expect(status(desk)).to_contain_text(READY, timeout=60_000)
    run(desk)
    result = desk.locator(".lesson-lab-result")
    expect(result.locator("h2").first).to_be_visible(timeout=30_000)
    result.locator("a[href^='#']:visible").first.click()
    desk.wait_for_timeout(1000)
    expect(result.locator("h2").first).to_be_visible()
    expect(desk.locator(".cm-content")).to_be_visible()


PRINTS = """from django.http import HttpResponse


def count_visits(request):
    print("seen", list(request.POST.items()))
    return HttpResponse("printed")
"""


def test_what_is_printed_is_shown_and_fields_may_have_any_name(desk: Page) -> None:
    opened(desk, "sessions/visit-counter")
    desk.locator(".lesson-lab-requests summary").click()
    for _ in range(2):
        desk.get_by_role("button", name="Remove").last.click()
    write(desk, PRINTS)
    fields = desk.locator(".lesson-lab-requests fieldset").last
    fields.get_by_label("Form fields").fill("__proto__=1&constructor=2&toString=3&a=4&a=5")
    run(desk)
    expect(desk.locator(".lesson-printed")).to_contain_text("seen", timeout=30_000)
    fields.get_by_label("Seconds later").fill("99999999999")
    run(desk)
    expect(status(desk)).to_contain_text("at most ten years")


def test_what_a_reader_wrote_is_not_lost(desk: Page) -> None:
    opened(desk, "sessions/set-and-get")
    write(desk, "# my own\n")
    desk.get_by_role("button", name="Copy a link").click()
    desk.wait_for_url("**/lab/#code=*")
    link = desk.url.partition("#")[2]
    write(desk, "# and more\n")
    assert "#code" not in desk.url
    desk.reload()
    desk.get_by_role("button", name="Start Django").click()
    expect(desk.locator(".cm-content")).to_contain_text("# and more")
    desk.goto("about:blank")
    opened(desk, "sessions/set-and-get", f"#{link}")
    expect(desk.locator(".cm-content")).to_contain_text("# my own")
    write(desk, "# of the link\n")
    back = desk.get_by_role("button", name="Back to what you had")
    back.click()
    expect(desk.locator(".cm-content")).to_contain_text("# and more")
    back.click()
    expect(desk.locator(".cm-content")).to_contain_text("# of the link")
    desk.get_by_role("button", name="As in the lesson").click()
    expect(desk.locator(".cm-content")).to_contain_text("request.session")
    back.click()
    expect(desk.locator(".cm-content")).to_contain_text("# of the link")


@pytest.mark.parametrize(
    "code", ["AAAA", "{'requests': [null, 1]}", "{'files': {'" + "a" * 300 + ".py': 'x'}}"]
)
def test_a_link_that_is_odd_is_survived(code: str, desk: Page) -> None:
    letters = code if code == "AAAA" else desk.evaluate(LETTERS, code.replace("'", '"'))
    opened(desk, "sessions/set-and-get", f"#code={letters}")
    if code == "AAAA":
        expect(status(desk)).to_contain_text("can't be read")
    run(desk)
    expect(desk.locator(".lesson-lab-result h2").first).to_be_visible(timeout=30_000)


LETTERS = """async (text) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (mark) => ({ "+": "-", "/": "_", "=": "" })[mark]);
}"""
