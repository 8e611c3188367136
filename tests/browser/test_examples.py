"""The trace viewer of the docs reads every trace: it was written from the published schema alone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
VIEWER = ROOT / "docs" / "examples" / "trace-viewer.html"
LESSON = ROOT / "lesson_data" / "sessions" / "lost-change"


@pytest.fixture
def viewer(browser: Browser) -> Page:
    page = browser.new_page()
    page.goto(VIEWER.as_uri())
    return page


def test_it_shows_each_step_of_each_run(viewer: Page) -> None:
    trace = json.loads((LESSON / "trace.json").read_text(encoding="utf-8"))
    viewer.set_input_files("input", LESSON / "trace.json")
    expect(viewer.get_by_role("status")).to_contain_text("sessions/lost-change, run on Django")
    assert viewer.locator("option").all_inner_texts() == list(trace["runs"])
    for name, run in trace["runs"].items():
        viewer.select_option("select", name)
        steps = sum(len(one["steps"]) for one in run["exchanges"])
        assert viewer.locator("tr:has(td)").count() == steps
    viewer.select_option("select", "main")
    for value in trace["runs"]["main"]["exchanges"][0]["steps"][-1]["locals"].values():
        expect(viewer.locator("main")).to_contain_text(value["repr"])


def test_it_says_that_a_file_is_no_trace_and_shows_hostile_values_as_text(
    viewer: Page, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text("{")
    viewer.set_input_files("input", tmp_path / "a.json")
    expect(viewer.get_by_role("status")).to_contain_text("That is no trace")
    text = (LESSON / "trace.json").read_text(encoding="utf-8")
    (tmp_path / "b.json").write_text(text.replace("request.session", "<img src=x>", 1))
    viewer.set_input_files("input", tmp_path / "b.json")
    expect(viewer.locator("main")).to_contain_text("<img src=x>")
    assert viewer.locator("img").count() == 0
