"""Wrong options are values that some run has: which are drawn, which are not, and in which order."""

import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts.values import literal
from proven_lessons.generator.modes.quiz.distractors import Distractors, is_same, stands_out
from proven_lessons.generator.modes.quiz.subjects import subject_of
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.probes.session.events import (
    SessionPop,
    SessionRead,
    SessionSet,
    SessionSetDefault,
)
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Place, ResponseState, Step, Trace, Value
from tests.builders import (
    a_lesson,
    a_run,
    a_session,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    loaded,
    view,
    words_of,
    write_lesson,
)

SOURCE = view("x = 1\nif x == 2:\n    x = 3\nreturn HttpResponse('x')")


def draw(
    trace: Trace,
    expression: str,
    key: Any,
    folder: Path,
    changes: Mapping[str, Said] | None = None,
) -> list[tuple[Any, str]]:
    lesson = loaded(write_lesson(Path(tempfile.mkdtemp(dir=folder)), source=SOURCE))
    claims = Claims(lesson, trace)
    subject = subject_of(expression, claims)
    assert subject is not None
    found = Distractors(lesson, trace, claims.names, changes or {}).draw(subject, key)
    return [(one.value, words_of(one.reason)) for one in found]


def values(trace: Trace, expression: str, key: Any, folder: Path, **changes: Said) -> list[Any]:
    return [value for value, _reason in draw(trace, expression, key, folder, changes)]


def sets(name: str, value: object, line: int = 5, file: str = "views.py") -> Step:
    at = Place(file=file, line=line, end_line=line, code=f"{name} = n", function="view")
    held = value if isinstance(value, Value) else a_value(value)
    return dataclasses.replace(a_step(kind="assign", names=(name,), locals={name: held}), at=at)


def test_the_same_variable_at_other_steps_comes_first_and_the_nearest_first(
    tmp_path: Path,
) -> None:
    trace = a_trace(an_exchange(sets("x", 1), sets("x", 2), sets("x", 3), sets("x", 4)))
    assert values(trace, "step[3].locals.x", 2, tmp_path) == [1, 3, 4]


def test_the_exchange_that_is_asked_about_comes_before_the_others(tmp_path: Path) -> None:
    first = an_exchange(sets("x", 1), sets("x", 2))
    second = an_exchange(sets("x", 8), sets("x", 9))
    assert values(a_trace(first, second), "step[6].locals.x", 8, tmp_path) == [9, 2, 1]
    assert values(a_trace(first, second), "step[3].locals.x", 2, tmp_path) == [1, 8, 9]


def test_a_value_is_drawn_once_and_never_the_key(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1), sets("x", 2), sets("x", 1), sets("x", 2)))
    assert values(trace, "step[2].locals.x", 1, tmp_path) == [2]
    # Python holds 1 and True for the same; a reader who is asked for a number does, too.
    alike = a_trace(an_exchange(sets("x", 1), sets("x", True)))
    assert values(alike, "step[2].locals.x", 1, tmp_path) == []


def test_what_says_nothing_is_not_drawn(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", "a"), sets("x", ""), sets("x", None), sets("x", "b")))
    assert values(trace, "step[2].locals.x", "a", tmp_path) == ["b"]


def test_what_was_cut_is_not_drawn_since_it_may_be_the_key(tmp_path: Path) -> None:
    cut = Value(type="list", repr="[1, 2, …]")
    trace = a_trace(an_exchange(sets("x", [1]), sets("x", cut), sets("x", [2])))
    assert values(trace, "step[2].locals.x", [1], tmp_path) == [[2]]


def test_what_is_known_in_part_is_not_drawn_and_not_counted(tmp_path: Path) -> None:
    thing, items = (
        Value(type="Cart", repr="<Cart object>"),
        Value(type="list", repr="[<A>]", length=1),
    )
    step = a_step(locals={"x": a_value([1, 2]), "y": thing, "z": items})
    trace = a_trace(an_exchange(step))
    assert [repr(one) for one in values(trace, "step[2].locals.x", [1, 2], tmp_path)] == ["[<A>]"]
    assert values(trace, "step[2].locals.x", [1], tmp_path) == [], "it may be the same"
    assert values(trace, "step[2].locals.x | length", 2, tmp_path) == [1]


def test_other_variables_of_the_step_are_neighbours(tmp_path: Path) -> None:
    step = a_step(locals={"x": a_value(1), "y": a_value(2), "f": Value(type="function", repr="f")})
    assert values(a_trace(an_exchange(step)), "step[2].locals.x", 1, tmp_path) == [2]


def test_values_of_another_form_or_length_come_last_or_not_at_all(tmp_path: Path) -> None:
    trace = a_trace(
        an_exchange(sets("x", 1), sets("x", "text"), sets("x", 2), sets("x", "long" * 20))
    )
    assert values(trace, "step[2].locals.x", 1, tmp_path) == [2, "text"]


def test_memory_and_store_are_mistaken_for_each_other(tmp_path: Path) -> None:
    step = a_step(session=a_session("modified", {"a": 1}, a=2))
    trace = a_trace(an_exchange(step))
    assert values(trace, "step[2].session.data", {"a": 2}, tmp_path) == [{"a": 1}]
    assert values(trace, "step[2].session.stored", {"a": 1}, tmp_path) == [{"a": 2}]
    unstored = a_trace(an_exchange(a_step(session=a_session("modified", a=2))))
    assert values(unstored, "step[2].session.data", {"a": 2}, tmp_path) == []


@pytest.mark.parametrize(
    "event",
    [
        SessionRead(key=a_value("a"), default=a_value(9), result=a_value(1), found=True),
        SessionPop(key=a_value("a"), default=a_value(9), result=a_value(1), found=True),
        SessionSetDefault(key=a_value("a"), value=a_value(9), result=a_value(1), found=True),
    ],
)
def test_a_default_that_was_not_needed_is_drawn(event: Event, tmp_path: Path) -> None:
    step = a_step(event, value=a_value(1), locals={"x": a_value(1)})
    trace = a_trace(an_exchange(step))
    assert draw(trace, "step[2].value", 1, tmp_path) == [
        (9, "That is the default in step 2, for a key that is missing.")
    ]
    assert 9 not in values(trace, "step[2].locals.x", 1, tmp_path)


def test_a_read_without_a_default_has_none_to_draw(tmp_path: Path) -> None:
    read = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
    trace = a_trace(an_exchange(a_step(read, value=a_value(1))))
    assert values(trace, "step[2].value", 1, tmp_path) == []


def test_steps_of_the_same_line_are_no_wrong_answer_to_which_step(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1, 5), sets("x", 2, 5), sets("x", 3, 8)))
    found = values(trace, "step[2].number", 2, tmp_path)
    assert 3 not in found
    assert 4 in found


