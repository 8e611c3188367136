"""The switcher: one mode at a time, remembered, with an address each; and what it does not disturb."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, Route, expect

LESSON = "/sessions/set-and-get/"
OTHER = "/sessions/missing-key/"
# What the page does before our elements begin is the theme's and the network's.
SHIFT = """
window.shift = 0;
let begun = Infinity;
const define = customElements.define;
customElements.define = function (...given) {
  begun = Math.min(begun, performance.now());
  return define.apply(this, given);
};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput && one.startTime >= begun) window.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""

SPACED = """
new MutationObserver((_, observer) => {
  if (!document.head) return;
  observer.disconnect();
  const style = document.createElement("style");
  style.textContent = "body { letter-spacing: %s }";
  document.head.append(style);
}).observe(document, { childList: true, subtree: true });
"""


def shown(page: Page) -> list[str]:
    """Give the modes that can be seen."""
    return [
        one.get_attribute("id") or ""
        for one in page.locator(".lesson-mode[id]").all()
        if one.locator("h2").first.is_visible()
    ]


def mode(page: Page, name: str) -> None:
    page.locator(".lesson-switch").get_by_role("link", name=name, exact=True).click()


def test_the_overview_comes_first_and_the_way_leads_through_the_modes(page: Page) -> None:
    page.goto(LESSON)
    assert shown(page) == ["sample", "overview"]
    page.get_by_role("link", name="Watch it step by step").click()
    names = []
    while True:
        names.append(page.url.partition("#")[2])
        assert shown(page)[-1] == names[-1]
        expect(page.locator(".lesson-switch [aria-current]")).to_have_attribute(
            "href", re.compile(f"#{names[-1]}$")
        )
        following = page.locator(".lesson-next a:visible")
        if "#" not in (following.get_attribute("href") or ""):
            break
        following.click()
    assert names == [
        "watch", "flow", "trace", "explain", "what-if", "predict", "quiz", "rebuild", "recall",
    ]  # fmt: skip
    expect(following).to_have_text("Next: A key that is missing")
    following.click()
    expect(page.locator("h1")).to_contain_text("A key that is missing")


def test_a_lesson_opens_with_its_overview_and_everything_is_remembered(page: Page) -> None:
    page.goto(LESSON)
    mode(page, "Quiz")
    page.goto(OTHER)
    page.goto(LESSON)
    assert shown(page) == ["sample", "overview"]
    mode(page, "Everything")
    assert len(shown(page)) >= 12
    page.goto(OTHER)
    assert len(shown(page)) >= 12


