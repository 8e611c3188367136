"""What a text may quote is what the runs of the page hold, and no run that a reader does not see."""

import dataclasses

import pytest

from proven_lessons.generator.claims.facts import canonical, facts_of
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_run, a_session, a_step, a_trace, a_value, an_exchange, view

SET = a_step(
    SessionSet(key=a_value("color"), value=a_value("blue")), session=a_session(color="blue")
)


def test_values_of_the_run_may_be_quoted() -> None:
    facts = facts_of(a_lesson(), a_trace(an_exchange(SET, status=201)))
    assert {"color", "blue", "GET", "/"} <= facts.strings
    assert "color" in facts.keys
    assert facts.statuses == {201}
    assert facts.sent.requests == ({1}, 1)
    assert facts.counts == {0}, "no statement was sent"
    assert facts.step_names[2] == "step.set"
    assert facts.line_names == {5: "step.set.line"}
    assert "red" not in facts.strings


def test_a_reader_does_not_see_the_runs_that_we_added() -> None:
    run = a_run(an_exchange(status=404), an_exchange())
    trace = a_trace(an_exchange(), told=run, added=a_run(an_exchange(status=418)))
    lesson = a_lesson(what_if={"told": {"title": "else", "requests": ["GET /", "GET /"]}})
    facts = facts_of(lesson, trace)
    assert facts.statuses == {200, 404}
    assert facts.sent.requests == ({1, 2}, 2)


def test_sources_and_tags_may_be_quoted() -> None:
    lesson = a_lesson(view("chosen = 1\nreturn HttpResponse('ok')"), tags=["cart"])
    bodies = facts_of(lesson, a_trace()).bodies
    assert "chosen = 1" in bodies
    assert "cart" in bodies
    assert "track/one" in bodies
    assert "views.py" in bodies


def test_what_is_left_out_of_a_trace_is_no_fact() -> None:
    one = an_exchange(SET)
    emptied = dataclasses.replace(one, steps=(one.steps[0], one.steps[-1]))
    assert "blue" not in facts_of(a_lesson(), a_trace(emptied)).strings


@pytest.mark.parametrize(
    ("one", "other"),
    [({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([1, (2,)], (1, [2])), ({3, 1, 2}, {2, 3, 1})],
)
def test_equal_containers_have_one_text(one: object, other: object) -> None:
    assert canonical(one) == canonical(other)


def test_unlike_ones_have_two() -> None:
    texts = {canonical(value) for value in (1, "1", [1], {1}, {1: 1}, [[1]], True, None)}
    assert len(texts) == 8
