"""The execution table: its rows lead to their steps, its header stays, and on a phone it becomes cards."""

import re

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_a_row_is_the_step_that_the_player_shows(page: Page) -> None:
    page.goto(f"{LESSON}#trace")
    page.locator("#step-3 td").nth(1).click()
    expect(page.locator("#step-3")).to_have_attribute("aria-current", "step")
    expect(page).to_have_url(re.compile("#step-3$"))
    page.locator(".lesson-switch a", has_text="Watch").click()
    expect(page.locator(".lesson-where")).to_have_text("Step 3 of 5")
    page.locator("lesson-watch").focus()
    page.keyboard.press("End")
    page.locator(".lesson-switch a", has_text="Trace").click()
    expect(page.locator("#step-5")).to_have_attribute("aria-current", "step")
    assert page.locator("tr[aria-current]").count() == 1


def test_the_same_by_keys(page: Page) -> None:
    page.goto(f"{LESSON}#trace")
    page.locator("#step-4 th a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-4")).to_have_attribute("aria-current", "step")
    expect(page.locator("#trace")).to_be_visible()


def test_a_click_that_opens_the_sql_does_not_move_the_step(page: Page) -> None:
    page.goto(f"{LESSON}#trace")
    page.locator("#step-5 .lesson-sql summary").click()
    expect(page.locator("#step-5 .lesson-sql")).to_have_attribute("open", "")
    assert page.locator("tr[aria-current]").count() == 0


def test_changed_cells_are_marked_for_the_eye_and_the_ear(page: Page) -> None:
    page.goto(f"{LESSON}#trace")
    cell = page.locator("#step-2 td[data-label='Session state']")
    assert cell.evaluate("element => getComputedStyle(element).boxShadow") != "none"
    assert cell.inner_text().startswith("changed:")
    same = page.locator("#step-3 td[data-label='Session state']")
    assert "changed" not in same.inner_text()


def test_the_header_of_a_long_table_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/hostile/values/#trace")
    region = page.locator("#trace .lesson-table").first
    region.evaluate("one => { one.scrollIntoView(); one.scrollTop = 400 }")
    head, box = region.locator("thead").first.bounding_box(), region.bounding_box()
    assert head is not None and box is not None
    assert abs(head["y"] - box["y"]) < 3


def test_on_a_phone_rows_are_cards_and_empty_cells_are_gone(phone: Page) -> None:
    phone.goto(f"{LESSON}#trace")
    row = phone.locator("#step-2")
    assert row.evaluate("element => getComputedStyle(element).display") == "block"
    assert row.get_by_role("cell").count() == 2
    expect(row.locator("td[data-label='SQL']")).to_be_hidden()
    row.locator("td").first.tap()
    expect(row).to_have_attribute("aria-current", "step")
