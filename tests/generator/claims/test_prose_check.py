"""What looks like a fact of the run and is none is told at its place, with a way to say that it is meant."""

import json
from pathlib import Path

import pytest

from proven_lessons.generator.claims.prose_check import check
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import LESSON, loaded, recorded, view, write_lesson

SOURCE = view(
    "request.session['color'] = 'blue'\nfavorite = request.session.get('color', 'red')\n"
    "return HttpResponse(f'It is {favorite}')"
)


@pytest.fixture(scope="module")
def trace(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    return recorded(
        recorder, loaded(write_lesson(tmp_path_factory.mktemp("data"), yaml=LESSON, source=SOURCE))
    )


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
        "```\nrequest.session['color']\n```",
        "`request.META['HTTP_REFERER']`, `request.GET.get('page', 1)`, `\"POST\"`, `\"text/css\"`, `{'key': 'value'}`, `1, 2`.",
        "150 page views, the first 100 error messages, two query parameters, `counts` and `colors`.",
        "“Curly quotes” are speech. See <https://example.org/status>.",
        "`200` is the status, `4` the number, and request 1 the only one.",
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
            "6:24: 'flavour' looks like a key or a value, and no run has it (if you mean it, list it: meant: ['flavour'])",
        ),
        (
            "It holds `{'color': 'red'}` then.",
            "6:13: {'color': 'red'} looks like a value, and no run has it "
            "(if you mean it, list it: meant: [\"{'color': 'red'}\"])",
        ),
        (
            "The key `colour` is set.",
            "6:12: the run has no name colour (did you mean 'color'? Else: meant: [colour])",
        ),
        (
            "Look at Step 2.",
            "6:11: 'Step 2' is a typed step number (write {{ step.set }}, which follows the run)",
        ),
        (
            "Look at step 4.",
            "6:11: 'step 4' is a typed step number (write {{ step.response }}, which follows the run)",
        ),
        ("Look at step 9.", "6:11: 'step 9' is a typed step number (there is no such step)"),
        ("See `step 9`.", "6:8: 'step 9' is a typed step number (there is no such step)"),
        (
            "Line 5 does it.",
            "6:3: 'Line 5' is a typed line number (write {{ step.set.line }}, which follows the run)",
        ),
        ("It is request 7.", "6:9: 'request 7': there are 1 (if you mean it, list it: meant: ['request 7'])"),
        ("It holds `17`.", "6:13: 17 looks like a value, and no run has it (if you mean it, list it: meant: ['17'])"),
        ("It is <b>so.", "6:9: <b> is HTML; a text is Markdown (to show it, put it in backticks)"),
        (
            "```\nrequest.session['flavour']\n```",
            "7:19: 'flavour' looks like a key or a value, and no run has it "
            "(if you mean it, list it: meant: ['flavour'])",
        ),
        (
            "It is &#39;flavour&#39;.",
            "4:11: 'flavour' looks like a key or a value, and no run has it "
            "(if you mean it, list it: meant: ['flavour'])",
        ),
        ("It sends twelve queries.",
            "6:12: 'twelve queries': no step, request or run sends so many; there are 0, 4 "
            "(if you mean it, list it: meant: ['twelve queries'])"),
        (
            "It has status 404.",
            "6:10: 'status 404': no response has this status; there are 200 "
            "(if you mean it, list it: meant: ['status 404'])",
        ),
        (
            "Then a 500 response leaves.",
            "6:8: 'a 500 response': no response has this status; there are 200 "
            "(if you mean it, list it: meant: ['a 500 response'])",
        ),
        (
            "It sends two queries.",
            "6:12: 'two queries': no step, request or run sends so many; there are 0, 4 "
            "(if you mean it, list it: meant: ['two queries'])",
        ),
        ("Look at step **9**.", "4:11: 'step 9' is a typed step number (there is no such step)"),
        (
            "It has a status of 404.",
            "6:12: 'status of 404': no response has this status; there are 200 "
            "(if you mean it, list it: meant: ['status of 404'])",
        ),
        (
            "It sends 17 SQL statements.",
            "6:12: '17 SQL statements': no step, request or run sends so many; there are 0, 4 "
            "(if you mean it, list it: meant: ['17 SQL statements'])",
        ),
    ],
)  # fmt: skip
def test_what_no_run_has_is_told_at_its_place(
    text: str, expected: str, trace: Trace, tmp_path: Path
) -> None:
    assert problems(text.replace("\n", "\n  "), trace, tmp_path) == [expected]


@pytest.mark.parametrize(
    "piece", ["colour", "step 9", "status 404", "two queries", "{'color': 'red'}"]
)
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
    requests: [GET /]
key_moments:
  - ask: Why 'x5'?
    answer: Because of 'x6'.
    proof: [response.status == 200]
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
    found = [
        (problem.message.split()[0], problem.line)
        for problem in check(lesson, recorded(recorder, lesson))
    ]
    assert sorted(found) == [
        ("'x1'", 1), ("'x2'", 2), ("'x3'", 6), ("'x4'", 9), ("'x5'", 12), ("'x6'", 13), ("'x7'", 16), ("'x8'", 18),
        ("'x9'", 19), ("'y1'", 20), ("'y2'", 21), ("'y3'", 22),
    ]  # fmt: skip
