"""The first lesson holds every fact of the page that this project started from, cell by cell.

Where the run shows more than that page did, the difference is written down here, with its reason.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.modes.quiz import QuizBlock
from proven_lessons.generator.modes.tables import ExchangeTable
from proven_lessons.generator.modes.trace import TraceBlock
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import Page
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import html_of, recorded, words_of

FOLDER = Path(__file__).resolve().parents[2] / "lesson_data" / "sessions" / "set-and-get"
BLUE = "{'color': 'blue'}"

# Step, action, session state, value retrieved, response content: as the reference page has them.
REFERENCE = [
    (1, "Request received, session empty", "{}", "N/A", "N/A"),
    (2, "Set 'color' = 'blue' in session", BLUE, "N/A", "N/A"),
    (3, "Get 'color' from session", BLUE, "'blue'", "N/A"),
    (4, "Create response with favorite color", BLUE, "'blue'", "Favorite color is blue"),
    (5, "Send response back", BLUE, "'blue'", "Favorite color is blue"),
]
# Step 1: the session is not empty but unread. Nothing has asked for it, so Django has not looked whether there is one.
INTENDED = {(1, 1): "Request received, session not read yet"}


@pytest.fixture(scope="module")
def page(recorder: Recorder) -> Iterator[Page]:
    lesson, problems = load_lesson(FOLDER)
    assert lesson is not None, problems
    answer = derive(lesson, recorded(recorder, lesson), topic="Sessions")
    assert answer.problems == ()
    return answer.value


@pytest.fixture(scope="module")
def table(page: Page) -> ExchangeTable:
    block = next(one.block for one in page.sections if isinstance(one.block, TraceBlock))
    (table,) = block.exchanges
    return table


def cells(table: ExchangeTable) -> list[tuple[object, ...]]:
    return [
        (
            row.step.number,
            html_of(row.action),
            "{"
            + ", ".join(f"{key!r}: {value.repr}" for key, value in row.step.session.data.items())
            + "}"
            if row.step.session
            else None,
            row.value.repr if row.value else "N/A",
            row.step.response.text if row.step.response else "N/A",
        )
        for row in table.rows
    ]


def test_the_execution_table_is_the_references(table: ExchangeTable) -> None:
    expected = [
        tuple(INTENDED.get((row[0], column), cell) for column, cell in enumerate(row))
        for row in REFERENCE
    ]
    assert cells(table) == expected


def test_the_run_shows_what_the_reference_does_not(table: ExchangeTable) -> None:
    sessions = [row.step.session for row in table.rows]
    # The reference shows `{}` at step 1; the run says why: nobody has read the session.
    assert [session and session.status for session in sessions] == [
        "unread", "modified", "modified", "modified", "saved",
    ]  # fmt: skip
    # The reference says that the session is saved after the response is sent. The row is written, and the cookie
    # set, in the closing step, before the response leaves: status "saved" and the events stand in the same step.
    assert [session and session.stored is not None for session in sessions] == [
        False,
        False,
        False,
        False,
        True,
    ]
    events = [
        event.kind
        for event in table.rows[4].step.events
        if event.kind.startswith(("session.", "cookies."))
    ]
    assert events == ["session.save", "cookies.set"]
    assert "sessionid" in table.exchange.response.cookies


def test_the_closing_note_says_that_the_response_leaves(table: ExchangeTable) -> None:
    assert (
        words_of(table.notes[0])
        == "The response leaves with status 200. Before that, SessionMiddleware saves the session."
    )


def test_the_variable_tracker_is_the_references(table: ExchangeTable) -> None:
    assert table.tracker.after == (2, 3)
    assert {
        one.name: [value.repr if value else "N/A" for value in one.values]
        for one in table.tracker.variables
    } == {
        "request.session": ["unread", BLUE, BLUE, BLUE],
        "favorite": ["N/A", "N/A", "'blue'", "'blue'"],
    }


def test_the_quiz_has_the_references_keys(page: Page) -> None:
    block = next(one.block for one in page.sections if isinstance(one.block, QuizBlock))
    keys = [
        next(option.shown for option in asked.options if option.is_right)
        for asked in block.questions
    ]
    assert keys == [BLUE, "3", "Favorite color is green"]
    assert [len(asked.options) for asked in block.questions] == [4, 4, 4]


def test_all_sections_of_the_reference_are_there_in_its_order(page: Page) -> None:
    names = ["flow", "sample", "trace", "explain", "quiz", "snapshot", "transcript"]
    # The code stands above all modes, because most of them are about it.
    assert [one.name for one in page.sections if one.name in names] == [
        "sample",
        "flow",
        *names[2:],
    ]
    # Nine modes after the overview: understand first, then practise, then remember.
    assert [str(one.title) for one in page.path] == [
        "Overview",
        "Watch", "Flow", "Trace", "Explain", "What if", "Predict", "Quiz", "Rebuild", "Recall",
    ]  # fmt: skip
    assert [str(title) for title, _ in page.groups] == ["Understand", "Practise", "Remember"]
    assert (page.topic, page.minutes) == ("Sessions", 10)
