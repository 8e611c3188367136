"""What looks like a fact of the run and is none is told at its place, with a way to say that it is meant."""

import json
from pathlib import Path

import pytest

from generator.prose import check
from runner.recorder import Recorder
from runner.trace import Trace
from tests.builders import LESSON, loaded, recorded, view, write_lesson

SOURCE = view(
    "request.session['color'] = 'blue'\nfavorite = request.session.get('color', 'red')\n"
    "return HttpResponse(f'It is {favorite}')"
)


@pytest.fixture(scope="module")
def trace(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    return recorded(recorder, loaded(write_lesson(tmp_path_factory.mktemp("data"), yaml=LESSON, source=SOURCE)))


def problems(text: str, trace: Trace, folder: Path, more: str = "") -> list[str]:
    yaml = f"{LESSON}snapshot: |\n  First line.\n  {text}\n{more}"
    lesson = loaded(write_lesson(folder, yaml=yaml, source=SOURCE))
    return [str(problem).rpartition("lesson.yml:")[2] for problem in check(lesson, trace)]


@pytest.mark.parametrize(
    "text",
    [
        "The key 'color' holds \"blue\", and 'red' is not used.",
        "The page says \"It is blue\". `{'color': 'blue'}` is the session, `{}` an empty one.",
        "`request.session['color']`, `request.session.get('color', 'red')` and `request.session['key'] = value`.",
        "Readers can't see it; authors' tests don't either. It's the reader's.",
        "It has status 200, and 4 queries, and no query in the first row. One step after another.",
        "{{ step.set }} and {{ response.text }}, not {{ step[3].value == 'green' }}.",
        "`color`, `KeyError`, `get()`, `SessionMiddleware` and **bold** words.",
        "The cookie `sessionid` and the header `Vary: Cookie`, and 'lesson.views.view'.",
        "See `views.py` and the [docs](https://example.org/step-by-step?status=404).",
        "```\nrequest.session['colour']\n```",
    ],
)
def test_what_the_run_has_can_be_said(text: str, trace: Trace, tmp_path: Path) -> None:
    assert problems(text.replace("\n", "\n  "), trace, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The key 'colour' is set.",
            "6:11: 'colour' looks like a key or a value, and no run has it (did you mean 'color'? Else: meant: ['colour'])",
        ),
        (
            'It says "It is grün".',
            '6:11: "It is grün" looks like a key or a value, and no run has it '
            "(if you mean it, list it: meant: ['It is grün'])",
        ),
        (
            "Use `request.session['flavour']` here.",
            "6:24: 'flavour' looks like a key or a value, and no run has it (did you mean 'favorite'? Else: meant: ['flavour'])",
        ),
        (
            "It holds `{'color': 'red'}` then.",
            "6:13: {'color': 'red'} looks like a value, and no run has it "
            "(if you mean it, list it: meant: [\"{'color': 'red'}\"])",
        ),
        (
            "The key `colour` is set.",
            "6:12: colour is no name of the run (did you mean 'color'? Else: meant: [colour])",
        ),
        (
            "Look at Step 2.",
            "6:11: 'Step 2' is a typed step number (write {{ step.set }}: it becomes a link, and stays right)",
        ),
        (
            "Look at step 4.",
            "6:11: 'step 4' is a typed step number (write {{ step[4] }}: it becomes a link, and stays right)",
        ),
        ("Look at step 9.", "6:11: 'step 9' is a typed step number (there is no such step)"),
        (
            "It has status 404.",
            "6:10: 'status 404': no response has this status; there are 200 "
            "(if you mean it, list it: meant: ['status 404'])",
        ),
        (
            "Then a 500 response leaves.",
            "6:10: '500 response': no response has this status; there are 200 "
            "(if you mean it, list it: meant: ['500 response'])",
        ),
        (
            "It sends two queries.",
            "6:12: 'two queries': no step, request or run sends so many; there are 0, 4 "
            "(if you mean it, list it: meant: ['two queries'])",
        ),
        (
            "It sends 17 SQL statements.",
            "6:12: '17 SQL statements': no step, request or run sends so many; there are 0, 4 "
            "(if you mean it, list it: meant: ['17 SQL statements'])",
        ),
    ],
)  # fmt: skip
def test_what_no_run_has_is_told_at_its_place(text: str, expected: str, trace: Trace, tmp_path: Path) -> None:
    assert problems(text, trace, tmp_path) == [expected]


@pytest.mark.parametrize("piece", ["colour", "step 9", "status 404", "two queries", "{'color': 'red'}"])
def test_what_is_meant_can_be_said(piece: str, trace: Trace, tmp_path: Path) -> None:
    text = {"colour": "'colour'", "{'color': 'red'}": "`{'color': 'red'}`"}.get(piece, piece)
    assert problems(f"So: {text}.", trace, tmp_path, f"meant: [{json.dumps(piece)}]\n") == []


def test_a_meaning_that_no_text_needs_is_told(trace: Trace, tmp_path: Path) -> None:
    assert problems("Nothing.", trace, tmp_path, "meant: [colour]\n") == [
        "7:9: no text needs 'colour' here (take it out)"
    ]


EVERYWHERE = """\
title: A lesson about 'x1'
summary: It has 'x2'.
view: view
steps:
  - at: return HttpResponse
    action: Answer 'x3'
what_if:
  one:
    title: there were 'x4'
key_moments:
  - ask: Why 'x5'?
    answer: Because of 'x6'.
quiz:
  - ask: What of 'x7'?
    answer: step.set.number
    options: [{option: 9, because: It is 'x8'.}]
    hint: Not 'x9'.
    because: It is 'y1'.
snapshot: It is 'y2'.
transcript: It was 'y3'.
"""


def test_every_text_is_looked_through(recorder: Recorder, tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=EVERYWHERE, source=SOURCE))
    found = [(problem.message.split()[0], problem.line) for problem in check(lesson, recorded(recorder, lesson))]
    assert sorted(found) == [
        ("'x1'", 1), ("'x2'", 2), ("'x3'", 6), ("'x4'", 9), ("'x5'", 11), ("'x6'", 12), ("'x7'", 14), ("'x8'", 16),
        ("'x9'", 17), ("'y1'", 18), ("'y2'", 19), ("'y3'", 20),
    ]  # fmt: skip
