"""Key moments: the question first, one's own words, then the answer and its evidence."""

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_the_answer_is_hidden_until_it_is_asked_for_and_then_proven(page: Page) -> None:
    page.goto(f"{LESSON}#explain")
    answer = page.locator("#explain .lesson-answer").first
    expect(answer.locator("p").first).to_be_hidden()
    answer.locator("summary").first.click()
    expect(answer.locator("p").first).to_contain_text("Square brackets raise KeyError")
    proof = answer.locator(".lesson-proof")
    expect(proof.locator("summary").first).to_have_text("Proven by the run")
    words = proof.get_by_text("What step 3 retrieves is 'blue'.")
    expect(words).to_be_hidden()
    claim = proof.get_by_text('step.get.value == "blue"')
    expect(claim).to_be_hidden()
    proof.locator("summary").first.click()
    expect(words).to_be_visible()
    expect(claim).to_be_hidden()
    proof.get_by_text("The expressions that were checked").click()
    expect(claim).to_be_visible()
    proof.locator("a", has_text="step 3").first.click()
    expect(page.locator(".lesson-where")).to_have_text("Step 3 of 5")


def test_ones_own_words_are_kept(page: Page) -> None:
    page.goto(f"{LESSON}#explain")
    words = page.locator("#explain textarea").first
    words.fill("Because <b>get()</b> has a default.")
    words.blur()
    page.reload()
    expect(page.locator("#explain textarea").first).to_have_value(
        "Because <b>get()</b> has a default."
    )
    expect(page.locator("#explain textarea").nth(1)).to_have_value("")


def test_by_keys_alone(page: Page) -> None:
    page.goto(f"{LESSON}#explain")
    page.locator("#explain textarea").first.focus()
    page.keyboard.type("So.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#explain .lesson-answer").first).to_have_attribute("open", "")


def test_by_touch(phone: Page) -> None:
    phone.goto(f"{LESSON}#explain")
    phone.locator("#explain .lesson-answer summary").first.tap()
    expect(phone.locator("#explain .lesson-answer p").first).to_be_visible()
