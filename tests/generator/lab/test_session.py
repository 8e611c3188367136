"""What the Lab says of code is what its run does: of the lesson's own, that it is the same."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.lessons.crossing import to_plain
from tests.builders import LESSON, loaded, view, write_lesson

SOURCE = view(
    "print('seen')\nn = request.GET.get('n', '1')\nrequest.session['n'] = n\nreturn HttpResponse(f'<b>{n}')"
)
TASKS = """\
summary: Only of the lesson.
steps: [{at: "n = request", id: read, action: Typed by the author}]
what_if:
  two:
    title: the default were 2
    task: Have it say 2.
    edits: [{replace: "'1'", with: "'2'"}]
lab:
  - task: Have it say 3.
    goal: [response.text == "<b>3", step.read.locals.n == "3"]
    solution: [{replace: "'1'", with: "'3'"}]
  - task: Say twice what is asked for.
    goal: [response.text == "<b>77"]
    requests: [GET /?n=7]
    solution: [{replace: "<b>{n}", with: "<b>{n}{n}"}]
"""
SCRIPT = """\
import json, sys
from proven_lessons.generator.lab.session import Session, renderer_for
given = json.load(sys.stdin)
session = Session(json.dumps(given["lesson"]), renderer_for(given["language"]), "6.1", "3.14")
ran = [{**json.loads(session.run(json.dumps(one))), "steps": session.steps()} for one in given["wanted"]]
print(json.dumps({"ran": ran, "sound": session.is_sound()}))
"""


def lab(
    tmp_path: Path, *sources: str, language: str = "en", requests: Any = None
) -> dict[str, Any]:
    """Run sources of views.py one after another, in a process of its own, as a worker is."""
    yaml = LESSON.replace("summary: It runs.\n", "") + TASKS
    lesson = loaded(write_lesson(tmp_path, yaml=yaml, source=SOURCE))
    wanted = [{"files": {"views.py": one}, "requests": requests} for one in sources]
    given = {"lesson": to_plain(lesson), "language": language, "wanted": wanted}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def text_of(markup: str) -> str:
    """Give what is read of HTML."""
    return html.unescape(re.sub("<[^>]*>", "", markup))


def test_the_unchanged_lesson_is_said_to_be_the_same(tmp_path: Path) -> None:
    found = lab(tmp_path, SOURCE)
    told = found["ran"][0]["html"]
    assert "The responses and the session are the same in that run" in told
    assert found["ran"][0]["reached"] == [False, False, False]
    assert (found["ran"][0]["failure"], found["sound"]) == (None, True)


def test_what_a_change_makes_different_is_told_and_tasks_are_judged(tmp_path: Path) -> None:
    two, three, twice = (
        SOURCE.replace("'1'", "'2'"), SOURCE.replace("'1'", "'3'"), SOURCE.replace("<b>{n}", "<b>{n}{n}"),
    )  # fmt: skip
    ran = lab(tmp_path, two, three, twice)["ran"]
    assert [one["reached"] for one in ran] == [
        [True, False, False], [False, True, False], [False, False, True],
    ]  # fmt: skip
    assert "the response says" in ran[0]["html"]
    everything = [one["html"] + one["steps"] for one in ran]
    assert "Typed by the author" not in everything[0]  # it was said of other code
    assert "Only of the lesson" not in everything[0]
    missed = [text_of(one["html"]).partition("What the tasks still ask")[2] for one in ran]
    assert 'This is not true of the run yet: response.text == "<b>3", step.read' in missed[0]
    assert (
        'Sent the requests of the task, this is not true yet: response.text == "<b>77"' in missed[0]
    )
    assert "Have it say 2." not in missed[0] and "Have it say 3." not in missed[1]
    assert "What the run answers and leaves is not yet what is asked for." in missed[1]
    assert "<b>" not in everything[0] and "<b>2" in text_of(ran[0]["steps"])


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        ("def view(:\n", "Python can't read it", 1),
        (view("while True:\n    pass"), "more statements than it may", None),
        (view("return 1").replace("def view", "def other"), "views.py has no 'view'", None),
        (SOURCE + "\nraise ValueError('<i>')\n", "ValueError: <i>", None),
    ],
)
def test_what_does_not_run_is_told_with_its_place(
    source: str, reason: str, line: int | None, tmp_path: Path
) -> None:
    ran = lab(tmp_path, source)["ran"][0]
    assert reason in ran["failure"]["reason"]
    assert line is None or ran["failure"]["line"] == line
    assert ran["reached"] == [False, False, False]
    assert "It did not run to its end" in ran["html"] and "<i>" not in ran["html"]
    assert ran["steps"] == ""


def test_other_requests_are_sent(tmp_path: Path) -> None:
    sent = [{"request": "GET /?n=5", "client": "ada", "clock": 60}, {"request": "GET /no/"}]
    ran = lab(tmp_path, SOURCE, requests=sent)["ran"][0]
    assert "<b>5" in text_of(ran["steps"]) and "404" in ran["steps"]


def test_code_that_changes_django_itself_is_noticed(tmp_path: Path) -> None:
    patch = "\nHttpResponse.status_code = 418\n"
    assert lab(tmp_path, SOURCE + patch)["sound"] is False


def test_it_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    told = lab(tmp_path, SOURCE, language="de")["ran"][0]["html"]
    assert "Die Antworten und die Session sind" in told
