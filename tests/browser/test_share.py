"""A lesson can be shown on another site: in a frame that is as high as what it shows."""

from playwright.sync_api import Page, expect

LESSON = "/sessions/set-and-get/"


def test_the_snippet_shows_the_mode_and_grows_with_it(page: Page, address: str) -> None:
    page.goto(f"{LESSON}#quiz")
    page.locator("lesson-share summary").click()
    snippet = page.locator("lesson-share textarea").input_value()
    assert f'src="{address}/embed{LESSON}#quiz"' in snippet
    page.route("**/elsewhere/", lambda route: route.fulfill(body=snippet, content_type="text/html"))
    page.goto("/elsewhere/")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#quiz")).to_be_visible()
    expect(frame.locator("#overview")).to_be_hidden()
    expect(frame.locator(".md-header")).to_have_count(0)
    grown = "height => Math.abs(Number(document.querySelector('iframe').height) - height) < 3"
    page.wait_for_timeout(500)
    own = frame.locator("main").evaluate("one => one.getBoundingClientRect().height")
    page.wait_for_function(grown, arg=own)
    frame.get_by_text("Hint").first.click()
    page.wait_for_function(f"Number(document.querySelector('iframe').height) > {own} + 10")


def test_a_framed_lesson_works_and_its_links_leave_the_frame(page: Page) -> None:
    page.goto(f"/embed{LESSON}#watch")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("lesson-watch")).to_be_visible()
    link = page.locator(".lesson-source a")
    with page.context.expect_page() as opened:
        link.click()
    assert opened.value.url.endswith(LESSON)
    assert page.locator("lesson-share").is_hidden()


def test_a_framed_lesson_is_dark_where_the_reader_is(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"/embed{LESSON}")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
