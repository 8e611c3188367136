"""The player: by mouse, by keys, by touch, by address; guesses; and what those hear who do not see."""

import re

import pytest
from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"
COUNTER = "/sessions/visit-counter/"


def running(page: Page) -> list[str]:
    """Give the lines of code that are marked as running."""
    return [line.strip() for line in page.locator("#sample .lesson-running").all_inner_texts()]


def without_guesses(page: Page, path: str = LESSON) -> None:
    page.goto(f"{path}#watch")
    page.get_by_label("Guess first").uncheck()


def button(page: Page, name: str) -> None:
    page.get_by_role("group", name="Player").get_by_role("button", name=name, exact=True).click()


def test_buttons_go_through_the_steps(page: Page) -> None:
    without_guesses(page)
    where = page.locator(".lesson-where")
    expect(where).to_have_text("Step 1 of 5")
    assert running(page) == []
    button(page, "Next")
    expect(where).to_have_text("Step 2 of 5")
    expect(page.locator(".lesson-action")).to_contain_text("Set 'color' = 'blue' in session")
    assert running(page) == ['request.session["color"] = "blue"']
    expect(page).to_have_url(re.compile("#step-2$"))
    button(page, "Last")
    expect(where).to_have_text("Step 5 of 5")
    assert page.locator("[data-go=next]").get_attribute("aria-disabled") == "true"
    page.locator("[data-go=next]").press("Enter")
    expect(where).to_have_text("Step 5 of 5")
    button(page, "Back")
    expect(where).to_have_text("Step 4 of 5")
    button(page, "First")
    expect(where).to_have_text("Step 1 of 5")


def test_the_state_is_that_of_the_step_and_what_changed_is_marked(page: Page) -> None:
    without_guesses(page)
    for _ in range(2):
        button(page, "Next")
    state = page.locator(".lesson-state dl")
    changed = [text.split("\n")[0] for text in state.locator(".lesson-changed").all_inner_texts()]
    assert changed == ["Value retrieved", "favorite"]
    assert (
        state.locator("div", has_text="Session state")
        .inner_text()
        .split("\n")[1]
        .startswith("{'color': 'blue'}")
    )
    button(page, "Back")
    expect(state.locator("div", has_text="favorite")).to_have_count(0)


def test_keys_move_it_only_while_it_has_the_focus(page: Page) -> None:
    without_guesses(page)
    where = page.locator(".lesson-where")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(where).to_have_text("Step 1 of 5")
    player = page.locator("lesson-watch")
    player.focus()
    for key, step in (
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("End", 5),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        expect(where).to_have_text(f"Step {step} of 5")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_slider_goes_to_a_step(page: Page) -> None:
    without_guesses(page)
    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".lesson-where")).to_have_text("Step 5 of 5")
    assert slider.get_attribute("aria-valuetext") == "Step 5 of 5"
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".lesson-where")).to_have_text("Step 4 of 5")


def test_it_plays_to_the_end_and_stops(page: Page) -> None:
    page.clock.install()
    without_guesses(page)
    page.get_by_label("Speed").select_option("2")
    button(page, "Play")
    page.clock.run_for(1000)
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")
    page.clock.run_for(10_000)
    expect(page.locator(".lesson-where")).to_have_text("Step 5 of 5")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_an_address_opens_its_step(page: Page) -> None:
    page.goto(f"{LESSON}#step-3")
    expect(page.locator(".lesson-where")).to_have_text("Step 3 of 5")
    expect(page.locator("#watch")).to_be_visible()
    expect(page.locator("#trace tr").first).to_be_hidden()
    page.goto(f"{LESSON}#step-5")
    expect(page.locator(".lesson-where")).to_have_text("Step 5 of 5")


def test_a_click_on_a_line_goes_to_a_step_that_runs_it_and_on_to_the_next(page: Page) -> None:
    page.goto(f"{COUNTER}#watch")
    line = page.locator("#sample code [id^='__span-']", has_text="visits += 1")
    steps = []
    for _ in range(4):
        line.click(position={"x": 60, "y": 5})
        steps.append(page.locator(".lesson-where").inner_text().split(" ")[1])
    assert steps == ["3", "10", "17", "3"]


