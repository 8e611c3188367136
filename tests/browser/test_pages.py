"""The built pages in a real browser: they open cleanly, fit a phone, and can be read by everyone."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.loader import find_lessons

HOSTILE = "/hostile/values/"
DATA = Path(__file__).resolve().parents[2] / "lesson_data"
FIRST = "/sessions/set-and-get/"
LESSONS = [*(f"/{key}/" for key in find_lessons(DATA)), HOSTILE]
PAGES = ["/", "/sessions/", *LESSONS, "/write-a-lesson/", "/names/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_an_error_or_a_foreign_request(path: str, page: Page) -> None:
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    assert answer is not None and answer.ok
    expect(page.locator("article h1")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(path: str, page: Page) -> None:
    page.goto(path)
    for width in (1440, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "with everything unfolded"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_in_the_content(path: str, scheme: str, width: int, browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(path)
    open_all(page)
    found = Axe().run(page, context="article")
    context.close()
    assert found.violations_count == 0, found.generate_report()


def open_all(page: Page) -> None:
    page.locator("article details").evaluate_all("all => all.forEach(one => { one.open = true })")


def test_quiz_answers_and_hints_are_hidden_until_asked_for(page: Page) -> None:
    page.goto(FIRST)
    answer = page.locator(".lesson-answer").first
    right = answer.get_by_text("{'color': 'blue'}")
    expect(right).to_be_hidden()
    answer.locator("summary").click()
    expect(right).to_be_visible()
    hint = page.locator(".lesson-hint").first
    expect(hint.locator("p")).to_be_hidden()
    hint.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(hint.locator("p")).to_be_visible()


def test_a_reference_to_a_step_leads_to_its_row(page: Page) -> None:
    page.goto(FIRST)
    page.locator("article a.lesson-step").first.click()
    expect(page).to_have_url(re.compile(r"#step-\d$"))
    expect(page.locator(f"tr#{page.url.partition('#')[2]}")).to_be_in_viewport()


def test_a_proven_moment_has_a_mark_that_opens_its_evidence(page: Page) -> None:
    page.goto(FIRST)
    proof = page.locator(".lesson-proof").first
    expect(proof.locator("summary")).to_have_text("Proven by the run")
    claim = proof.get_by_text('step.get.value == "blue"')
    expect(claim).to_be_hidden()
    proof.locator("summary").click()
    expect(claim).to_be_visible()
    proof.locator("a", has_text="step 3").first.click()
    expect(page.locator("tr:target")).to_have_id("step-3")


def test_a_difference_of_a_what_if_opens_the_changed_run_at_its_step(page: Page) -> None:
    page.goto(FIRST)
    assert page.locator(".lesson-run").first.get_attribute("open") is None
    page.locator(".lesson-differences a").first.click()
    expect(page).to_have_url(re.compile(r"#green-default-step-3$"))
    expect(page.locator("#green-default-step-3")).to_be_in_viewport()
    expect(page.locator("#green-default-step-3")).to_contain_text("Favorite color is green")


def test_every_wrong_option_says_where_it_came_from(page: Page) -> None:
    page.goto(FIRST)
    answer = page.locator(".lesson-answer").nth(1)
    answer.locator("summary").click()
    expect(answer.locator("li")).to_have_count(3)
    expect(answer.locator("li").first).to_contain_text("That is step")


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


def test_changed_cells_are_marked_for_the_eye_and_the_ear(page: Page) -> None:
    page.goto(FIRST)
    cell = page.locator("#step-2 td[data-label='Session state']")
    assert cell.evaluate("element => getComputedStyle(element).boxShadow") != "none"
    assert cell.inner_text().startswith("changed:")
    same = page.locator("#step-3 td[data-label='Session state']")
    assert "changed" not in same.inner_text()


def test_on_a_phone_rows_are_cards_and_empty_cells_are_gone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(FIRST)
    row = page.locator("#step-2")
    assert row.evaluate("element => getComputedStyle(element).display") == "block"
    assert row.get_by_role("cell").count() == 2
    expect(row.locator("td[data-label='SQL']")).to_be_hidden()


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(FIRST)
    for title in ("Concept flow", "Execution sample", "Execution table", "Variable tracker", "Key moments", "What if",
                  "Quiz", "Concept snapshot", "Full transcript"):  # fmt: skip
        expect(page.get_by_role("heading", name=title, exact=False).first).to_be_visible()
    page.locator(".lesson-answer summary").first.click()
    expect(page.locator(".lesson-answer").first.get_by_text("{'color': 'blue'}")).to_be_visible()
    context.close()


def test_a_printed_page_holds_the_answers(page: Page) -> None:
    page.goto(FIRST)
    page.emulate_media(media="print")
    expect(page.locator(".lesson-answer").first.get_by_text("{'color': 'blue'}")).to_be_visible()


def test_search_finds_a_lesson(page: Page) -> None:
    page.goto("/")
    page.locator("[data-md-component='search-query']").press_sequentially("visits")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_hostile_values_are_seen_as_text(page: Page, site: Path) -> None:
    page.goto(HOSTILE)
    page.wait_for_load_state("networkidle")
    assert page.title().startswith("Hostile <b>values</b> & *co*")
    assert page.locator("h1").inner_text().startswith("Hostile <b>values</b> & *co*")
    table = page.locator(".lesson-table").first.inner_text()
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
            "article script, article img, article [onerror], article b, article em:not(.lesson-hint em)"
        ).count()
        == 0
    )
