"""Two runs are compared step by step: which belong together, what differs, and what is told again."""

import dataclasses

import pytest

from proven_lessons.generator.facts.differences import (
    ExchangePair,
    StepPair,
    compared,
)
from proven_lessons.runner.probes.cache import CacheRead
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Cookie, Event, Exchange, Request, Step, Value
from tests.builders import a_run, a_session, a_step, a_value, an_exchange


def sets(name: str, value: object, code: str = "") -> Step:
    held = value if isinstance(value, Value) else a_value(value)
    return a_step(code=code or f"{name} = f()", kind="assign", locals={name: held})


def pair(before: Exchange, after: Exchange) -> ExchangePair:
    (found,) = compared(a_run(before), a_run(after))
    return found


def steps(*pairs: StepPair) -> list[tuple[str | None, str | None, bool]]:
    """Give the code of the statements that were put together, and whether they are the same."""
    return [
        (
            one.before.at.code if one.before and one.before.at else None,
            one.after.at.code if one.after and one.after.at else None,
            one.is_same,
        )
        for one in pairs
    ]


def differences(before: Exchange, after: Exchange) -> list[tuple[str, str | None, str | None]]:
    found = [one for step in pair(before, after).steps for one in step.differences]
    return [(f"{one.subject} {one.name}".strip(), one.before, one.after) for one in found]


def answers(before: Exchange, after: Exchange) -> list[tuple[str, str | None, str | None]]:
    found = pair(before, after).answers
    return [(f"{one.subject} {one.name}".strip(), one.before, one.after) for one in found]


def test_a_run_does_not_differ_from_itself() -> None:
    run = a_run(an_exchange(sets("x", 1)), an_exchange(sets("x", 2)))
    for found in compared(run, run):
        assert all(one.is_same and one.is_comparable for one in found.steps)
        assert [one.differences for one in found.steps] == [()] * 3
        assert found.answers == ()


def test_a_statement_is_put_beside_its_counterpart_wherever_it_stands() -> None:
    one, two, new = sets("x", 1, "x = 1"), sets("y", 2, "y = 2"), sets("z", 3, "z = 3")
    found = pair(an_exchange(one, two), an_exchange(new, one, two))
    assert steps(*found.steps)[1:-1] == [
        (None, "z = 3", False), ("x = 1", "x = 1", True), ("y = 2", "y = 2", True),
    ]  # fmt: skip
    gone = pair(an_exchange(one, two), an_exchange(two))
    assert steps(*gone.steps)[1:-1] == [("x = 1", None, False), ("y = 2", "y = 2", True)]


def test_of_statements_in_the_place_of_others_only_as_many_are_compared() -> None:
    one, two, three = sets("x", 1, "x = 1"), sets("x", 2, "x = 2"), sets("x", 3, "x = 3")
    assert [one.is_comparable for one in pair(an_exchange(one), an_exchange(two)).steps] == [
        True, True, True,
    ]  # fmt: skip
    found = pair(an_exchange(one), an_exchange(two, three))
    assert [one.is_comparable for one in found.steps] == [True, False, False, True]
    assert differences(an_exchange(one), an_exchange(two)) == [("variable x", "1", "2")]
    assert differences(an_exchange(one), an_exchange(two, three)) == []


def test_a_long_run_is_put_together_as_well_as_a_short_one() -> None:
    many = [sets("x", 1, "x = 1") for _ in range(250)]
    one, two = sets("y", 1, "y = 1"), sets("z", 1, "z = 1")
    found = pair(an_exchange(*many), an_exchange(*many[:80], one, *many[80:160], two, *many[160:]))
    assert sum(one.is_same for one in found.steps) == 252


def test_what_goes_on_to_differ_is_told_once() -> None:
    before = an_exchange(sets("x", 1), sets("x", 1), sets("x", 5))
    after = an_exchange(sets("x", 2), sets("x", 2), sets("x", 6))
    assert differences(before, after) == [("variable x", "1", "2"), ("variable x", "5", "6")]


