"""The code of a lesson can be copied, as it is in its file."""

from pathlib import Path

from playwright.sync_api import Page, expect

SOURCE = Path(__file__).resolve().parents[2] / "lesson_data/sessions/set-and-get/views.py"


def test_the_code_is_copied_as_it_is(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/sessions/set-and-get/")
    page.get_by_role("button", name="Copy views.py").click()
    expect(page.locator("lesson-copy button")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.strip() == SOURCE.read_text().strip()


def test_a_clipboard_that_refuses_is_said(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto("/sessions/set-and-get/")
    page.get_by_role("button", name="Copy views.py").click()
    expect(page.locator("lesson-copy button")).to_have_text("Not copied")


def test_browsers_do_not_translate_code(page: Page) -> None:
    page.goto("/sessions/set-and-get/")
    blocks = page.locator("article .highlight").all()
    assert blocks
    assert not any(block.evaluate("one => one.translate") for block in blocks)
    assert page.locator("lesson-copy button").evaluate("one => one.translate")
