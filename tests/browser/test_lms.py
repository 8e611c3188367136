"""What is written for other programs is opened by them, or by what they are made of.

SCORM by scorm-again, QTI by the player of Citolab, paper by Chromium and pypdf.
"""

import functools
import http.server
import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import qti_convert
from playwright.sync_api import Browser, FrameLocator, Page, expect
from pypdf import PdfReader

from proven_lessons.generator.building import paper
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.lms import qti, scorm
from proven_lessons.generator.building.lms.questions import Quiz, quiz_of
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner.processes.recorder import Recorder

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "tests" / "node" / "node_modules"
LMS = """\
<!doctype html><meta charset="utf-8"><title>LMS</title><body style="margin: 0">
<script src="scorm12.js"></script>
<script>
window.API = new Scorm12API({ autocommit: false, logLevel: 4 });
API.cmi.core.student_id = new URLSearchParams(location.search).get("learner");
const kept = sessionStorage.getItem("kept");
if (kept) API.loadFromJSON(JSON.parse(kept));
</script>
<iframe src="course/index.html" style="width: 100%; height: 100vh; border: 0"></iframe>
"""


@pytest.fixture(scope="module")
def built(recorder: Recorder) -> Built:
    """The lessons of this project."""
    built = Builder(ROOT / "lesson_data", recorder).build()
    assert built.problems == []
    return built


