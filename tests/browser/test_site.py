"""The site around the lessons: home, tracks, tags, another language, and a folder that is opened without a server."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]


def build(project: Path, *options: str, tracks: Collection[str] = ("sessions",)) -> None:
    """Build the site with few tracks: what these tests look at is the same with all of them."""
    lessons = [f"lesson_data/{track}" for track in tracks]
    for name in ("docs", *lessons, "mkdocs.yml", "mkdocs-offline.yml", "mkdocs-de.yml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / name)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", *options]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_home_shows_what_this_is_by_a_player(page: Page) -> None:
    page.goto("/")
    player = page.get_by_role("group", name="Player")
    page.get_by_label("Guess first").uncheck()
    player.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")
    expect(page.locator(".lesson-running")).to_have_text('request.session["color"] = "blue"')
    expect(page.locator("tr[data-step]").first).to_be_hidden()


def test_home_shows_the_tracks_with_their_level_and_minutes(page: Page) -> None:
    page.goto("/")
    cards = page.locator(".lesson-cards li")
    assert cards.locator("a").all_inner_texts() == [
        "Requests and responses",
        "Sessions",
        "Forms",
        "Users",
        "Messages",
        "Models and queries",
        "Transactions and caching",
        "Two requests at once",
        "Hostile",
    ]
    expect(cards.filter(has_text="Sessions").first).to_contain_text(
        re.compile(r"11 lessons, about \d+ minutes, beginner, intermediate, advanced")
    )


def test_a_track_shows_levels_minutes_and_what_to_read_first(page: Page) -> None:
    page.goto("/sessions/")
    card = page.locator(".lesson-path > ol > li").nth(2)
    expect(card).to_contain_text("Counting visits")
    expect(card).to_contain_text(re.compile(r"beginner, about \d+ minutes"))
    expect(
        card.get_by_role("link", name="Setting and getting session data in Django")
    ).to_be_visible()


def test_progress_is_shown_where_lessons_are_listed(page: Page) -> None:
    page.goto("/sessions/set-and-get/")
    page.locator(".lesson-switch").get_by_role("link", name="Trace").click()
    page.goto("/sessions/")
    expect(page.locator(".lesson-stand[data-lessons='sessions/set-and-get']")).to_have_text(
        "started"
    )
    page.goto("/")
    sessions = page.locator(".lesson-cards li").filter(has_text="Sessions").first
    expect(sessions.locator(".lesson-stand")).to_have_text("0 of 11 finished, 1 started")


def test_a_button_leads_to_the_first_lesson_and_then_back_to_where_the_reader_was(
    page: Page,
) -> None:
    page.goto("/")
    start = page.locator(".lesson-go a")
    expect(start).to_have_text("Start with: The slash at the end")
    expect(start).to_be_in_viewport()
    expect(page.get_by_role("group", name="Player")).to_be_in_viewport()
    page.goto("/sessions/")
    expect(start).to_have_text("Start with: Setting and getting session data in Django")
    page.goto("/sessions/missing-key/")
    for path in ("/", "/sessions/"):
        page.goto(path)
        expect(start).to_have_text("Continue: A key that is missing")
    page.goto("/queries/")  # where the reader has not been
    expect(start).to_have_text(re.compile("^Start with: "))
    page.goto("/")
    start.click()
    expect(page.locator("h1")).to_contain_text("A key that is missing")


@pytest.mark.parametrize("path", ["//example.org/", "https://example.org/", "javascript:alert(1)"])
def test_no_address_of_elsewhere_is_led_to(path: str, page: Page) -> None:
    page.goto("/")
    page.evaluate(
        """path => localStorage.setItem(`proven-lessons:${__md_scope.pathname}`, JSON.stringify({
            format: 1, cards: {}, settings: {}, lessons: {"a/b": {title: "A", path, seen: "2026"}},
        }))""",
        path,
    )
    page.reload()
    expect(page.locator(".lesson-go a")).to_have_text("Start with: The slash at the end")


def test_lessons_are_listed_by_their_tags(page: Page) -> None:
    page.goto("/tags/")
    page.locator("article").get_by_role(
        "link", name="Counting visits, one browser at a time"
    ).first.click()
    expect(page.locator("h1")).to_contain_text("Counting visits")


def test_without_javascript_home_shows_the_table(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.locator("tr[data-step]").first).to_be_visible()
    expect(page.locator("lesson-watch")).to_be_hidden()
    page.goto("/recall/")
    page.get_by_text("All questions").click()
    expect(page.get_by_role("link", name="3 cards").first).to_be_visible()
    context.close()


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our site in German."""
    project = tmp_path_factory.mktemp("german")
    build(project, "-f", "mkdocs-de.yml", tracks=("sessions", "transactions"))
    return project / "site" / "de"


