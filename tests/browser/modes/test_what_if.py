"""What if: one change is picked, and both runs stand side by side."""

import re

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_one_change_is_shown_at_a_time(page: Page) -> None:
    page.goto(f"{LESSON}#what-if")
    cases = page.locator("#what-if h3:visible")
    expect(cases).to_have_count(1)
    page.get_by_role("radio", name="square brackets").check()
    expect(cases).to_have_count(1)
    expect(cases).to_contain_text("square brackets")
    expect(page.locator("#what-if pre:visible").first).to_contain_text(
        '+    favorite = request.session["color"]'
    )


def test_both_runs_stand_side_by_side_and_the_first_difference_is_marked(page: Page) -> None:
    page.goto(f"{LESSON}#what-if")
    table = page.locator(".lesson-case:visible .lesson-sides table").first
    expect(table).to_be_visible()
    first = table.locator("tr.lesson-first")
    expect(first).to_have_count(1)
    expect(first).to_contain_text("first difference")
    expect(first.locator("td").first).to_contain_text("Set 'color' = 'blue' in session")
    old, new = (first.locator("td").nth(index).bounding_box() for index in (0, 1))
    assert old is not None and new is not None
    assert abs(old["y"] - new["y"]) < 2 and new["x"] >= old["x"] + old["width"] - 2


def test_a_difference_opens_the_changed_run_at_its_step(page: Page) -> None:
    page.goto(f"{LESSON}#what-if")
    page.locator(".lesson-differences a").first.click()
    expect(page).to_have_url(re.compile(r"#green-default-step-3$"))
    expect(page.locator("#green-default-step-3")).to_be_in_viewport()
    expect(page.locator("#green-default-step-3")).to_contain_text("Favorite color is green")


def test_an_address_in_a_hidden_change_shows_that_change(page: Page) -> None:
    page.goto(f"{LESSON}#brackets-step-2")
    expect(page.locator("#brackets-step-2")).to_be_in_viewport()
    expect(page.get_by_role("radio", name="square brackets")).to_be_checked()


def test_a_change_that_is_picked_has_an_address(page: Page, phone: Page) -> None:
    page.goto(f"{LESSON}#what-if")
    page.get_by_role("radio", name="square brackets").check()
    expect(page).to_have_url(re.compile("#what-if-brackets$"))
    phone.goto(f"{LESSON}#what-if-brackets")
    expect(phone.locator("#what-if h3:visible")).to_contain_text("square brackets")
    expect(phone.locator("#what-if h3:visible")).to_be_in_viewport()
    phone.reload()
    expect(phone.locator("#what-if h3:visible")).to_contain_text("square brackets")


def test_by_keys_and_by_touch(page: Page, phone: Page) -> None:
    page.goto(f"{LESSON}#what-if")
    page.locator("lesson-what-if input").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#what-if h3:visible")).to_contain_text("What if nothing had set 'color'?")
    phone.goto(f"{LESSON}#what-if")
    phone.locator("lesson-what-if label").nth(2).tap()
    expect(phone.locator("#what-if h3:visible")).to_contain_text("had no default")
