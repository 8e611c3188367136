"""A table has a row for each step, in the author's words where there are some, and folds what repeats."""

import dataclasses
from typing import Any

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes.tables import Part, authored_tables_of, tables_of
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import Exchange, LeftBehind, Place, Run, Step, Value
from tests.builders import a_lesson, a_run, a_step, a_trace, a_value, an_exchange, view, words_of

SOURCE = view("request.session['a'] = 1\nreturn HttpResponse('ok')")
SET = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)),
    kind="session.set",
    code="request.session['a'] = 1",
)


def table(*steps: Step, **written: Any) -> Any:
    (one,) = tables_of(a_run(an_exchange(*steps)), a_lesson(SOURCE, **written))
    return one


def test_each_step_has_a_row_that_says_what_it_does() -> None:
    found = table(SET)
    assert [row.step.number for row in found.rows] == [1, 2, 3]
    assert words_of(found.rows[1].action) == "Set 'a' = 1 in session"
    assert [words_of(row.where) for row in found.rows] == ["", "line 5", ""]
    assert found.title is None
    assert found.show is None
    assert table(SET, show=["sql"]).show == ("sql",)


def test_where_a_run_goes_through_two_files_each_row_names_its_own() -> None:
    at = Place(file="models.py", line=3, end_line=3, code="x", function="f")
    rows = table(SET, a_step(at=at)).rows
    assert [words_of(row.where) for row in rows[1:3]] == ["views.py, line 5", "models.py, line 3"]


@pytest.mark.parametrize(
    ("value", "kind", "fresh"),
    [
        (a_value(7), "assign", True),
        (a_value(7), "return", False),
        (Value(type="HttpResponse", repr="<HttpResponse>"), "assign", False),
        (None, "assign", False),
    ],
)
def test_a_value_is_retrieved_by_its_own_step_and_stays(
    value: Value | None, kind: str, *, fresh: bool
) -> None:
    rows = table(a_step(value=value, kind=kind), a_step()).rows
    assert [row.fresh for row in rows] == [False, fresh, False, False]
    assert [row.value for row in rows[1:]] == [value if fresh else None] * 3


def test_variables_are_those_that_changed() -> None:
    rows = table(
        a_step(depth=1, locals={"n": a_value(1)}),
        a_step(depth=1, locals={"n": a_value(1)}),
        a_step(depth=1, locals={"n": a_value(2)}),
    ).rows
    assert [dict(row.variables) for row in rows[1:4]] == [{"n": a_value(1)}, {}, {"n": a_value(2)}]


def test_rows_outside_of_a_loop_are_one_part() -> None:
    assert table(SET, SET).parts == (Part(first=0, end=4),)


def test_the_notes_say_how_it_ended_and_what_is_left_for_the_next_request() -> None:
    left = LeftBehind(cookies={"a": "1"}, store="", sessions=())
    one = an_exchange(left_behind=left)
    (alone,) = tables_of(a_run(one), a_lesson())
    first, _second = tables_of(a_run(one, one), a_lesson())
    assert len(first.notes) == len(alone.notes) + 1
    assert words_of(first.title) == "Request 1: GET /"
    (elsewhere, _) = tables_of(a_run(one, one), a_lesson(show=["sql"]))
    assert len(elsewhere.notes) == len(alone.notes), "the page is not about cookies or sessions"


def test_the_authors_words_stand_in_the_rows_of_their_line() -> None:
    lesson = a_lesson(SOURCE, steps=[{"at": "['a']", "action": "Keep {{ step.set.number }}"}])
    trace = a_trace(an_exchange(SET))
    answer = authored_tables_of(trace.runs["main"], lesson, Claims(lesson, trace))
    assert answer.problems == ()
    (found,) = answer.value
    assert words_of(found.rows[1].action) == "Keep 2"
    assert words_of(table(SET).rows[1].action) != "Keep 2"


def test_what_is_wrong_with_them_is_a_problem() -> None:
    lesson = a_lesson(SOURCE, steps=[{"at": "['a']", "action": "Keep {{ step.gone }}"}])
    trace = a_trace(an_exchange(SET))
    answer = authored_tables_of(trace.runs["main"], lesson, Claims(lesson, trace))
    assert [problem.message.partition(";")[0] for problem in answer.problems] == [
        "there is no step.gone"
    ]


def test_an_exchange_keeps_its_own_rows_in_a_run_of_several() -> None:
    run: Run = a_run(an_exchange(SET), an_exchange())
    numbers = [[row.step.number for row in one.rows] for one in tables_of(run, a_lesson())]
    assert numbers == [[1, 2, 3], [4, 5]]
    empty: Exchange = dataclasses.replace(an_exchange(), steps=())
    assert tables_of(Run(exchanges=(empty,)), a_lesson())[0].rows == ()
