"""The overview, as a reader meets it: what the lesson is about, on one screen, and soon read."""

import pytest
from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_the_first_lesson_is_soon_read(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(LESSON)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollHeight") <= 2_000
    words = page.evaluate("document.querySelector('article').innerText.split(/\\s+/).length")
    assert 200 < words <= 600


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_first_screen_has_promise_code_and_one_main_button(
    width: int, height: int, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(LESSON)
    for part in (".lesson-promise", "#sample .highlight", "#overview .md-button--primary"):
        expect(page.locator(part).first).to_be_in_viewport(ratio=1)
    if width > height:
        expect(page.locator("#overview .lesson-table")).to_be_in_viewport(ratio=1)