def test_another_language_is_complete(browser: Browser, german: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    # The words of the theme and of the interface: no server is needed to read them.
    text = (german / "sessions" / "set-and-get" / "index.html").read_text()
    assert '<html lang="de"' in text
    page.set_content(text)
    interface = page.locator("article").inner_text()
    for words in (
        "Ablauftabelle",
        "Sag den Lauf voraus",
        "Der Weg der Anfrage",
        "Stand der Session",
        "Weiter: Voraussagen",
    ):
        assert words in interface, words
    for words in ("Execution table", "Session state", "Next: ", "Check", "Hint"):
        assert words not in interface, words
    assert '"Right.": "Richtig."' in (german / "assets" / "lessons.js").read_text()
    context.close()


def test_readers_go_from_one_language_to_the_other(page: Page, site: Path, german: Path) -> None:
    # What there is of English beside it is enough to go back to.
    shutil.copytree(german, site / "de", dirs_exist_ok=True)
    page.goto("/de/transactions/rollback-and-on-commit/")
    page.get_by_role("button", name="Sprache wechseln").hover()
    expect(page.get_by_role("link", name="Deutsch")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/de/transactions/rollback-and-on-commit/")
    expect(page.locator("h1")).to_have_text("Was ein Rollback zurücknimmt¶")
    article = page.locator("article").inner_text()
    for words in ("What a rollback", "How many mails", "called once"):
        assert words not in article
    page.goto("/de/sessions/set-and-get/")
    expect(page.locator("h1")).to_have_text("Setting and getting session data in Django¶")
    page.goto("about:blank")  # which asks for nothing that is gone then
    shutil.rmtree(site / "de")


def test_progress_is_that_of_all_versions(page: Page, site: Path, tmp_path: Path) -> None:
    (tmp_path / "mike.yml").write_text("INHERIT: mkdocs.yml\nextra: {version: {provider: mike}}\n")
    build(tmp_path, "-f", "mike.yml")
    for version in ("1.0", "2.0"):
        shutil.copytree(tmp_path / "site", site / "book" / version)
    listed = [{"version": one, "title": one, "aliases": []} for one in ("1.0", "2.0")]
    (site / "book/versions.json").write_text(json.dumps(listed))
    page.goto("/book/1.0/sessions/set-and-get/#quiz")
    form = page.locator("form.lesson-question").first
    form.locator("li[data-right] input").check()
    form.get_by_role("button", name="Check").click()
    page.goto("/book/2.0/sessions/set-and-get/#quiz")
    expect(form.locator("li[data-right] input")).to_be_checked()
    page.goto("/sessions/set-and-get/#quiz")  # another site on the same host
    expect(form.locator("input:checked")).to_have_count(0)
    shutil.rmtree(site / "book")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline site, as a folder."""
    project = tmp_path_factory.mktemp("offline")
    build(project, "-f", "mkdocs-offline.yml")
    return project / "site-offline"


@pytest.fixture
def local(browser: Browser, folder: Path) -> Iterator[Page]:
    """A page opened from that folder; whatever it asks for elsewhere fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:", "blob:"))
            else wrong.append(request.url)
        ),
    )
    page.goto((folder / "index.html").as_uri())
    yield page
    context.close()
    assert wrong == []


def test_a_folder_opens_without_a_server(local: Page, folder: Path) -> None:
    local.get_by_label("Guess first").uncheck()
    local.get_by_role("group", name="Player").get_by_role("button", name="Next", exact=True).click()
    expect(local.locator(".lesson-where")).to_have_text("Step 2 of 5")
    local.get_by_role("link", name="a lesson about sessions").click()
    expect(local.locator("h1")).to_contain_text("Setting and getting")
    local.locator(".lesson-switch").get_by_role("link", name="Quiz").click()
    for number, text in enumerate(("'blue'", "3", "green")):
        form = local.locator("#quiz form").nth(number)
        form.get_by_role("radio", name=text).check()
        form.get_by_role("button", name="Check").click()
    expect(local.locator("lesson-quiz .lesson-score")).to_contain_text("All 3 right")
    local.goto((folder / "recall.html").as_uri())
    expect(local.locator("lesson-recall .lesson-due")).to_contain_text("comes back on")


def test_a_folder_can_be_searched(local: Page) -> None:
    local.locator("[data-md-component='search-query']").press_sequentially(
        "request.session.setdefault"
    )
    link = local.locator(".md-search-result__link").first
    expect(link).to_be_visible()
    assert "setdefault-saves-once" in str(link.get_attribute("href"))


def test_a_folder_names_no_other_host(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!squidfunk)', path.read_text()), path