@pytest.mark.parametrize(("once", "times"), [(True, [1, 0]), (False, [1, 1])])
def test_it_is_told_once_in_the_whole_or_in_each_exchange(*, once: bool, times: list[int]) -> None:
    before = a_run(an_exchange(sets("x", 1)), an_exchange(sets("x", 1)))
    after = a_run(an_exchange(sets("x", 2)), an_exchange(sets("x", 2)))
    found = compared(before, after, is_told_once=once)
    assert [sum(len(one.differences) for one in each.steps) for each in found] == times
    assert compared(before, after) == compared(before, after, is_told_once=True)


def test_a_session_that_nobody_has_read_is_not_compared() -> None:
    unread, other = a_session("unread"), a_session("unread", {"a": 1})
    found = differences(an_exchange(a_step(session=unread)), an_exchange(a_step(session=other)))
    assert found == [("stored session", None, "{'a': 1}")]


def test_what_is_no_data_is_no_variable() -> None:
    function = Value(type="function", repr="<function a>")
    other = Value(type="function", repr="<function b>")
    assert differences(an_exchange(sets("f", function)), an_exchange(sets("f", other))) == []


HIT = CacheRead(key=a_value("a"), result=a_value(1), found=True)
LOG = Logged(logger="a", level="INFO", message="x")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((HIT,), (), ("event", "cache.get", None)),
        ((), (HIT,), ("event", None, "cache.get")),
        ((HIT,), (LOG,), ("event", "cache.get", "logs.record")),
        (
            (HIT,),
            (dataclasses.replace(HIT, found=None),),
            ("event found of cache.get", "True", "None"),
        ),
        ((LOG, HIT), (LOG, LOG), ("event", "cache.get", "logs.record")),
    ],
)
def test_events_are_compared_when_nothing_else_differs(
    before: tuple[Event, ...], after: tuple[Event, ...], told: tuple[str, str | None, str | None]
) -> None:
    assert differences(an_exchange(a_step(*before)), an_exchange(a_step(*after))) == [told]
    own = [dataclasses.replace(a_step(*events), locals={"x": a_value(number)})
           for number, events in enumerate((before, after))]  # fmt: skip
    assert differences(*map(an_exchange, own)) == [("variable x", "0", "1")]


def test_of_a_statement_only_the_field_is_told() -> None:
    one = Query(sql="SELECT 1", params=("a",), rows=None)
    found = differences(
        an_exchange(a_step(one)), an_exchange(a_step(dataclasses.replace(one, params=("b",))))
    )
    assert found == [("an SQL statement params", None, None)]


def test_answers_are_compared_by_all_that_a_browser_gets() -> None:
    sent = Request(method="GET", path="/", headers={}, cookies={"a": "1"}, data=None)
    plain = an_exchange()
    cookie = Cookie(value="v", attributes={"Max-Age": "60", "HttpOnly": ""})
    response = dataclasses.replace(
        plain.response, status=404, text="no", headers={"A": "b"}, cookies={"c": cookie}
    )
    other = dataclasses.replace(
        plain, view=None, request=sent, response=response, steps=plain.steps
    )
    assert answers(plain, other) == [
        ("view", "lesson.views.view", None),
        ("status", "200", "404"),
        ("response", "'ok'", "'no'"),
        ("header A", None, "b"),
        ("cookie c", None, "v; Max-Age=60; HttpOnly"),
        ("cookies sent", None, "a"),
        ("values of the cookies sent", "{}", "{'a': '1'}"),
    ]


def test_an_answer_that_a_step_has_told_is_not_told_again_but_another_of_the_same_value_is() -> (
    None
):
    query = Query(sql="SELECT 1", params=(), rows=None)
    before = an_exchange(sets("x", 0))
    after = an_exchange(dataclasses.replace(sets("x", 1), events=(query,)))
    assert ("variable x", "0", "1") in differences(before, after)
    assert answers(before, after) == [("the number of SQL statements", "0", "1")]


def test_a_request_that_only_one_run_has_stands_alone() -> None:
    one, two = a_run(an_exchange()), a_run(an_exchange(), an_exchange(sets("x", 1, "x = 1")))
    for before, after in ((one, two), (two, one)):
        last = compared(before, after)[1]
        assert (last.before is None) is (before is one)
        assert (last.after is None) is (before is two)
        assert last.answers == ()
        assert [one.is_same for one in last.steps] == [False] * 3
        assert all((step.before is None) is (before is one) for step in last.steps)