def test_lines_are_those_of_the_same_file_that_ran_or_could_have(tmp_path: Path) -> None:
    steps = [sets("x", 1, 5), sets("x", 2, 8), sets("x", 3, 99, file="other.py")]
    found = draw(a_trace(an_exchange(*steps)), "step[2].line", 5, tmp_path)
    assert [value for value, _reason in found] == [8, 6, 7]
    assert dict(found)[7] == "Line 7 never runs."


def test_other_runs_say_what_the_same_expression_is_in_them(tmp_path: Path) -> None:
    what_if = a_run(an_exchange(sets("x", 7)))
    trace = a_trace(an_exchange(sets("x", 1)), other=what_if, unknown=what_if)
    assert values(trace, "step[2].locals.x", 1, tmp_path) == []
    told = draw(trace, "step[2].locals.x", 1, tmp_path, {"other": _("it were 7")})
    assert [value for value, _reason in told] == [7]
    assert "it were 7" in told[0][1]


def test_of_a_what_if_the_lessons_own_run_comes_first(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1)), other=a_run(an_exchange(sets("x", 7), sets("x", 8))))
    changes = {"other": _("it were 7")}
    drawn = draw(trace, "what_if.other.step[2].locals.x", 7, tmp_path, changes)
    assert [value for value, _reason in drawn] == [1, 8]


def test_other_exchanges_are_drawn_for_what_is_asked_of_one(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(text="one"), an_exchange(text="two"), an_exchange(text="six"))
    assert values(trace, "exchanges[1].response.text", "two", tmp_path) == ["one", "six"]


def test_how_many_is_asked_of_exchanges_and_steps(tmp_path: Path) -> None:
    read = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
    trace = a_trace(an_exchange(a_step(read, read), a_step(read)))
    assert set(values(trace, "step[2].events | length", 2, tmp_path)) == {0, 1}


@pytest.mark.parametrize(
    ("key", "others", "said"),
    [
        (1, [2, "a"], ""),
        (1, ["a", "b"], "it is the only number"),
        (True, [1], "it is the only bool"),
        ("a", [1, 2], "it is the only text"),
        ({}, ["a"], "it is the only dictionary"),
        (None, ["a"], ""),
        ("a" * 40, ["b", "c"], "it is much longer than the others"),
        ("a" * 14, ["b", "c"], ""),
        ("a", ["b" * 40, "c" * 40], "it is much shorter than the others"),
        ("a", ["b" * 40, "c"], ""),
    ],
)
def test_a_key_that_stands_out_is_told(key: Any, others: list[Any], said: str) -> None:
    assert stands_out(key, others) == said


@pytest.mark.parametrize(
    ("value", "key", "same"), [(1, 1, True), (1, True, True), (1, 2, False), ("1", 1, False)]
)
def test_values_are_compared_as_python_does(value: Any, key: Any, *, same: bool) -> None:
    assert is_same(value, key) is same


def test_a_value_that_was_cut_is_never_told_apart() -> None:
    assert is_same(literal(Value(type="list", repr="[1, …]")), [2])


def test_a_read_is_found_among_other_events(tmp_path: Path) -> None:
    read = SessionRead(key=a_value("a"), default=a_value(9), result=a_value(1), found=True)
    other = SessionSet(key=a_value("b"), value=a_value(5))
    trace = a_trace(an_exchange(a_step(other, read, value=a_value(1))))
    assert values(trace, "step[2].value", 1, tmp_path) == [9]


