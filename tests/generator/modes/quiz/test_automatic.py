"""Questions about a run come in the order of what they tell; a hint says where to look, and no more."""

from pathlib import Path

import pytest

from proven_lessons.generator.claims.claims import Claims, Evidence
from proven_lessons.generator.modes.quiz import automatic
from proven_lessons.generator.modes.quiz.subjects import subject_of
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Trace
from tests.builders import (
    a_lesson,
    a_run,
    a_session,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    loaded,
    words_of,
    write_lesson,
)

QUERY = Query(sql="SELECT 1", params=(), rows=None)
STORED = a_session("saved", {"a": 1}, a=1)
ONE = a_step(QUERY, locals={"x": a_value(1)}, value=a_value(1), session=STORED)


def hint(expression: str, trace: Trace, folder: Path) -> str:
    claims = Claims(loaded(write_lesson(folder)), trace)
    return words_of(automatic.hint(subject_of(expression, claims), trace))


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("step[2].session.data", "Look at the column *Session state* in the row of step 2."),
        ("step[2].session.stored", "Look at the column *In the store* in the row of step 2."),
        ("step[2].locals.x", "Look at the variable tracker."),
        ("step[2].value", "Look at the column *Value retrieved* in the row of step 2."),
        ("step[2].number", "Look at the column *Action* under *Trace*, row by row."),
        (
            "exchanges[0].sql | length",
            "Look at the column *SQL* under *Trace*, request 1.",
        ),
        ("response.text", "Look at the column *Response content* under *Trace*."),
        ("step[2].kind", "Look at the execution table."),
        (
            "what_if.other.step[2].value",
            "Go through the lines again, with that change in mind.",
        ),
        ("1 + step[2].number", ""),
    ],
)
def test_a_hint_names_the_column(expression: str, said: str, tmp_path: Path) -> None:
    trace = a_trace(an_exchange(ONE), other=a_run(an_exchange(ONE)))
    assert hint(expression, trace, tmp_path) == said


def test_a_column_that_says_nothing_is_not_named(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(a_step(session=a_session("loaded", a=1))))
    assert hint("step[2].session.stored", trace, tmp_path) == (
        "Look at the status in the column *Session state*, and at the note below the table."
    )
    assert hint("sql | length", trace, tmp_path / "2") == "Look at the execution table."
    assert hint("step[2].value", trace, tmp_path / "3") == "Look at the execution table."


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ((), ""),
        ((Evidence(run="main", steps=()),), ""),
        (
            (Evidence(run="main", steps=(2, 4)),),
            "Look at step 2 and step 4 in the execution table.",
        ),
        (
            (Evidence(run="main", steps=(2,)), Evidence(run="other", steps=(2,))),
            "Compare the runs: the lesson, and what if.",
        ),
    ],
)
def test_what_was_looked_at_is_where_to_look(evidence: tuple[Evidence, ...], said: str) -> None:
    assert words_of(automatic.look_at(evidence)) == said


def test_the_most_telling_question_comes_first() -> None:
    found = automatic.about(a_run(an_exchange(ONE)), a_lesson().written)
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert len(found) == 2