def track(built: Built, name: str) -> Entry:
    return next(entry for entry in built.navigation if entry.path.startswith(f"{name}/"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder, and where it is served."""
    folder = tmp_path_factory.mktemp("served")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def lms(browser: Browser, built: Built, served: tuple[Path, str]) -> Iterator[Page]:
    """A page of an LMS that plays the course of a track."""
    folder, address = served
    shutil.copy(MODULES / "scorm-again/dist/scorm12.js", folder)
    (folder / "lms.html").write_text(LMS)
    package = scorm.package(built, track(built, "transactions"), "en")
    zipfile.ZipFile(io.BytesIO(package)).extractall(folder / "course")
    page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda got: wrong.append(got.url) if got.status >= 400 else None)
    yield page
    page.close()
    assert [one for one in wrong if "favicon" not in one] == []


def course_of(page: Page) -> tuple[FrameLocator, FrameLocator]:
    """The course on a page of the LMS, and the lesson in it."""
    course = page.frame_locator("iframe")
    return course, course.frame_locator("iframe")


def told(page: Page) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(page.evaluate("JSON.stringify(API.cmi.toJSON())"))
    return said


def answer(page: Page, lesson: FrameLocator, number: int, *, right: bool) -> None:
    page.frames[-1].evaluate("location.hash = 'quiz'")
    form = lesson.locator("form.lesson-question").nth(number)
    form.locator("li[data-right] input" if right else "li:not([data-right]) input").first.check()
    form.get_by_role("button", name="Check").click()


def test_an_lms_hears_what_was_answered_and_gives_it_back(lms: Page) -> None:
    lms.goto("/lms.html?learner=ada")
    course, lesson = course_of(lms)
    status = course.get_by_role("status")
    expect(status).to_have_text("0 of 4 questions right")
    course.get_by_role("link", name="What a rollback takes back").click()
    expect(lesson.locator("h1")).to_have_text("What a rollback takes back")
    answer(lms, lesson, 0, right=True)
    expect(status).to_have_text("1 of 4 questions right")
    answer(lms, lesson, 1, right=False)
    said = told(lms)
    assert said["core"]["score"] == {"raw": "25", "min": "0", "max": "100"}
    assert (said["core"]["lesson_status"], said["core"]["exit"]) == ("incomplete", "suspend")
    assert said["core"]["lesson_location"] == "transactions/rollback-and-on-commit.html"
    results = [one["result"] for _, one in sorted(said["interactions"].items())]
    assert results == ["correct", "wrong"]
    assert len(said["suspend_data"]) < 40

    # Another day, in another browser: the LMS has it all.
    lms.evaluate(
        "sessionStorage.setItem('kept', JSON.stringify(API.cmi.toJSON())); localStorage.clear()"
    )
    lms.reload()
    expect(lesson.locator("h1")).to_have_text("What a rollback takes back")
    expect(status).to_have_text("1 of 4 questions right")
    expect(lesson.locator("form.lesson-question").nth(0).locator("input:checked")).to_have_count(1)
    assert len(told(lms)["interactions"]) <= 2  # what is answered again is not told again


def test_a_course_is_complete_when_everything_is_answered(lms: Page) -> None:
    lms.goto("/lms.html?learner=ben")
    course, lesson = course_of(lms)
    for link in ("What a rollback takes back", "One cached page for everybody"):
        course.get_by_role("link", name=link).click()
        expect(lesson.locator("h1")).to_have_text(link)
        for number in range(lesson.locator("form.lesson-question").count()):
            answer(lms, lesson, number, right=True)
    expect(course.get_by_role("status")).to_have_text("4 of 4 questions right")
    said = told(lms)
    assert said["core"]["lesson_status"] == "completed"
    assert said["core"]["score"]["raw"] == "100"
    assert course.locator("nav a.is-done").count() == 2


def test_what_one_learner_answered_another_does_not_see(lms: Page) -> None:
    for learner, expected in (("cleo", 0), ("dan", 0), ("cleo", 1)):
        lms.goto(f"/lms.html?learner={learner}")
        course, lesson = course_of(lms)
        course.get_by_role("link", name="What a rollback takes back").click()
        expect(lesson.locator("h1")).to_have_text("What a rollback takes back")
        assert lesson.locator("form.lesson-question input:checked").count() == expected
        if learner == "cleo" and not expected:
            answer(lms, lesson, 0, right=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_course_fits_into_its_window(lms: Page, width: int) -> None:
    lms.set_viewport_size({"width": width, "height": 844})
    lms.goto("/lms.html?learner=eve")
    course, lesson = course_of(lms)
    course.get_by_role("link", name="One cached page for everybody").click()
    expect(lesson.locator("h1")).to_have_text("One cached page for everybody")
    assert course.locator("html").evaluate("one => one.scrollWidth <= innerWidth")
    assert lesson.locator("html").evaluate("one => one.scrollWidth <= innerWidth")


def quizzes(built: Built) -> dict[str, Quiz]:
    return {deck.key: quiz_of(deck) for deck in built.decks}


@pytest.mark.parametrize("key", ["sessions/lost-change", "queries/n-plus-one"])
def test_a_player_of_qti_gives_points_and_says_why(
    key: str, built: Built, browser: Browser, served: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = served
    quiz = quizzes(built)[key]
    (tmp_path / "old.zip").write_bytes(qti.package([quiz]))
    qti_convert.upgrade_package(tmp_path / "old.zip", tmp_path / "new.zip")
    zipfile.ZipFile(tmp_path / "new.zip").extractall(folder)
    shutil.copy(MODULES / "@citolab/qti-components/cdn/index.js", folder / "player.js")
    page = browser.new_page(base_url=address)
    for question in quiz.questions:
        (folder / f"{question.name}.html").write_text(
            '<!doctype html><meta charset="utf-8"><script type="module" src="player.js"></script><qti-item>'
            f'<item-container item-url="items/{quiz.name}-{question.name}.xml"></item-container></qti-item>'
        )
        for choice in question.choices:
            page.goto(f"/{question.name}.html")
            page.locator(f"qti-simple-choice[identifier={choice.letter}]").click()
            score, said = page.evaluate("""() => {
                const item = document.querySelector("item-container").shadowRoot.querySelector("qti-assessment-item");
                item.processResponse();
                const shown = [...item.querySelectorAll("qti-modal-feedback")].filter((one) => one.showStatus === "on");
                return [item.variables.find((one) => one.identifier === "SCORE").value, shown.map((one) => one.textContent).join()];
            }""")
            assert float(score) == choice.is_right
            reason = "" if choice.reason is None else "".join(choice.reason.itertext())
            assert said.split() == reason.split()
    page.close()


def test_a_track_is_a_book(built: Built, browser: Browser) -> None:
    pdf = paper.book(built, track(built, "transactions"), "en")
    reader = PdfReader(io.BytesIO(pdf))
    texts = [page.extract_text() for page in reader.pages]
    assert "Transactions and caching" in texts[0]
    listed = re.findall(r"^(.+?)\s*\n?(\d+)$", texts[1].partition("Contents")[2], re.MULTILINE)
    numbers = {title.strip(): int(number) for title, number in listed if title.strip()}
    assert list(numbers) == [
        "Transactions and caching", "What a rollback takes back", "One cached page for everybody",
        "Cheat sheet", "Answers",
    ]  # fmt: skip
    for title, number in numbers.items():
        assert title in texts[number - 1].replace("Cheat sheet: Transactions", "Cheat sheet")
        assert str(number) in texts[number - 1].split()
    before = "".join(texts[: numbers["Answers"] - 1])
    after = "".join(texts[numbers["Answers"] - 1 :])
    assert "Question 1" in before
    assert "Answer to question 1" not in before
    assert "Answer to question 1" in after
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None


def test_where_there_is_no_chromium_it_is_said(
    built: Built, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME_PATH", raising=False)
    with pytest.raises(UsageError, match="there is no Chromium to print with"):
        paper.book(built, track(built, "transactions"), "en")
    monkeypatch.setenv("CHROME_PATH", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="did not print"):
        paper.book(built, track(built, "transactions"), "en")
