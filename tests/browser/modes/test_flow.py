"""The concept flow: its boxes lead to their steps."""

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_a_box_opens_its_step_in_the_player(page: Page) -> None:
    page.goto(f"{LESSON}#flow")
    page.locator(".lesson-flow a", has_text="Get session value by key").click()
    expect(page.locator("#watch")).to_be_visible()
    expect(page.locator(".lesson-where")).to_have_text("Step 3 of 5")
    page.go_back()
    expect(page.locator("#flow")).to_be_visible()
    expect(page.locator(".lesson-flow > li[aria-current]")).to_contain_text(
        ["Get session value by key"]
    )


def test_by_keys_and_by_touch(page: Page, phone: Page) -> None:
    page.goto(f"{LESSON}#flow")
    page.locator(".lesson-flow a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-where")).to_have_text("Step 5 of 5")
    phone.goto(f"{LESSON}#flow")
    phone.locator(".lesson-flow a").nth(1).tap()
    expect(phone.locator(".lesson-where")).to_have_text("Step 2 of 5")
    expect(phone.locator("lesson-watch")).to_be_in_viewport()


def test_branches_and_loops_say_how_they_went_on(page: Page) -> None:
    page.goto("/sessions/visit-counter/#flow")
    decided = page.locator(".lesson-flow > li", has_text="Decide by condition").locator("strong")
    assert decided.all_inner_texts() == ["yes", "no", "yes"]
    page.goto("/queries/n-plus-one/#flow")
    rounds = page.locator(".lesson-flow").first.locator("li", has_text="Loop").locator("strong")
    assert rounds.all_inner_texts()[-2:] == ["next iteration", "done"]


def test_arrows_point_onward_where_one_reads_from_the_right(page: Page) -> None:
    page.goto("/queries/n-plus-one/#everything")
    arrow = "getComputedStyle(document.querySelector('ol.lesson-flow > li'), '::after').content"
    assert page.evaluate(arrow) == '"→"'
    boxes = page.locator("ol.lesson-flow").first.locator("> li")
    page.evaluate("document.documentElement.dir = document.body.dir = 'rtl'")
    assert page.evaluate(arrow) == '"←"'
    first, second = boxes.nth(0).bounding_box(), boxes.nth(1).bounding_box()
    assert first and second
    assert second["x"] < first["x"]
    # The head of a message stands at the lane that it goes to, which is further left now.
    head = page.locator(".lesson-message.lesson-rightward > a").first
    style = head.evaluate(
        "one => { const s = getComputedStyle(one, '::after'); return [s.left, s.borderRightWidth, s.borderLeftWidth] }"
    )
    assert style[0] == "0px"
    assert style[1] != "0px"
    assert style[2] == "0px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
