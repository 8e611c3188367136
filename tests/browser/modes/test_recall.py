"""Recall: questions come back after days, and progress goes into a file and out of it."""

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

LESSON = "/sessions/set-and-get/"
DAY = 86_400  # seconds
KEPT = "JSON.parse(localStorage.getItem(Object.keys(localStorage).find(key => key.startsWith('proven-lessons'))))"


def finish(page: Page) -> None:
    """Answer the quiz: the first question wrong at first, the others right."""
    page.goto(f"{LESSON}#quiz")
    for number, text in ((0, "'red'"), (0, "'blue'"), (1, "3"), (2, "green")):
        form = page.locator("#quiz form").nth(number)
        form.get_by_role("radio", name=text).check()
        form.get_by_role("button", name="Check").click()
    page.wait_for_function(f"Object.keys({KEPT}.cards).length === 3")


def later(page: Page, days: float) -> None:
    page.clock.set_fixed_time(page.evaluate("Date.now()") / 1000 + days * DAY)


def test_nothing_is_due_before_a_quiz_is_answered(page: Page) -> None:
    page.goto("/recall/")
    expect(page.locator("lesson-recall .lesson-due")).to_have_text(
        "Nothing to recall yet: answer the quiz of a lesson first."
    )
    expect(page.locator(".lesson-card")).to_have_count(0)


def test_questions_come_back_after_days_the_one_that_was_wrong_first(page: Page) -> None:
    finish(page)
    page.goto(f"{LESSON}#recall")
    expect(page.locator("lesson-due .lesson-due")).to_contain_text(
        "The first question of this lesson comes back on"
    )
    page.goto("/recall/")
    due = page.locator("lesson-recall .lesson-due")
    expect(due).to_contain_text("Nothing is due. The next question comes back on")
    later(page, 1.1)
    page.goto("/sessions/")
    expect(page.locator(".lesson-stand").first).to_contain_text("1 question due")
    page.goto("/recall/")
    expect(due).to_have_text("1 question is due.")
    later(page, 30)
    page.goto("/recall/")
    expect(due).to_have_text("3 questions are due.")
    card = page.locator(".lesson-card:visible")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("What is the session state after")
    card.get_by_role("radio", name="'blue'").check()
    card.get_by_role("button", name="Check").click()
    expect(page.get_by_role("button", name="Forgotten")).to_be_hidden()  # a wrong answer says so
    page.get_by_role("button", name="Good").click()
    expect(due).to_have_text("2 questions are due.")
    expect(card.get_by_role("radio").first).to_be_focused()
    expect(card).not_to_contain_text("What is the session state after")


def test_a_wrong_answer_comes_back_sooner_than_an_easy_one(page: Page) -> None:
    finish(page)
    later(page, 30)
    page.goto("/recall/")
    card = page.locator(".lesson-card:visible")
    card.get_by_role("radio", name="'red'").check()
    card.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Next question").click()
    card.get_by_role("radio", name="3").check()
    card.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Easy").click()
    expect(page.locator("lesson-recall .lesson-due")).to_have_text("1 question is due.")
    stored = page.evaluate(f"{KEPT}.cards")
    days = sorted(card["scheduled_days"] for card in stored.values())
    assert days[0] <= 2 and days[-1] > 20
    assert sorted(card["reps"] for card in stored.values()) == [1, 2, 2]


def test_an_answer_that_comes_before_the_scheduler_counts_once(page: Page) -> None:
    page.goto(f"{LESSON}#quiz")
    page.locator("#quiz form").first.evaluate(
        """form => {
            for (const text of ["'red'", "'blue'"]) {
                const option = [...form.querySelectorAll("label")].find((one) => one.textContent.includes(text));
                option.querySelector("input").click();
                form.requestSubmit();
            }
        }"""
    )
    page.wait_for_function(f"Object.keys({KEPT}.cards).length === 1")
    page.wait_for_timeout(300)
    (card,) = page.evaluate(f"{KEPT}.cards").values()
    assert card["reps"] == 1


def test_progress_goes_into_a_file_and_comes_back(page: Page, tmp_path: Path) -> None:
    finish(page)
    page.goto("/recall/")
    page.get_by_text("Your progress as a file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    saved = json.loads(path.read_text())
    assert saved["format"] == 1 and len(saved["cards"]) == 3
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Really forget everything?").click()
    expect(page.locator("lesson-recall .lesson-due")).to_contain_text("Nothing to recall yet")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".lesson-told")).to_have_text("Loaded.")
    expect(page.locator("lesson-recall .lesson-due")).to_contain_text("comes back on")


