"""What is said of two requests at once is true of the lesson: barriers are steps, and there is no Lab."""

from pathlib import Path

import pytest

from proven_lessons.generator.lessons.loader import load_lesson
from tests.builders import LESSON, write_lesson
from tests.generator.lessons.test_checks import problems


def test_requests_wait_for_each_other_behind_steps_that_there_are() -> None:
    two = {"together": ["POST /", "GET /"], "barriers": ["ent"]}
    steps = [{"at": "return", "id": "end"}]
    (told,) = problems(steps=steps, requests=[two])
    assert told.startswith("no step has the id 'ent'")
    assert "end" in told
    assert problems(steps=steps, requests=[{**two, "barriers": ["end"]}]) == []
    files = {"together": [{"request": "POST /", "files": {"f": "no.txt"}}, "GET /"]}
    (told,) = problems(steps=steps, requests=[{**files, "barriers": ["end"]}])
    assert "there is no file 'no.txt'" in told


def test_what_two_requests_at_once_can_not_have_is_told() -> None:
    two = {"together": ["POST /", "GET /"], "barriers": ["end"]}
    steps = [{"at": "return", "id": "end"}]
    edits = [{"replace": "'ok'", "with": "'no'"}]
    told = problems(
        steps=steps,
        requests=[two, {"run": "test lesson.tests"}],
        what_if={"other": {"title": "else", "edits": edits, "task": True}},
        lab=[{"task": "Do it.", "goal": ["response.status == 200"], "solution": edits}],
    )
    assert [one.partition(",")[0] for one in told] == [
        "a lesson with two requests at once can't run tests",
        "a browser has no threads",
        "a browser has no threads",
    ]


def test_what_a_lesson_on_a_server_can_not_have_is_told() -> None:
    edits = [{"replace": "'ok'", "with": "'no'"}]
    told = problems(
        database="postgresql",
        requests=["GET /", {"run": "test lesson.tests"}],
        lab=[{"task": "Do it.", "goal": ["response.status == 200"], "solution": edits}],
    )
    assert told == [
        "a lesson on PostgreSQL can't run tests, too",
        "a browser has no PostgreSQL, so a lesson on PostgreSQL has no Lab (leave the task out)",
    ]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"run": "command flush"}, "run"),
        ({"request": "GET /", "follow": True}, "follow"),
        ({"request": "GET /", "clock": 5}, "clock"),
        ({"together": ["GET /", "GET /"], "barriers": ["end"]}, "together"),
    ],
)
def test_each_of_two_is_one_request(wrong: dict[str, object], name: str, tmp_path: Path) -> None:
    two = {"together": ["POST /", wrong], "barriers": ["end"]}
    (told,) = problems(steps=[{"at": "return", "id": "end"}], requests=[two])
    assert told == f"each of two at once is one request: leave out {name}"
    yaml = f"{LESSON}steps: [{{at: return, id: end}}]\nrequests:\n  - together:\n      - GET /\n      - {wrong}\n    barriers: [end]\n"
    _lesson, found = load_lesson(write_lesson(tmp_path, yaml=yaml))
    assert [one.line for one in found] == [8]
