"""Rebuilding: lines move by buttons, by keys and by drag, and every order is judged by its run."""

from playwright.sync_api import Locator, Page, expect

LESSON = "/sessions/set-and-get/"


def lines(page: Page) -> list[str]:
    said = "all => all.map(one => (one.querySelector('code') ?? one).textContent.split('\\n')[0].trim())"
    return list(page.locator(".lesson-pieces > li").evaluate_all(said))


def piece(page: Page, text: str) -> Locator:
    return page.locator(".lesson-pieces > li", has_text=text)


def check(page: Page) -> Locator:
    page.locator("lesson-rebuild").get_by_role("button", name="Check").click()
    return page.locator("lesson-rebuild .lesson-score")


def arrange(page: Page, *wanted: str) -> None:
    """Put these lines first, by their buttons, in this order."""
    for place, text in enumerate(wanted):
        for _ in range(10):
            at = next(index for index, line in enumerate(lines(page)) if text in line)
            if at <= place:
                break
            piece(page, text).get_by_role("button", name="Move up").click()


def test_the_right_order_by_buttons(page: Page) -> None:
    page.goto("/sessions/setdefault-saves-once/#rebuild")
    assert lines(page)[-1] == "not in the view"
    own = page.locator("#rebuild .lesson-answer ol code").all_text_contents()
    arrange(page, *(text.strip().split("\n")[0] for text in own))
    expect(check(page)).to_contain_text("This line belongs to another run:")
    false = 'request.session.get("cart", [])'
    while lines(page).index("not in the view") > next(
        place for place, line in enumerate(lines(page)) if false in line
    ):
        piece(page, false).get_by_role("button", name="Move down").click()
    expect(check(page)).to_have_text("Right. This is the lesson's own order.")
    page.locator("lesson-rebuild").get_by_role("button", name="Start again").click()
    assert lines(page)[-1] == "not in the view"


def test_a_wrong_order_says_what_its_run_did(page: Page) -> None:
    page.goto("/sessions/signed-cookies/#rebuild")
    own = page.locator("#rebuild .lesson-answer ol code").all_text_contents()
    arrange(
        page,
        own[1].strip().split("\n")[0],
        own[0].strip().split("\n")[0],
        own[2].strip().split("\n")[0],
    )
    while lines(page)[3:4] != ["not in the view"] and "not in the view" in lines(page):
        page.locator(".lesson-pieces > li").nth(3).get_by_role("button", name="Move down").click()
    expect(check(page)).to_contain_text("In this order: it ends in UnboundLocalError (request 1).")


def test_by_keys_alone(page: Page) -> None:
    page.goto(f"{LESSON}#rebuild")
    before = lines(page)
    second = page.locator(".lesson-pieces > li").nth(1)
    second.get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    assert lines(page) == [before[1], before[0], *before[2:]]
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert lines(page) == [before[0], before[2], before[1], *before[3:]]
    expect(page.locator("lesson-rebuild .lesson-score")).to_have_text("line 3")


def test_by_drag(page: Page) -> None:
    page.goto(f"{LESSON}#rebuild")
    before = lines(page)
    moved, target = (
        page.locator(".lesson-pieces > li").nth(place).bounding_box() for place in (0, 2)
    )
    assert moved is not None and target is not None
    page.mouse.move(moved["x"] + 100, moved["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 100, target["y"] + target["height"] - 4, steps=8)
    page.mouse.up()
    assert lines(page) == [before[1], before[2], before[0], *before[3:]]


def test_the_order_is_kept(page: Page) -> None:
    page.goto(f"{LESSON}#rebuild")
    page.locator(".lesson-pieces > li").nth(1).get_by_role("button", name="Move up").click()
    before = lines(page)
    page.reload()
    assert lines(page) == before


def test_by_finger(phone: Page) -> None:
    phone.goto(f"{LESSON}#rebuild")
    before = lines(phone)
    handle, target = (
        phone.locator(".lesson-handle").nth(0),
        phone.locator(".lesson-pieces > li").nth(1),
    )
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None and end is not None
    session = phone.context.new_cdp_session(phone)

    def touch(kind: str, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": start["x"] + 8, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["y"] + 8)
    for part in range(1, 6):
        touch("touchMove", start["y"] + (end["y"] + end["height"] - 4 - start["y"]) * part / 5)
    touch("touchEnd", 0)
    assert lines(phone)[:2] == [before[1], before[0]]


def test_by_touch(phone: Page) -> None:
    phone.goto(f"{LESSON}#rebuild")
    before = lines(phone)
    button = phone.locator(".lesson-pieces > li").nth(1).get_by_role("button", name="Move up")
    button.tap()
    assert lines(phone)[:2] == [before[1], before[0]]
    box = button.bounding_box()
    assert box is not None and box["height"] >= 24 and box["width"] >= 24


def test_the_code_is_not_beside_it(page: Page) -> None:
    page.goto(f"{LESSON}#rebuild")
    expect(page.locator("#sample h2")).to_be_hidden()