def test_a_file_that_is_none_of_ours_changes_nothing(page: Page, tmp_path: Path) -> None:
    finish(page)
    page.goto("/recall/")
    page.get_by_text("Your progress as a file").click()
    before = page.evaluate(KEPT)
    for number, text in enumerate(
        ["no json", "[]", "{}", '{"format": 1, "lessons": [], "cards": {}, "settings": {}}']
    ):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        page.locator("input[type=file]").set_input_files(path)
        expect(page.locator(".lesson-told")).to_have_text(
            "This file holds no progress of lessons; nothing was changed."
        )
        page.locator(".lesson-told").evaluate("one => { one.textContent = '' }")
    assert page.evaluate(KEPT) == before


def test_by_keys_and_by_touch(page: Page, phone: Page) -> None:
    finish(page)
    later(page, 30)
    page.goto("/recall/")
    page.locator(".lesson-card:visible input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    onward = page.locator(".lesson-card:visible").get_by_role(
        "button", name=re.compile("Good|Next question")
    )
    expect(onward).to_be_visible()
    onward.press("Enter")
    expect(page.locator("lesson-recall .lesson-due")).to_have_text("2 questions are due.")
    finish(phone)
    later(phone, 30)
    phone.goto("/recall/")
    phone.locator(".lesson-card:visible label", has_text="'blue'").tap()
    phone.locator(".lesson-card:visible").get_by_role("button", name="Check").tap()
    phone.get_by_role("button", name="Hard").tap()
    expect(phone.locator("lesson-recall .lesson-due")).to_have_text("2 questions are due.")


def test_a_card_stands_alone_and_only_the_lessons_that_are_due_are_loaded(page: Page) -> None:
    finish(page)
    later(page, 30)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.partition("/assets/cards/")[2]))
    page.goto("/recall/")
    card = page.locator(".lesson-recalled")
    expect(
        card.get_by_role("link", name="Setting and getting session data in Django")
    ).to_be_visible()
    expect(card).to_contain_text("is answered by")
    card.get_by_text("The code").click()
    expect(card.locator("pre").last).to_contain_text("request.session")
    assert [path for path in loaded if path] == ["sessions/set-and-get.html"]


def test_a_question_can_be_left_and_comes_again(page: Page) -> None:
    finish(page)
    later(page, 30)
    page.goto("/recall/")
    asked = page.locator(".lesson-card:visible .lesson-ask")
    seen = []
    for _ in range(4):
        expect(asked).to_be_visible()
        seen.append(asked.inner_text())
        page.get_by_role("button", name="Not now").click()
        expect(asked).not_to_have_text(seen[-1])
    assert len(set(seen)) == 3 and seen[3] == seen[0]
    expect(page.locator("lesson-recall .lesson-due")).to_have_text("3 questions are due.")


def test_cards_that_can_not_be_loaded_are_asked_in_their_lesson(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address)  # its console tells of what did not load
    page = context.new_page()
    finish(page)
    later(page, 30)
    page.route("**/assets/cards/**", lambda route: route.abort())
    page.goto("/recall/")
    page.get_by_role("link", name="They can't be loaded here").click()
    expect(page.locator("#quiz")).to_be_visible()
    context.close()


def test_a_double_click_rates_once(page: Page) -> None:
    finish(page)
    later(page, 30)
    page.goto("/recall/")
    card = page.locator(".lesson-card:visible")
    card.get_by_role("radio", name="'blue'").check()
    card.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Good").dblclick()
    expect(page.locator("lesson-recall .lesson-due")).to_have_text("2 questions are due.")
    assert sorted(one["reps"] for one in page.evaluate(f"{KEPT}.cards").values()) == [1, 1, 2]


def test_a_card_that_nobody_can_use_is_passed_over(page: Page) -> None:
    finish(page)
    page.evaluate(f"""() => {{
        const key = Object.keys(localStorage).find(one => one.startsWith("proven-lessons"));
        const all = {KEPT};
        all.cards["sessions/set-and-get:00000000"] = {{ due: "2020-01-01" }};
        const whole = Object.values(all.cards)[0];
        const wrong = [{{ stability: 1e9 }}, {{ difficulty: -1 }}, {{ reps: 1e300 }}, {{ state: 7 }}, {{ due: "9999-01-01" }}];
        wrong.forEach((part, number) => {{
          all.cards[`sessions/set-and-get:0000000${{number + 1}}`] = {{ ...whole, due: "2020-01-01", ...part }};
        }});
        all.lessons["sessions/set-and-get"].predicted = 5;
        localStorage.setItem(key, JSON.stringify(all));
    }}""")
    page.goto("/recall/")
    expect(page.locator("lesson-recall .lesson-due")).to_contain_text("comes back on")
    page.goto(f"{LESSON}#predict")
    expect(page.locator("lesson-predict .lesson-score")).to_have_text("0 of 5 right")


def test_a_step_of_a_question_leads_to_its_lesson(page: Page) -> None:
    finish(page)
    later(page, 30)
    page.goto("/recall/")
    page.locator(".lesson-card:visible .lesson-ask a").first.click()
    expect(page.locator("h1")).to_contain_text("Setting and getting")
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")
