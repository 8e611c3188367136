"""What a word of a table means is shown where it is first met: on hover, by keyboard, by touch."""

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"
UNREAD = "Nothing has used the session yet, so Django has not loaded it."


def test_a_word_is_explained_on_hover_and_stays_while_the_pointer_is_on_it(page: Page) -> None:
    page.goto(LESSON)
    meaning = page.locator("#overview .lesson-meaning")
    word = page.locator("#overview .lesson-explained", has_text="unread")
    expect(word).to_have_count(1)
    expect(meaning).to_be_hidden()
    word.hover()
    expect(meaning).to_be_visible()
    expect(meaning).to_have_text(UNREAD)
    meaning.hover()
    page.wait_for_timeout(400)
    expect(meaning).to_be_visible()
    page.mouse.move(5, 5)
    expect(meaning).to_be_hidden()


def test_a_word_is_explained_on_focus_and_escape_hides_it(page: Page) -> None:
    page.goto(LESSON)
    word = page.locator("#overview .lesson-explained", has_text="modified")
    meaning = page.locator("#overview .lesson-meaning")
    word.focus()
    expect(meaning).to_be_visible()
    assert (
        word.evaluate(
            "one => document.getElementById(one.getAttribute('aria-describedby')).textContent"
        )
        == meaning.text_content()
    )
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_a_word_is_explained_on_tap_within_the_screen(phone: Page) -> None:
    phone.goto(LESSON)
    word = phone.locator("#overview .lesson-explained", has_text="saved")
    word.tap()
    meaning = phone.locator("#overview .lesson-meaning")
    expect(meaning).to_be_visible()
    box = meaning.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.locator("h1").tap()
    expect(meaning).to_be_hidden()


def test_each_word_is_marked_once_in_a_mode(page: Page) -> None:
    page.goto(LESSON)
    for mode in ("overview", "trace"):
        words = page.locator(f"#{mode} .lesson-explained").all_text_contents()
        assert words
        assert len(words) == len(set(words))


def test_a_copy_of_a_word_promises_nothing(page: Page) -> None:
    page.goto(f"{LESSON}#watch")
    state = page.locator("lesson-watch .lesson-status").first
    expect(state).to_have_text("unread")
    assert page.locator("lesson-watch .lesson-explained").count() == 0
    assert state.get_attribute("tabindex") is None