def test_an_authors_option_has_its_reason_from_where_it_is(tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, source=SOURCE))
    trace = a_trace(an_exchange(sets("x", 1)), other=a_run(an_exchange(sets("x", 7))))
    claims = Claims(lesson, trace)
    source = Distractors(lesson, trace, claims.names, {"other": _("it were 7")})
    here, there = (subject_of(f"{run}step[2].locals.x", claims) for run in ("", "what_if.other."))
    assert here is not None
    assert there is not None
    told = {
        "alone": source.reason(here),
        "beside its like": source.reason(here, here),
        "of the lesson": source.reason(here, there),
        "of the what-if": source.reason(there, here),
    }
    assert {name: words_of(said) for name, said in told.items()} == {
        "alone": "That is x after step 2.",
        "beside its like": "That is x after step 2.",
        "of the lesson": "That is x after step 2 in the lesson as it stands.",
        "of the what-if": "That would be x after step 2 if it were 7.",
    }


def test_the_authors_what_ifs_come_before_the_automatic_ones(tmp_path: Path) -> None:
    trace = a_trace(
        an_exchange(sets("x", 1)),
        **{"line 5": a_run(an_exchange(sets("x", 8))), "other": a_run(an_exchange(sets("x", 7)))},
    )
    changes = {"line 5": _("it were 8"), "other": _("it were 7")}
    assert [value for value, _reason in draw(trace, "step[2].locals.x", 1, tmp_path, changes)] == [
        7, 8,
    ]  # fmt: skip


def test_lines_are_those_of_the_functions_of_the_same_file(tmp_path: Path) -> None:
    at = Place(file="other.py", line=9, end_line=9, code="", function="helper")
    elsewhere = dataclasses.replace(sets("x", 3), at=at)
    trace = a_trace(an_exchange(sets("x", 1, 5), sets("x", 2, 8), elsewhere))
    assert values(trace, "step[2].line", 5, tmp_path) == [8, 6, 7]


def test_a_value_that_is_found_twice_has_the_reason_of_the_first(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1), sets("x", 2), sets("x", 3), sets("x", 2)))
    assert dict(draw(trace, "step[2].locals.x", 1, tmp_path))[2] == "That is x after step 3."


def test_a_value_of_much_other_length_is_not_alike(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", "k" * 18), sets("x", 5), sets("x", "l" * 38)))
    assert values(trace, "step[2].locals.x", "k" * 18, tmp_path) == [5, "l" * 38]
    near = a_trace(an_exchange(sets("x", "k" * 18), sets("x", 5), sets("x", "l" * 30)))
    assert values(near, "step[2].locals.x", "k" * 18, tmp_path) == ["l" * 30, 5]


QUERY = Query(sql="SELECT 1", params=(), rows=None)


def test_how_many_of_a_run_is_mistaken_for_how_many_of_a_step(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(a_step(QUERY, QUERY), a_step(QUERY)))
    assert sorted(values(trace, "sql | length", 3, tmp_path)) == [0, 1, 2]


def test_what_a_step_says_is_not_mistaken_for_what_the_run_says(tmp_path: Path) -> None:
    step = a_step(response=ResponseState(status=200, text="early"))
    assert values(a_trace(an_exchange(step)), "response.text", "ok", tmp_path) == []


def test_a_step_without_a_statement_can_be_asked_for(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1)))
    assert values(trace, "step[1].number", 1, tmp_path) == [2, 3]
    assert values(trace, "step[1].line", None, tmp_path) == [5]


def test_of_a_what_if_the_lessons_own_value_is_told_as_that(tmp_path: Path) -> None:
    trace = a_trace(an_exchange(sets("x", 1)), other=a_run(an_exchange(sets("x", 7))))
    changes = {"other": _("it were 7")}
    assert draw(trace, "what_if.other.step[2].locals.x", 7, tmp_path, changes) == [
        (1, "That is x after step 2 in the lesson as it stands.")
    ]


def test_a_step_of_another_run_is_the_same_statement_not_the_same_number() -> None:
    def step(name: str, **data: int) -> Step:
        return a_step(code=f"request.session['{name}'] = 1", session=a_session(**data))

    main = an_exchange(step("a", a=1), step("b", a=1, b=2), step("c", a=1, b=2, c=3))
    without_a = a_run(an_exchange(step("b", b=2), step("c", b=2, c=3)))
    lesson, trace = a_lesson(), a_trace(main, **{"no a": without_a})
    claims = Claims(lesson, trace)
    source = Distractors(lesson, trace, claims.names, {"no a": "line 5 were left out"})
    drawn = {}
    for number in (2, 3):
        subject = subject_of(f"step[{number}].session.data", claims)
        assert subject is not None
        drawn[number] = {
            repr(one.value): words_of(one.reason)
            for one in source.draw(subject, claims.evaluate(f"step[{number}].session.data").value)
            if "left out" in words_of(one.reason)
        }
    assert drawn == {
        2: {},  # it is the line that is left out
        3: {"{'b': 2}": "That would be the session state after step 3 if line 5 were left out."},
    }
