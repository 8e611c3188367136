"""A question is about a step, an exchange or a run: the path in its key leads there."""

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes.quiz.subjects import Subject, subject_of
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_run, a_session, a_step, a_trace, a_value, an_exchange

SET = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)),
    session=a_session("modified", {}, a=1),
    locals={"n": a_value(1)},
)
OTHER = a_run(an_exchange(SET), an_exchange(status=404))
WHAT_IF = {"other": {"title": "else", "settings": {"DEBUG": True}}}
TRACE = a_trace(an_exchange(SET), an_exchange(), other=OTHER)
CLAIMS = Claims(a_lesson(what_if=WHAT_IF), TRACE)


@pytest.mark.parametrize(
    ("expression", "run", "step", "exchange", "path", "counted"),
    [
        ("step.set.session.data", "main", 2, None, ("session", "data"), False),
        ("step[2].locals.n", "main", 2, None, ("locals", "n"), False),
        ("steps[1].number", "main", 2, None, ("number",), False),
        ("final.session", "main", 5, None, ("session",), False),
        ("session", "main", 5, None, ("session",), False),
        ("exchanges[1].response.status", "main", None, 1, ("response", "status"), False),
        ("exchanges[0].step.set.number", "main", 2, 0, ("number",), False),
        ("response.status", "main", None, None, ("response", "status"), False),
        ("sql | length", "main", None, None, ("sql",), True),
        ("what_if.other.response.status", "other", None, None, ("response", "status"), False),
        ("what_if.other.step.set.value", "other", 2, None, ("value",), False),
    ],
)  # fmt: skip
def test_the_path_of_the_key_leads_to_it(
    expression: str,
    run: str,
    step: int | None,
    exchange: int | None,
    path: tuple[str | int, ...],
    *,
    counted: bool,
) -> None:
    subject = subject_of(expression, CLAIMS)
    assert subject is not None
    assert (subject.run, subject.step, subject.exchange) == (run, step, exchange)
    assert (subject.path, subject.counted) == (path, counted)


@pytest.mark.parametrize(
    "expression",
    ["response.status == 200", "1", "step.gone.value", "step[9].value", "what_if.other", "what_if.never.sql", "exchanges[7].view"],
)  # fmt: skip
def test_what_is_more_than_a_path_or_leads_nowhere_is_about_nothing(expression: str) -> None:
    assert subject_of(expression, CLAIMS) is None


def about(expression: str) -> Subject:
    subject = subject_of(expression, CLAIMS)
    assert subject is not None
    return subject


def test_its_step_and_its_exchange_are_those_of_the_run() -> None:
    run = TRACE.runs["main"]
    step = about("step.set.value").step_in(run)
    assert step is not None
    assert step.number == 2
    assert about("step.set.value").exchange_in(run).number == 1
    assert about("exchanges[0].view").exchange_in(run).number == 1
    assert about("response.status").step_in(run) is None
    assert about("response.status").exchange_in(run).number == 2, "the last one"
