"""The built pages in a real browser: they open cleanly, fit a phone, and can be read by everyone."""

import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from proven_lessons.generator.lessons.folders import find_lessons
from tests.browser.conftest import watched

HOSTILE = "/hostile/values/"
DATA = Path(__file__).resolve().parents[2] / "lesson_data"
FIRST = "/sessions/set-and-get/"
LESSONS = [*(f"/{key}/" for key in find_lessons(DATA)), HOSTILE]
PAGES = [
    "/",
    "/sessions/",
    "/sessions/cheat-sheet/",
    "/recall/",
    "/glossary/",
    "/tags/",
    *LESSONS,
    "/write-a-lesson/",
    "/names/",
]


# What the scheme and the width change; the rest is the same HTML as in light and wide.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
# Of rows that are made of the same tags and classes, two are looked at: there are hundreds.
ONE_OF_EACH = """() => {
    const seen = new Map();
    for (const row of document.querySelectorAll("article tbody > tr")) {
        const parts = [row, ...row.querySelectorAll("*")].map((one) => `${one.tagName}.${one.className}`);
        const kind = [...new Set(parts)].sort().join(" ");
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        if (seen.get(kind) > 2) row.remove();
    }
}"""
# What has its colours from the same tags and classes is looked at three times in each scheme, not hundreds of times on
# each page: LOOKED_AT counts it over all of them.
LOOKED_AT: dict[str, int] = {}
THREE_OF_EACH = """(before) => {
    const seen = new Map(Object.entries(before));
    for (const leaf of document.querySelectorAll("article :not(:has(*))")) {
        const parts = [];
        for (let one = leaf; one && one.tagName !== "ARTICLE"; one = one.parentElement) parts.push(`${one.tagName}.${one.className}`);
        const kind = parts.join(" ");
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        if (seen.get(kind) > 3) leaf.remove();
    }
    return Object.fromEntries(seen);
}"""
SHADOWS = ".lesson-table, .highlight code { background-image: none !important }"
# Rows like those of the execution table, which is looked at in both schemes.
AGAIN = ".lesson-run:not(.lesson-sides)"


@pytest.fixture(scope="module", params=PAGES)
def visited(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """Each page, opened once for all that is looked at; what axe needs of it changes it."""
    wide = {"width": 1440, "height": 900}
    for page in watched(browser, address, viewport=wide, color_scheme="light"):
        answer = page.goto(request.param)
        page.wait_for_load_state("networkidle")
        assert answer is not None and answer.ok
        yield page


def test_a_page_opens_without_an_error_or_a_foreign_request(visited: Page) -> None:
    expect(visited.locator("article h1")).to_be_visible()


def test_nothing_scrolls_sideways(visited: Page) -> None:
    visited.evaluate("location.hash = 'everything'")
    for width in (1440, 768, 390, 320):
        visited.set_viewport_size({"width": width, "height": 844})
        assert visited.evaluate("document.documentElement.scrollWidth") <= width
    open_all(visited)
    assert visited.evaluate("document.documentElement.scrollWidth") <= width, (
        "with everything unfolded"
    )


def test_axe_finds_nothing_in_the_content(visited: Page) -> None:
    page = visited
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("location.hash = 'everything'")
    open_all(page)
    page.evaluate(ONE_OF_EACH)
    # Over a shadow, which only shows that something goes on, axe can't tell what a contrast is.
    page.add_style_tag(content=SHADOWS)
    # Of what is in order, axe need not say where it stands: on a page of ours that takes longer than to look.
    told = {"resultTypes": ["violations"]}
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}
    made = Axe().run(page, context="article", options=told | {"rules": rules})
    looked_at = {"include": [["article"]], "exclude": [[AGAIN]]}
    page.set_viewport_size({"width": 390, "height": 844})
    narrow = Axe().run(page, context=looked_at, options=told | {"runOnly": LOOKS[2:]})
    LOOKED_AT.update(page.evaluate(THREE_OF_EACH, LOOKED_AT))
    light = Axe().run(page, context=looked_at, options=told | {"runOnly": LOOKS[:1]})
    page.add_style_tag(
        content="* { transition: none !important }"
    )  # a colour between two is nobody's
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    dark = Axe().run(page, context=looked_at, options=told | {"runOnly": LOOKS[:2]})
    for found in (made, narrow, light, dark):
        assert found.violations_count == 0, found.generate_report()


