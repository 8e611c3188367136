"""Predictions: equal literals are right, wrong ones are not told at once, and all are kept."""

import pytest
from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ("{'color': 'blue'}", True),
        ('{"color":"blue"}', True),
        ('{ "color" : \'bl\' "ue", }', True),
        (r"{'c\x6flor': '''blue'''}", True),
        ("{'color': 'red'}", False),
        ("{'color': blue}", True),  # only a text can stand there, and how Python writes it is said
        ("{color: 'blue'}", True),
        ("{'color': blue", False),
        ("{}", False),
        ("[('color', 'blue')]", False),
    ],
)
def test_equal_literals_are_right(page: Page, given: str, is_right: bool) -> None:  # noqa: FBT001 (a case)
    page.goto(f"{LESSON}#predict")
    cell = page.get_by_role("textbox", name="request.session after step 2")
    cell.fill(given)
    cell.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "false" if is_right else "true")


def test_an_answer_is_explained_from_the_run(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    cell = page.get_by_role("textbox", name="favorite after step 3")
    cell.fill("'red'")
    cell.press("Enter")
    feedback = page.locator(".lesson-predict .lesson-feedback")
    expect(feedback).to_have_text("Not quite: the run gave something else. Show")
    feedback.get_by_role("button", name="Show").click()
    expect(feedback).to_have_text("'blue': Get 'color' from session.")
    cell.fill("'blue")
    expect(feedback).to_have_count(0)
    cell.press("Enter")
    expect(feedback).to_contain_text("A quote or a bracket is not closed.")
    cell.fill("->")
    cell.press("Enter")
    expect(feedback).to_contain_text("Write it as Python would, for example 'Oslo'.")
    cell.fill("Blue")
    cell.press("Enter")
    expect(feedback).to_contain_text("Almost: look at capital letters, spaces, and how it ends.")
    cell.fill("blue")
    cell.press("Enter")
    expect(feedback).to_have_text(
        "Right. Python writes it like this: 'blue'. Get 'color' from session."
    )
    cell.fill("'blue'")
    cell.press("Enter")
    expect(feedback).to_have_text("Right. Get 'color' from session.")


def test_the_text_of_a_response_is_chosen_from_what_the_runs_have(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    cell = page.get_by_role("combobox", name="Response content after step 4")
    cell.select_option("Favorite color is red")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".lesson-predict .lesson-feedback")).to_contain_text("Not quite")
    cell.select_option("Favorite color is blue")
    expect(cell).to_have_attribute("aria-invalid", "false")


def test_what_was_lost_is_asked_for(page: Page) -> None:
    page.goto("/sessions/lost-change/#predict")
    cell = page.get_by_role("combobox", name="In the store after step 8")
    cell.select_option("{'cart': {'apple': 1}}")
    expect(cell).to_have_attribute("aria-invalid", "true")
    cell.select_option("{'cart': {}}")
    expect(cell).to_have_attribute("aria-invalid", "false")
    expect(page.locator(".lesson-predict .lesson-feedback")).to_contain_text("nothing marked it")


def test_a_field_grows_in_its_column(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    cell = page.get_by_role("textbox", name="request.session after step 2")
    before = cell.bounding_box()
    cell.fill("{'color': 'a colour whose name is longer than any column is wide'}")
    after = cell.bounding_box()
    assert before and after
    assert after["height"] > before["height"]
    assert (after["x"], after["width"]) == (before["x"], before["width"])


def test_all_by_keys_with_a_score_that_is_kept(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    score = page.locator("lesson-predict .lesson-score")
    expect(score).to_have_text("0 of 5 right")
    page.get_by_role("textbox", name="request.session after step 2").focus()
    # A right answer leads on to the next cell.
    for text in ("{'color': 'blue'}", "'blue'"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    # A list is chosen from by typing, too.
    for text in ("Favorite color is b", "{", "set"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(score).to_have_text("5 of 5 right")
    page.reload()
    expect(score).to_have_text("5 of 5 right")
    page.get_by_role("button", name="Start again").first.press("Enter")
    expect(score).to_have_text("0 of 5 right")
    page.reload()
    expect(score).to_have_text("0 of 5 right")


def test_by_touch(phone: Page) -> None:
    phone.goto(f"{LESSON}#predict")
    cell = phone.get_by_role("textbox", name="favorite after step 3")
    cell.tap()
    cell.fill("'blue'")
    phone.locator("lesson-predict").get_by_role("button", name="Check").tap()
    expect(phone.locator("lesson-predict .lesson-score")).to_have_text("1 of 5 right")


def test_nothing_is_given_away(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    cells = page.locator("#predict .lesson-blank").all()
    assert [cell.input_value() for cell in cells] == [""] * 5
    assert (
        "blue" not in page.locator("#predict tbody td:not(:has(.lesson-blank))").all_inner_texts()
    )
    expect(page.locator("#predict .lesson-answer")).not_to_have_attribute("open", "")


def test_checking_nothing_says_so(page: Page) -> None:
    page.goto(f"{LESSON}#predict")
    page.locator("lesson-predict").get_by_role("button", name="Check").click()
    expect(page.locator(".lesson-predict .lesson-feedback")).to_have_text("Fill in a cell first.")
    expect(page.get_by_role("textbox", name="request.session after step 2")).to_be_focused()