def test_a_mode_has_an_address_and_so_has_all_that_is_in_it(page: Page) -> None:
    page.goto(f"{LESSON}#rebuild")
    assert shown(page) == ["rebuild"]
    page.goto("about:blank")
    page.goto(f"{LESSON}#variable-tracker")
    assert shown(page) == ["sample", "trace"]
    expect(page.locator("#variable-tracker")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{LESSON}#question-2")
    assert shown(page) == ["sample", "quiz"]
    expect(page.locator("#question-2")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{LESSON}#nothing-of-this-name")
    assert shown(page) == ["sample", "overview"]


def test_back_and_forward_go_through_the_modes(page: Page) -> None:
    page.goto(LESSON)
    mode(page, "Trace")
    mode(page, "Quiz")
    page.go_back()
    expect(page.locator("#trace h2").first).to_be_visible()
    page.go_forward()
    expect(page.locator("#quiz h2").first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.locator("#overview h2").first).to_be_visible()


def test_an_address_that_is_none_changes_nothing(page: Page) -> None:
    page.goto(f"{LESSON}#100%")
    assert shown(page) == ["sample", "overview"]


def test_a_reload_stays_in_the_table(page: Page) -> None:
    page.goto(LESSON)
    mode(page, "Trace")
    page.locator("#step-4 td").nth(1).click()
    page.reload()
    assert shown(page) == ["sample", "trace"]
    expect(page.locator("#step-4")).to_have_attribute("aria-current", "step")


def test_a_mode_that_a_lesson_has_nothing_for_is_absent(page: Page) -> None:
    page.goto("/sessions/own-middleware/")
    links = page.locator(".lesson-switch a")
    assert [text.strip() for text in links.all_inner_texts()] == [
        "Overview", "Watch", "Flow", "Trace", "Sequence", "Explain", "What if", "Predict", "Quiz",
        "Recall", "Snapshot", "Transcript", "Everything",
    ]  # fmt: skip


def test_a_link_within_the_page_does_not_load_it_anew(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    page.locator("#quiz input").first.check()
    mode(page, "Trace")
    page.locator("#step-2 th a").click()
    mode(page, "Quiz")
    page.wait_for_timeout(300)
    expect(page.locator("#quiz input").first).to_be_checked()


def test_the_next_lesson_comes_to_life_without_a_new_page(page: Page) -> None:
    page.goto(f"{LESSON}#watch")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("A key that is missing")
    assert page.evaluate("window.same")
    assert shown(page) == ["sample", "overview"]
    mode(page, "Watch")
    page.get_by_label("Guess first").uncheck()
    page.locator("[data-go=next]").click()
    expect(page.locator(".lesson-where")).to_contain_text("Step 2 of")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Setting and getting")
    expect(page.locator(".lesson-switch [aria-current]")).to_have_count(1)


def test_help_opens_on_a_question_mark_but_not_while_typing(page: Page) -> None:
    page.goto(f"{LESSON}#explain")
    page.locator("#explain textarea").first.press("?")
    expect(page.get_by_role("dialog", name="Help with the keyboard")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help with the keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Help with the keyboard")).to_be_hidden()
    page.get_by_role("button", name="Help with the keyboard").click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Help with the keyboard")).to_be_hidden()


def test_by_keys_alone(page: Page) -> None:
    page.goto(LESSON)
    page.locator(".lesson-switch a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown(page) == ["sample", "watch"]
    focused = page.locator(":focus")
    expect(focused).to_have_text("Watch the run¶")
    assert focused.evaluate("one => one.getBoundingClientRect().top") < 150
    page.keyboard.press("Shift+Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") != "none", (
        "the focus can be seen"
    )


def test_on_a_phone_each_group_is_a_menu_and_a_mode_has_its_head_in_sight(phone: Page) -> None:
    phone.goto(LESSON)
    groups = phone.locator(".lesson-group summary")
    groups.get_by_text("Practise").tap()
    expect(phone.locator(".lesson-switch a:visible")).to_have_text(
        ["Overview", "Predict", "Quiz", "Rebuild"]
    )
    for link in phone.locator(".lesson-switch :is(a, summary):visible").all():
        box = link.bounding_box()
        assert box is not None and box["height"] >= 24 and box["width"] >= 24
    groups.get_by_text("Understand").tap()  # one of them at most is open
    expect(phone.locator(".lesson-switch a:visible").last).to_have_text("What if")
    phone.keyboard.press("Escape")
    expect(phone.locator(".lesson-switch a:visible")).to_have_text(["Overview"])
    tops = set()
    for group, name in (("Practise", "Predict"), ("Remember", "Recall"), ("Understand", "Trace")):
        groups.get_by_text(group).tap()
        phone.locator(".lesson-switch").get_by_role("link", name=name, exact=True).tap()
        expect(groups.get_by_text(name)).to_be_visible()  # the menu is called by what is shown
        expect(phone.locator(".lesson-switch a:visible")).to_have_text(["Overview"])
        head = phone.locator(f"#{name.lower()} h2").first
        tops.add(head.evaluate("one => Math.round(one.getBoundingClientRect().top)"))
        expect(phone.locator("lesson-switcher")).to_be_in_viewport()
    assert len(tops) == 1, "each has its head in the same place"


def test_the_row_of_modes_stays_in_sight_and_is_one_row(page: Page) -> None:
    page.goto(f"{LESSON}#trace")
    tops = page.locator(".lesson-switch :is(a, button)").evaluate_all(
        "all => [...new Set(all.map(one => one.getBoundingClientRect().top))]"
    )
    assert len(tops) == 1
    page.mouse.wheel(0, 600)
    expect(page.locator("lesson-switcher")).to_be_in_viewport()


@pytest.mark.parametrize(
    "spacing", ["normal", "-0.06em", "0.06em"]
)  # a machine's fonts may be narrow or wide
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/", LESSON, "/sessions/", "/recall/"])
def test_nothing_moves_while_a_page_comes_to_life(
    path: str, width: int, spacing: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFT)
    page.add_init_script(SPACED % spacing)

    def late(route: Route) -> None:
        time.sleep(0.05)  # so that the page is painted before its scripts are there
        route.continue_()

    page.route("**/assets/lessons.js", late)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.01
    context.close()


def test_marking_the_current_mode_moves_no_tab(page: Page) -> None:
    page.goto(f"{LESSON}#flow")
    places = """() => [...document.querySelectorAll(".lesson-switch :is(a, button)")].map((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        return [left, top, width, height].map(Math.round);
    })"""
    page.mouse.wheel(0, 600)
    mode(page, "Trace")
    before = page.evaluate(places)
    for name in ("Predict", "What if", "Recall", "Sequence", "Transcript"):
        mode(page, name)
        assert page.evaluate(places) == before, name


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["watch", "predict", "explain", "step-3"])
def test_nothing_moves_where_an_address_leads_into_a_lesson(
    name: str, width: int, browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFT)

    def late(route: Route) -> None:
        time.sleep(0.3)  # so that the page is painted, and has gone to its target, before
        route.continue_()

    page.route("**/assets/lessons.js", late)
    page.goto(f"{LESSON}#{name}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.02
    shown = "watch" if name.startswith("step") else name
    expect(page.locator(f"#{shown}")).to_be_in_viewport()
    context.close()


def test_two_tabs_take_nothing_from_each_other(page: Page) -> None:
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"{LESSON}#explain")
        one.locator("lesson-explain textarea").first.wait_for(state="attached")
    kept = "JSON.parse(localStorage.getItem(Object.keys(localStorage).find(key => key.startsWith('proven-lessons'))))"
    first, second = (f"document.querySelectorAll('lesson-explain textarea')[{at}]" for at in (0, 1))
    page.evaluate(f"{first}.value = 'one'; {first}.dispatchEvent(new Event('input'))")
    other.evaluate(f"{second}.value = 'two'; {second}.dispatchEvent(new Event('input'))")
    # Each tab is a process with a view of the storage of its own, which follows the other's.
    said = f"Object.values({kept}.lessons['{LESSON.strip('/')}'].said)"
    for one in (page, other):
        one.wait_for_function(f'JSON.stringify({said}.sort()) === \'["one","two"]\'')
    # What the other tab has written is seen here.
    page.wait_for_function(f"{second}.value === 'two'")
    other.wait_for_function(f"{first}.value === 'one'")
    other.close()


def test_without_storage_everything_works(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('no storage') }"
    )
    page.goto(LESSON)
    mode(page, "Quiz")
    form = page.locator("#quiz form").first
    form.get_by_role("radio", name="'blue'").check()
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".lesson-verdict")).to_have_text("Right.")
    context.close()
    assert [error for error in wrong if "no storage" not in error] == []


def test_what_is_kept_and_is_broken_is_passed_over(page: Page) -> None:
    page.goto(LESSON)
    for text in (
        "no json",
        "[]",
        '{"format":2}',
        '{"format":1,"lessons":{"sessions/set-and-get":3},"cards":{},"settings":{}}',
    ):
        page.evaluate(
            "text => localStorage.setItem(`proven-lessons:${__md_scope.pathname}`, text)", text
        )
        page.goto(LESSON)
        assert shown(page) == ["sample", "overview"]
        mode(page, "Quiz")
        assert shown(page) == ["sample", "quiz"]


@pytest.mark.parametrize(
    "name", ["flow", "predict", "watch", "trace", "quiz", "what-if", "rebuild"]
)
def test_marks_can_be_seen_in_forced_colours(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(
        base_url=address, forced_colors="active", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{LESSON}#{name}")
    link = page.locator(".lesson-switch [aria-current]")
    others = page.locator(".lesson-switch a:not([aria-current])").first

    def border(one: object) -> str:
        return str(
            one.evaluate(
                "one => { const s = getComputedStyle(one); return s.borderWidth + s.outlineStyle }"
            )
        )  # type: ignore[attr-defined]

    assert border(link) != border(others)
    context.close()
