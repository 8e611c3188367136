"""The quiz: feedback for each option, hints, another try, a score that is kept."""

from playwright.sync_api import Locator, Page, expect

LESSON = "/sessions/set-and-get/"


def question(page: Page, number: int) -> Locator:
    return page.locator("#quiz form").nth(number - 1)


def choose(page: Page, number: int, text: str) -> None:
    form = question(page, number)
    form.get_by_role("radio", name=text).check()
    form.get_by_role("button", name="Check").click()


def test_each_option_says_why_it_is_right_or_wrong(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    form = question(page, 1)
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".lesson-verdict")).to_have_text("Choose an answer first.")
    choose(page, 1, "'red'")
    expect(form.locator(".lesson-verdict")).to_have_text("Not quite. Read why, and try again.")
    expect(form.locator(".lesson-feedback")).to_contain_text("'red' is the default of get()")
    choose(page, 1, "'blue'")
    expect(form.locator(".lesson-verdict")).to_have_text("Right.")
    expect(form.locator(".lesson-feedback")).to_contain_text("The view has set one key.")
    assert form.locator(".lesson-feedback").count() == 1


def test_hints_and_answers_are_hidden_until_asked_for(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    for kind in ("hint", "answer"):
        folded = page.locator(f"#quiz .lesson-{kind}").first
        expect(folded.locator("p").first).to_be_hidden()
        folded.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(folded.locator("p").first).to_be_visible()


def test_the_score_is_kept_and_the_lesson_is_finished(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    score = page.locator("lesson-quiz .lesson-score")
    expect(score).to_have_text("0 of 3 right")
    choose(page, 1, "'blue'")
    choose(page, 2, "3")
    expect(score).to_have_text("2 of 3 right")
    page.reload()
    expect(score).to_have_text("2 of 3 right")
    choose(page, 3, "green")
    expect(score).to_have_text("All 3 right. The lesson is finished.")
    page.goto("/sessions/")
    expect(page.locator(".lesson-stand[data-lessons='sessions/set-and-get']")).to_have_text(
        "finished"
    )
    expect(page.locator(".lesson-stand").first).to_have_text("1 of 11 finished")


def test_another_try_begins_anew_in_another_order_and_letters_stay_right(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    page.evaluate("Math.random = () => 0")
    before = (
        question(page, 1).locator("li").evaluate_all("all => all.map(one => one.dataset.option)")
    )
    choose(page, 1, "'blue'")
    page.locator("lesson-quiz button").click()
    expect(page.locator("lesson-quiz .lesson-score")).to_have_text("0 of 3 right")
    options = question(page, 1).locator("li")
    after = options.evaluate_all("all => all.map(one => one.dataset.option)")
    assert sorted(after) == sorted(before) and after != before
    assert question(page, 1).locator(".lesson-letter").all_inner_texts() == ["A", "B", "C", "D"]
    letter = question(page, 1).locator("li[data-right] .lesson-letter").inner_text()
    right = page.locator("#quiz .lesson-answer").first.locator(".lesson-reason").first
    right.evaluate("one => { one.closest('details').open = true }")
    expect(right.locator(".lesson-letter")).to_have_text(letter)
    expect(right).to_contain_text("{'color': 'blue'}")


def test_by_keys_alone(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    form = question(page, 2)
    form.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(form.locator(".lesson-verdict")).to_have_text("Right.")
    expect(form.get_by_role("radio").first).to_be_focused()


def test_by_touch(phone: Page) -> None:
    phone.goto(f"{LESSON}#quiz")
    form = question(phone, 1)
    form.locator("label", has_text="'blue'").tap()
    form.get_by_role("button", name="Check").tap()
    expect(form.locator(".lesson-verdict")).to_have_text("Right.")
    for label in form.locator("label").all():
        box = label.bounding_box()
        assert box is not None and box["height"] >= 24


def test_every_wrong_option_says_where_it_came_from(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    answer = page.locator("#quiz .lesson-answer").nth(1)
    answer.locator("summary").click()
    reasons = answer.locator(".lesson-reason")
    expect(reasons).to_have_count(4)
    expect(reasons.nth(1)).to_contain_text("That is step")


def test_a_question_knows_its_name(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    expect(page.get_by_role("group", name="What is the session state")).to_be_visible()
