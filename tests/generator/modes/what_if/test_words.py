"""What is different in a what-if, in words: both sides are named, and nothing that is not there."""

import dataclasses

import pytest

from proven_lessons.generator.modes.what_if.words import told
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Cookie, Exchange, Raised, Request, ResponseState, Step
from tests.builders import a_run, a_session, a_step, a_value, an_exchange, words_of

QUERY = Query(sql="SELECT 1", params=(), rows=None)


def words(before: Exchange, after: Exchange, *, has_raised: bool = False) -> list[str]:
    found = told(a_run(before), a_run(after), has_raised=has_raised)
    return [f"{words_of(one.where)}: {words_of(one.words)}" for one in found]


def steps(before: Step, after: Step) -> list[str]:
    return words(an_exchange(before), an_exchange(after))


def sets(value: int) -> Step:
    return a_step(kind="assign", locals={"x": a_value(value)}, value=a_value(value))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (sets(1), sets(2), ["step 2: the variable x is 2 (in the lesson 1)"]),
        (
            a_step(value=a_value(1)),
            a_step(value=a_value(2)),
            ["step 2: 2 is retrieved (in the lesson 1)"],
        ),
        (
            a_step(kind="condition", outcome="true"),
            a_step(kind="condition", outcome="false"),
            ["step 2: the condition is false (in the lesson it is true)"],
        ),
        (
            a_step(session=a_session("loaded", a=1)),
            a_step(session=a_session("loaded", a=2)),
            ["step 2: the session is {'a': 2} (in the lesson {'a': 1})"],
        ),
        (
            a_step(session=a_session("saved", {"a": 1}, a=1)),
            a_step(session=a_session("not saved", {}, a=1)),
            [
                "step 2: the session is not saved (in the lesson it is)",
                "step 2: the store holds {} for this session (in the lesson {'a': 1})",
            ],
        ),
        (
            a_step(response=ResponseState(status=200, text="a")),
            a_step(response=ResponseState(status=201, text="b")),
            [
                "step 2: the status is 201 (in the lesson 200)",
                "step 2: the response says b (in the lesson a)",
            ],
        ),
        (
            a_step(response=ResponseState(status=200, text="a")),
            a_step(error=Raised(type="KeyError", message="'a'")),
            ["step 2: KeyError: 'a' is raised"],
        ),
        (
            a_step(error=Raised(type="KeyError", message="'a'")),
            a_step(),
            ["step 2: no exception is raised (in the lesson KeyError: 'a')"],
        ),
    ],
)
def test_a_step_that_differs_is_told_with_both_sides(
    before: Step, after: Step, said: list[str]
) -> None:
    assert steps(before, after) == said


def test_a_step_that_has_moved_names_both_its_numbers() -> None:
    one = a_step(code="y = 1", kind="assign", locals={"y": a_value(1)})
    found = words(an_exchange(sets(1)), an_exchange(one, sets(2)))
    assert "step 3 (step 2 of the lesson): the variable x is 2 (in the lesson 1)" in found


def answer(**more: object) -> Exchange:
    one = an_exchange()
    return dataclasses.replace(one, response=dataclasses.replace(one.response, **more))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (answer(status=404), "the response: the status is 404 (in the lesson 200)"),
        (answer(text="no"), "the response: the response says no (in the lesson ok)"),
        (
            answer(cookies={"c": Cookie(value="v", attributes={})}),
            "the response: the cookie c is set (in the lesson it is not set)",
        ),
        (
            answer(cookies={"c": Cookie(value="", attributes={"Max-Age": "0"})}),
            "the response: the cookie c is deleted (in the lesson it is not set)",
        ),
        (
            an_exchange(view=None),
            "the response: no view is called (in the lesson view)",
        ),
        (
            an_exchange(view="lesson.views.other"),
            "the response: the view other answers (in the lesson view)",
        ),
        (
            an_exchange(
                request=Request(method="GET", path="/", headers={}, cookies={"a": "1"}, data=None)
            ),
            "the response: the browser sends a (in the lesson no cookie)",
        ),
        (
            an_exchange(a_step(QUERY, code="")),
            "the response: 1 SQL statement is sent (in the lesson 0)",
        ),
    ],
)
def test_an_answer_that_differs_is_told(after: Exchange, said: str) -> None:
    assert said in words(an_exchange(), after)


def test_of_a_run_that_has_raised_the_error_page_is_not_told() -> None:
    assert words(an_exchange(), answer(text="Server Error"), has_raised=True) == []


def test_the_number_of_requests_is_told() -> None:
    found = told(a_run(an_exchange()), a_run(an_exchange(), an_exchange()), has_raised=False)
    assert [words_of(one.words) for one in found] == ["there are 2 requests (in the lesson 1)"]
    assert all(one.is_seen for one in found)


def test_what_is_left_otherwise_is_named_by_its_place() -> None:
    def leaves(rows: int, message: str) -> Exchange:
        query = Query(sql="UPDATE tea SET a = 1", params=(), rows=rows)
        return an_exchange(a_step(query, Logged(logger="a", level="INFO", message=message)))

    assert words(leaves(1, "a"), leaves(1, "b"))[-1:] == [
        "the response: it writes something else to the log"
    ]
    assert words(leaves(1, "a"), leaves(2, "b"))[-1:] == [
        "the response: it writes something else to the database and the log"
    ]
    assert words(leaves(1, "a"), leaves(1, "a")) == []