def test_it_says_which_request_a_step_is_in_and_how_deep(page: Page) -> None:
    page.goto(f"{COUNTER}#step-9")
    expect(page.locator(".lesson-where")).to_have_text(
        "Step 9 of 21 · Request 2: GET /, from the first browser"
    )
    page.goto("/sessions/own-middleware/#watch")
    depths = page.locator("#trace tr[data-depth]").evaluate_all(
        "rows => rows.map(row => row.dataset.depth)"
    )
    assert "2" in depths
    page.goto(f"/sessions/own-middleware/#step-{depths.index('2') + 1}")
    expect(page.locator(".lesson-where")).to_contain_text("call depth 2")


def test_variables_end_with_their_request(page: Page) -> None:
    page.goto(f"{COUNTER}#step-7")
    expect(page.locator(".lesson-state dt code", has_text="visits")).to_be_visible()
    page.goto(f"{COUNTER}#step-8")
    expect(page.locator(".lesson-state dt code", has_text="visits")).to_have_count(0)


def test_a_guess_is_asked_for_the_first_time_and_answered_from_the_run(page: Page) -> None:
    page.goto(f"{LESSON}#watch")
    button(page, "Next")
    guess = page.get_by_role("group", name="What will the next step change?")
    expect(guess).to_be_visible()
    expect(page.locator(".lesson-where")).to_have_text("Step 1 of 5")
    assert running(page) == ['request.session["color"] = "blue"'], (
        "the line that is asked about is marked"
    )
    guess.get_by_role("button", name="Session state").click()
    expect(page.locator(".lesson-guessed")).to_have_text("Right. This step changes: Session state.")
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")
    button(page, "Next")
    guess.get_by_role("button", name="none of these").click()
    expect(page.locator(".lesson-guessed")).to_have_text(
        "Not this time. This step changes: a variable."
    )
    button(page, "Next")
    button(page, "Next")  # without a guess
    expect(page.locator(".lesson-where")).to_have_text("Step 4 of 5")
    expect(page.locator(".lesson-guessed")).to_contain_text("This step changes:")


def test_a_guess_can_be_left_and_is_not_asked_again(page: Page) -> None:
    page.goto(f"{LESSON}#watch")
    button(page, "Next")
    page.keyboard.press("Escape")
    expect(page.locator(".lesson-guess")).to_be_hidden()
    expect(page.locator("[data-go=next]")).to_be_focused()
    expect(page.locator(".lesson-where")).to_have_text("Step 1 of 5")
    assert running(page) == []
    button(page, "Next")
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")