def open_all(page: Page) -> None:
    page.locator("article details").evaluate_all("all => all.forEach(one => { one.open = true })")


@pytest.mark.parametrize("path", LESSONS)
def test_the_html_is_well_formed(path: str, site: Path) -> None:
    checked = Nesting()
    checked.feed((site / path.strip("/") / "index.html").read_text())
    assert checked.wrong == []


class Nesting(HTMLParser):
    """Tells of tags that do not end where they should: Markdown takes HTML apart that it does not expect."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] == [tag]:
            self._open.pop()
        else:
            self.wrong.append(f"</{tag}> on line {self.getpos()[0]} inside of {self._open[-1:]}")


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(FIRST)
    for title in ("Concept flow", "Predict the run", "The code", "Execution table", "Variable tracker", "Key moments",
                  "What if", "Quiz", "Rebuild the view", "Recall", "Concept snapshot", "Full transcript"):  # fmt: skip
        expect(page.get_by_role("heading", name=title, exact=False).first).to_be_visible()
    expect(page.locator("#watch .lesson-unscripted")).to_be_visible()
    for control in (
        "lesson-watch",
        "lesson-predict",
        "lesson-quiz",
        "lesson-rebuild",
        ".lesson-next.lesson-scripted",
        ".lesson-keys",
    ):
        assert page.locator(control).evaluate_all(
            "all => all.every(one => one.getClientRects().length === 0)"
        ), control
    page.locator("#quiz .lesson-question input").nth(1).check()
    page.locator("#quiz .lesson-answer summary").first.click()
    expect(
        page.locator("#quiz .lesson-answer").first.get_by_text("{'color': 'blue'}")
    ).to_be_visible()
    page.locator(".lesson-switch a", has_text="Rebuild").click()
    expect(page.locator("#rebuild")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("mode", ["", "#watch", "#quiz", "#everything"])
def test_a_printed_page_holds_everything_with_the_answers_at_the_end(page: Page, mode: str) -> None:
    page.goto(FIRST + mode)
    page.emulate_media(media="print")
    answer = page.locator("#quiz .lesson-answer").first.get_by_text("{'color': 'blue'}")
    expect(answer).to_be_visible()
    expect(page.locator("#rebuild .lesson-answer li").first).to_be_visible()
    expect(page.locator(".lesson-switch")).to_be_hidden()

    def top(selector: str) -> float:
        return float(page.locator(selector).last.evaluate("one => one.getBoundingClientRect().top"))

    assert (
        top("#transcript p")
        < top(".lesson-appendix")
        < top("#predict .lesson-answer")
        < top("#quiz .lesson-answer")
    )


def test_the_printed_file_holds_the_answers(page: Page, tmp_path: Path) -> None:
    page.goto(FIRST)
    page.pdf(path=tmp_path / "page.pdf")
    pages = [one.extract_text() for one in PdfReader(tmp_path / "page.pdf").pages]
    assert len(pages) <= 8

    def found(text: str) -> int:
        return next(number for number, page in enumerate(pages) if text in page)

    assert found("Question 1") < found("Full transcript") <= found("That is step")
    assert found("What the run left behind") >= found("Full transcript")
    assert found("Proven by the run") >= found("Full transcript")


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/visit-counter/",
        "/queries/n-plus-one/",
        "/users/login-and-logout/",
        "/transactions/rollback-and-on-commit/",
        "/requests/not-modified/",
    ],
)
def test_a_lesson_of_a_few_requests_is_printed_on_eight_sheets(
    path: str, page: Page, tmp_path: Path
) -> None:
    page.goto(path)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    sheets = PdfReader(tmp_path / "page.pdf").pages
    assert len(sheets) <= 8
    assert all(sheet.extract_text() for sheet in sheets), "none of them is empty"


FOUND = {
    "visits": "visit-counter",
    "request.session.setdefault": "setdefault-saves-once",
    "select_related": "n-plus-one",
    "session fixation": "login-and-logout",
    "AnonymousUser": "mixin-order",
    "KeyError": "missing-key",
    "on_commit": "rollback-and-on-commit",
    "enctype": "file-without-enctype",
}


def test_search_finds_the_lesson_first(page: Page) -> None:
    page.goto("/")
    search = page.locator("[data-md-component='search-query']")
    for words, lesson in FOUND.items():
        search.fill("")
        search.press_sequentially(words)
        expect(page.locator(".md-search-result__link").first).to_have_attribute(
            "href", re.compile(lesson)
        )


def test_what_one_mode_has_from_another_is_searched_once(site: Path) -> None:
    documents = json.loads((site / "search/search_index.json").read_text())["docs"]
    of_lesson = [one for one in documents if one["location"].startswith("sessions/set-and-get/")]
    assert {one["boost"] for one in of_lesson} == {2}
    names = {one["location"].partition("#")[2] for one in of_lesson}
    assert {"the-code", "execution-table", "key-moments", "question-1", "concept-snapshot"} <= names
    for name in ("watch-the-run", "predict-the-run", "rebuild-the-view", "full-transcript", "keys"):
        assert name not in names
    assert not any(name.startswith("overview") for name in names)


def test_hostile_values_are_seen_as_text(page: Page, site: Path) -> None:
    page.goto(f"{HOSTILE}#everything")
    page.wait_for_load_state("networkidle")
    assert page.title().startswith("Hostile <b>values</b> & *co*")
    assert page.locator("h1").inner_text().startswith("Hostile <b>values</b> & *co*")
    table = page.locator("#trace .lesson-table").first.inner_text()
    for text in (
        "<script>document.title = 'owned'</script>",
        "</code></td></table><h1>out</h1>",
        "a | b\\n--- | ---\\nc | d",
        "`x` *y* _z_ [l](javascript:void) ![i](x)",
        "{{ 7 * 7 }} {% raw %}",
        "&lt;b&gt; &amp; &#60;",
        "\\u202eright-to-left \\u200b \\x00 \\x1b[31m",
    ):
        assert text in table, text
    # The body of the response is shown as it is: there, what can't be seen is made visible.
    assert "\\u{202e}right-to-left \\u{200b} ␀ ␛[31m" in table
    assert page.locator("article h1").count() == 1
    assert (
        page.locator(
            "article script, article img, article [onerror], article b, article em:not(.lesson-hint em, .lesson-predict em)"
        ).count()
        == 0
    )


def test_the_cheat_sheet_of_a_track_is_one_sheet(page: Page, tmp_path: Path) -> None:
    page.goto("/sessions/cheat-sheet/")
    page.pdf(path=tmp_path / "sheet.pdf", format="A4")
    (sheet,) = PdfReader(tmp_path / "sheet.pdf").pages
    assert "A middleware that uses the session" in sheet.extract_text()


def test_a_track_ends_with_its_cheat_sheet_and_that_with_what_is_due(page: Page) -> None:
    page.goto("/sessions/own-middleware/#recall")
    page.get_by_role("link", name="Next: Cheat sheet: Sessions").click()
    page.get_by_role("link", name="Review the questions that are due").click()
    expect(page.locator("h1")).to_contain_text("Recall")


def test_a_word_of_the_table_leads_to_its_place_in_the_glossary(page: Page) -> None:
    page.goto(FIRST)
    words = page.locator("#overview .lesson-words")
    words.locator("summary").click()
    expect(words).to_contain_text("Nothing has used the session yet")
    words.get_by_role("link", name="All words").click()
    expect(page.locator("#unread")).to_have_text("unread")


def test_text_of_two_and_a_half_times_the_size_stays_within_the_page(page: Page) -> None:
    page.goto(FIRST)
    page.add_style_tag(content=":root { font-size: 250% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.parametrize(("path", "most"), [(FIRST, 20_000), ("/sessions/visit-counter/", 40_000)])
def test_a_page_is_small(page: Page, path: str, most: int) -> None:
    html = page.request.get(path).body()
    assert len(gzip.compress(html)) <= most
