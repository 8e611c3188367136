"""A reason says where a value is found, in this run or another, and what made it so."""

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes.quiz.reasons import explanation, reason
from proven_lessons.generator.modes.quiz.subjects import Subject, subject_of
from proven_lessons.generator.translation import _
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import Run, Trace
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange, words_of

SET = a_step(
    SessionSet(key=a_value("a"), value=a_value(1)),
    session=a_session("modified", {}, a=1),
    locals={"n": a_value(1)},
    code="request.session['a'] = 1",
    kind="session.set",
)
ONE = a_trace(an_exchange(SET))
TWO = a_trace(an_exchange(SET), an_exchange())


def about(expression: str, trace: Trace) -> tuple[Subject, Run]:
    subject = subject_of(expression, Claims(a_lesson(), trace))
    assert subject is not None
    return subject, trace.runs["main"]


@pytest.mark.parametrize(
    ("expression", "trace", "words"),
    [
        ("step[2].locals.n", ONE, "That is n after step 2."),
        ("step[2].value", ONE, "That is what step 2 retrieves."),
        ("step[2].code", ONE, "That is the statement of step 2."),
        ("step[2].sql | length", ONE, "That is the number of SQL statements in step 2."),
        ("step[2].response.text", a_trace(an_exchange(a_step(response=None))), None),
        ("step[2].kind", ONE, "That is what kind of step 2 holds."),
        ("step[2].session.data", ONE, "That is the session state after step 2."),
        ("step[2].session.data.a", ONE, "That is a in the session after step 2."),
        ("step[2].session.data | length", ONE, "That is the number of keys in the session after step 2."),
        ("step[2].session.stored", ONE, "That is what the session store holds after step 2."),
        ("step[2].session.changed", ONE, "That is what step 2 changes in the session."),
        ("step[2].session.status", ONE, "That is the status of the session after step 2."),
        ("response.text", ONE, "That is what the response says."),
        ("response.text", TWO, "That is what the last response says."),
        ("response.status", ONE, "That is the status of the response."),
        ("response.status", TWO, "That is the status of the last response."),
        ("sql | length", ONE, "That is the number of SQL statements in the whole run."),
        ("steps | length", ONE, "That is the number of steps of the whole run."),
        ("exchanges[1].response.status", TWO, "That is the status of the response to request 2."),
        ("exchanges[0].response.text", TWO, "That is what the response to request 1 says."),
        ("exchanges[0].sql | length", TWO, "That is the number of SQL statements in request 1."),
        ("exchanges[0].steps | length", TWO, "That is the number of steps of request 1."),
        ("exchanges[0].view", TWO, "That is the view of request 1."),
        ("exchanges[0].error", TWO, "That is the exception of request 1."),
        ("exchanges[0].client", TWO, "That is the browser of request 1."),
        ("exchanges[0].undone | length", TWO, "That is the number of changes that request 1 takes back."),
        ("exchanges[1].request.path", TWO, "That is the path of request 2."),
        ("exchanges[1].request.cookies", TWO, "That is the cookies that request 2 sends."),
        ("exchanges[0].cookies", TWO, "That is the cookies of the response to request 1."),
        ("exchanges[0].clock", TWO, "That is what clock of request 1 holds."),
    ],
)  # fmt: skip
def test_a_value_is_told_by_where_it_is_found(
    expression: str, trace: Trace, words: str | None
) -> None:
    found = subject_of(expression, Claims(a_lesson(), trace))
    if words is None:
        assert found is None
        return
    assert words_of(reason(*about(expression, trace), change=None, is_elsewhere=False)) == words


def test_of_another_run_it_says_what_is_different_there() -> None:
    found = about("step[2].value", ONE)
    assert words_of(reason(*found, change=_("the key is missing"), is_elsewhere=False)) == (
        "That would be what step 2 retrieves if the key is missing."
    )
    assert words_of(reason(*found, change=None, is_elsewhere=True)) == (
        "That is what step 2 retrieves in the lesson as it stands."
    )


def test_a_session_that_nothing_has_read_is_said_to_be_so() -> None:
    trace = a_trace(an_exchange(a_step(session=a_session("unread"))))
    found = about("step[2].session.data", trace)
    assert words_of(reason(*found, change=None, is_elsewhere=False)) == (
        "At step 2 nothing has read the session yet."
    )
    assert words_of(reason(*found, change=_("the key is missing"), is_elsewhere=False)) == (
        "At step 2 nothing has read the session yet. (This is so if the key is missing.)"
    )
    counted = about("step[2].session.data | length", trace)
    assert words_of(reason(*counted, change=None, is_elsewhere=False)) == (
        "That is the number of keys in the session after step 2."
    )


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "step[2].session.data",
            "That is the session state after step 2 (Set 'a' = 1 in session).",
        ),
        ("step[2].number", "That is step 2 (Set 'a' = 1 in session)."),
        ("step[2].line", "That is line 5, which runs in step 2 (Set 'a' = 1 in session)."),
        ("response.status", "That is the status of the response."),
        ("step[1].number", "That is step 1 (Handle the request, then call the view)."),
    ],
)
def test_the_right_value_is_explained_by_what_made_it_so(expression: str, words: str) -> None:
    told = words_of(explanation(*about(expression, ONE)))
    assert told.partition(" (")[0] == words.partition(" (")[0]
    if "Set" in words:
        assert told == words