def test_a_guess_out_of_sight_is_shown_before_anything_goes_on(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{LESSON}#watch")
    page.locator("[data-go=next]").press("Enter")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator("[data-go=next]").evaluate("one => one.click()")
    expect(page.locator(".lesson-guess")).to_be_in_viewport()
    expect(page.locator(".lesson-where")).to_have_text("Step 1 of 5")


def test_steps_like_earlier_ones_go_by_in_one(page: Page) -> None:
    page.goto(f"{COUNTER}#watch")
    where = page.locator(".lesson-where")
    clicks, passed = 0, []
    while not where.inner_text().startswith("Step 21 of 21") and clicks < 40:
        choice = page.locator("[data-choice]:visible").first
        choice.click() if choice.count() else button(page, "Next")
        clicks += 1
        passed += re.findall(
            r"Steps? (\d+)(?: to (\d+))? went by", page.locator(".lesson-guessed").inner_text()
        )
    assert clicks <= 15
    assert passed, "the second visitor's steps are those of the first"
    button(page, "Back")
    expect(where).to_contain_text("Step 20 of 21")


def test_guessing_stays_as_the_reader_wants_it(page: Page) -> None:
    without_guesses(page)
    page.goto(f"{COUNTER}#watch")
    expect(page.get_by_label("Guess first")).not_to_be_checked()


def test_a_guess_by_keys_alone(page: Page) -> None:
    page.goto(f"{LESSON}#watch")
    page.locator("lesson-watch").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lesson-guess")).to_be_focused()
    page.keyboard.press("Enter")  # takes no choice that nobody has looked at
    expect(page.locator(".lesson-where")).to_have_text("Step 1 of 5")
    page.keyboard.press("Tab")
    expect(page.locator("[data-choice]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")
    expect(page.locator("[data-go=next]")).to_be_focused()


def test_a_step_is_announced_in_words(page: Page) -> None:
    without_guesses(page)
    live = page.locator(".lesson-live")
    assert live.get_attribute("role") == "status"
    button(page, "Next")
    expect(live).to_contain_text("Step 2 of 5. Set 'color' = 'blue' in session")
    expect(live).to_contain_text("Session state changed: {'color': 'blue'}")
    button(page, "Next")
    expect(live).to_contain_text("favorite = 'blue'")


def test_touch_moves_it_and_the_buttons_are_large_enough(phone: Page) -> None:
    phone.goto(f"{LESSON}#watch")
    phone.get_by_label("Guess first").tap()
    phone.locator("[data-go=next]").tap()
    expect(phone.locator(".lesson-where")).to_have_text("Step 2 of 5")
    for one in phone.locator("lesson-watch button:visible").all():
        box = one.bounding_box()
        assert box is not None and box["height"] >= 24 and box["width"] >= 24
    expect(phone.locator("[data-go=next]")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1440, 390])
def test_code_and_state_stand_side_by_side_where_there_is_room(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{LESSON}#watch")
    code, state = page.locator("#sample").bounding_box(), page.locator("#watch").bounding_box()
    assert code is not None and state is not None
    if width == 1440:
        assert abs(code["y"] - state["y"]) < 5 and state["x"] >= code["x"] + code["width"]
    else:
        assert state["y"] >= code["y"] + code["height"]


def test_hostile_values_are_text_in_the_player_too(page: Page) -> None:
    page.goto("/hostile/values/#watch")
    page.get_by_label("Guess first").uncheck()
    button(page, "Last")
    expect(page.locator("lesson-watch dl")).to_contain_text(
        "<script>document.title = 'owned'</script>"
    )
    assert page.locator("lesson-watch :is(script, img, h1, b)").count() == 0


def test_it_stops_when_the_reader_goes_on_to_another_mode(page: Page) -> None:
    page.clock.install()
    without_guesses(page)
    button(page, "Play")
    page.locator(".lesson-switch a", has_text="Quiz").click()
    page.clock.run_for(10_000)
    expect(page).to_have_url(re.compile("#quiz$"))


def test_the_speed_can_be_changed_while_it_plays(page: Page) -> None:
    page.clock.install()
    without_guesses(page)
    page.get_by_label("Speed").select_option("0.5")
    button(page, "Play")
    page.get_by_label("Speed").select_option("2")
    page.clock.run_for(1000)
    expect(page.locator(".lesson-where")).to_have_text("Step 2 of 5")


def test_what_the_lesson_is_about_can_be_guessed(page: Page) -> None:
    page.goto("/messages/over-a-redirect/#watch")
    button(page, "Next")
    page.locator("[data-choice]", has_text="Messages").click()
    expect(page.locator(".lesson-guessed")).to_contain_text("Right. This step changes: Messages")


def test_of_two_requests_at_once_the_steps_come_in_the_order_of_time(page: Page) -> None:
    without_guesses(page, "/concurrency/last-seat/")
    where = page.locator(".lesson-where")
    seen = [where.inner_text()]
    while page.locator("[data-go=next]").get_attribute("aria-disabled") != "true":
        button(page, "Next")
        seen.append(where.inner_text())
    found = [re.match(r"Step (\d+) of 19 · Request (\d)", text) for text in seen]
    steps = [(int(one[1]), int(one[2])) for one in found if one]
    assert len(steps) == len(seen)
    numbers = [number for number, _request in steps]
    assert numbers == sorted(numbers)
    of = dict(steps)
    # Both read (2, 4), then the first writes (7), then the second (12): none of these goes by.
    assert [of.get(number) for number in (2, 4, 7, 12)] == [1, 2, 1, 2]
