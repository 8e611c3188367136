"""A proof that stays true whatever it looks at proves nothing, and is refused with what it needs."""

from typing import Any

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.falsifying import Written, indifferent, others
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange

SET = a_step(
    SessionSet(key=a_value("color"), value=a_value("blue")),
    session=a_session("modified", {}, color="blue"),
    value=a_value(3),
)
TRACE = a_trace(an_exchange(SET, status=201, text="blue page"), an_exchange(status=404))
NO_ROWS = "exchanges[0].sql"


@pytest.mark.parametrize(
    "expression",
    [
        "step.set.session.data == {'color': 'blue'}",
        "step.set.session.data.color == 'blue'",
        "step.set.session.stored == {}",
        "'size' not in step.set.session.data",
        "step.set.session.data.color in exchanges[0].response.text",
        "'red' not in exchanges[0].response.text",
        "step.set.session.data != step.set.session.stored",
        "exchanges[0].response.status == 201 and exchanges[1].response.status == 404",
        "exchanges[0].response.status != 500",
        "exchanges[0].response.status == 201 or exchanges[0].response.status == 200",
        "step.set.value > 2",
        "step.set.number < exchanges[1].step.request.number",
        "exchanges | length == 2",
        "exchanges[0].sql | length == 0",
        "not exchanges[0].sql",
        "exchanges[0].error is none",
        "step.set.events[0].key == 'color'",
    ],
)
def test_what_the_run_decides_is_proven(expression: str) -> None:
    answer = Claims(a_lesson(), TRACE).prove(expression)
    assert answer.value.problem == ""


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("exchanges[0].sql | length >= 0", "the sql of request 1"),
        ("exchanges[0].response.text == exchanges[0].response.text", "the response.text of requ"),
        ("response.status == exchanges[1].response.status", "the response.status of request 2"),
        ("step.set.session.data == step[2].session.data", "the session.data of step 2"),
        (
            "response.status == 404 or response.status != 404",
            "the response.status of request 2",
        ),
        (
            "response.status == 404 and exchanges[0].sql | length >= 0",
            "the sql of request 1",
        ),
        ("exchanges | length >= 0", "exchanges"),
        (
            "exchanges[1].response.status in [404, 201] or "
            "exchanges[1].response.status not in [404, 201]",
            "the response.status of request 2",
        ),
        ("step.set.session.data | length < 1000", "the session.data of step 2"),
    ],
)
def test_what_nothing_could_make_false_is_refused(expression: str, what: str) -> None:
    problem = Claims(a_lesson(), TRACE).prove(expression).value.problem
    assert problem.startswith(f"it is true whatever {what}")
    assert problem.endswith("; compare it with what you expect")


def test_a_proof_that_looks_at_no_value_is_refused() -> None:
    problem = Claims(a_lesson(), TRACE).prove("step.set is defined").value.problem
    assert problem.startswith("it looks at no value, so it proves nothing")


@pytest.mark.parametrize(
    "value", [0, 1.5, "a", True, None, [1], (), {"a": 1}, {1}, Partial("x", "str", 3, "d")]
)
def test_there_is_another_value_for_each(value: Any) -> None:
    found = list(others(value, Written(values=["a"])))
    assert found
    assert not any(type(one) is type(value) and repr(one) == repr(value) for one in found)


def test_a_value_that_makes_no_difference_where_it_can_be_asked_is_idle() -> None:
    def holds(instead: Any) -> bool | None:
        return {"": True, "another": None}.get(instead.get(("main", "text"), ""), True)

    assert indifferent({("main", "text"): "x"}, Written(), lambda _: iter(()), holds) == [
        ("main", "text")
    ]
    assert indifferent({("main", "text"): "x"}, Written(), lambda _: iter(()), lambda _: None) == []
    assert (
        indifferent({("main", "text"): "x"}, Written(), lambda _: iter(["y"]), lambda _: False)
        == []
    )
