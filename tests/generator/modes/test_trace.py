"""Trace: rows and columns of the execution table and the variable tracker."""

from typing import Any

from proven_lessons.generator.modes.trace import TraceMode
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import Place, Step, Value
from tests.builders import (
    a_lesson,
    a_material,
    a_session,
    a_step,
    a_value,
    an_exchange,
    derived,
    view,
)


def table(*steps: Step, **written: Any) -> Any:
    lesson = a_lesson(view("request.session['a'] = 1\nreturn HttpResponse('ok')"), **written)
    (one,) = derived(TraceMode(), a_material(an_exchange(*steps), lesson=lesson)).exchanges
    return one


def values(found: Any) -> dict[str, list[str | None]]:
    return {
        one.name: [value and value.repr for value in one.values] for one in found.tracker.variables
    }


def inside(function: str = "view", value: Value | None = None, **held: object) -> Step:
    """Give a step of a function with these variables."""
    at = Place(file="views.py", line=5, end_line=5, code="", function=function)
    described = {name: a_value(one) for name, one in held.items()}
    return a_step(at=at, depth=1, locals=described, value=value, kind="assign")


def test_a_value_stays_until_the_next_one_is_retrieved() -> None:
    found = table(inside(value=a_value(1)), inside(), inside(value=a_value(3)), inside())
    assert [(row.value and row.value.repr, row.fresh) for row in found.rows] == [
        (None, False),
        ("1", True),
        ("1", False),
        ("3", True),
        ("3", False),
        ("3", False),
    ]


def test_the_tracker_has_a_column_for_each_step_that_changed_something() -> None:
    found = table(
        a_step(depth=1, locals={"x": a_value(1)}, session=a_session("unread")),
        a_step(depth=1, locals={"x": a_value(1)}, session=a_session("unread")),
        a_step(depth=1, locals={"x": a_value(1)}, session=a_session("modified", a=1)),
        a_step(depth=1, locals={"x": a_value(2)}, session=a_session("modified", a=1)),
    )
    assert found.tracker.after == (2, 4, 5)
    held = values(found)
    assert held["x"] == [None, "1", "1", "2", "2"]
    assert held["request.session"][-1] == "{'a': 1}"


def test_a_variable_that_is_deleted_is_gone() -> None:
    found = table(inside(x=1), inside(), inside(error=2), inside(y=2))
    assert found.tracker.after == (2, 3, 4, 5)
    assert values(found)["x"] == [None, "1", None, None, None, None]
    assert values(found)["error"] == [None, None, None, "2", None, None]


def test_variables_of_several_functions_are_kept_apart() -> None:
    found = table(inside(n=1), inside("double", n=1), inside(n=1, m=2))
    assert [one.name for one in found.tracker.variables] == [
        "n in view",
        "n in double",
        "m in view",
    ]


def test_the_authors_wording_takes_the_place_of_the_derived_one() -> None:
    at = Place(
        file="views.py", line=6, end_line=6, code="return HttpResponse('ok')", function="view"
    )
    note = {"at": "return HttpResponse", "action": "Answer <now> in {{ step.response }}"}
    set_it = a_step(SessionSet(key=a_value("a"), value=a_value(1)), kind="session.set")
    found = table(set_it, a_step(kind="response", at=at), steps=[note])
    assert [row.action for row in found.rows[1:3]] == [
        "Set 'a' = 1 in session",
        'Answer &#60;now&#62; in <a class="lesson-step" href="#step-3">step 3</a>',
    ]
