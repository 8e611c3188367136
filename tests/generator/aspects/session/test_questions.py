"""Questions about the session have one answer: what another step did too is not asked."""

import dataclasses

import pytest

from proven_lessons.generator.aspects.session.questions import about
from proven_lessons.runner.probes.session.events import (
    SessionDelete,
    SessionHas,
    SessionKeyChange,
    SessionPop,
    SessionRead,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event, Run, Step
from tests.builders import a_run, a_session, a_step, a_value, an_exchange, words_of

A, ONE = a_value("a"), a_value(1)
SET = SessionSet(key=A, value=ONE)
GET = SessionRead(key=A, default=None, result=ONE, found=True)


def asked(*steps: Step) -> list[tuple[str, str]]:
    return [(words_of(one.ask), one.answer) for one in about(a_run(an_exchange(*steps)))]


def which(*events: tuple[Event, ...]) -> list[tuple[str, str]]:
    """Give the questions for a step of a key, when each tuple is a step."""
    return asked(*(a_step(*one) for one in events))


def test_it_is_asked_for_after_the_last_statement_that_changed_it() -> None:
    held = dataclasses.replace(a_session("modified", a=1), changed=("a",))
    steps = [a_step(session=held), a_step(session=held), a_step(session=a_session(a=1))]
    assert asked(*steps) == [
        ("What is the session state after {{ step[3] }}?", "step[3].session.data")
    ]
    own = dataclasses.replace(a_step(code="", session=held))
    assert asked(own) == [], "no statement of the lesson did it"
    assert asked(a_step(session=held, skipped=3, kind="skipped")) == []


@pytest.mark.parametrize(
    ("events", "question"),
    [
        (((GET,),), ("At which step is the key 'a' read from the session?", "step[2].number")),
        (((SET,),), ("At which step is the key 'a' set in the session?", "step[2].number")),
        (((GET,), (SET,)), ("At which step is the key 'a' set in the session?", "step[3].number")),
        (
            ((SET,), (SET,), (GET,)),
            ("At which step is the key 'a' read from the session?", "step[4].number"),
        ),
        (
            ((SessionDelete(key=A, found=True),),),
            ("At which step is the key 'a' taken out of the session?", "step[2].number"),
        ),
    ],
)
def test_the_step_is_asked_for_that_alone_did_it(
    events: tuple[tuple[Event, ...], ...], question: tuple[str, str]
) -> None:
    assert which(*events) == [question]


@pytest.mark.parametrize(
    "events",
    [
        ((SET,), (SET,)),
        ((GET,), (SET,), (SessionSetDefault(key=A, value=ONE, result=ONE, found=None),)),
        ((GET,), (SessionPop(key=A, default=None, result=ONE, found=None),)),
        ((SET,), (SessionUpdate(data=A),)),
        ((SET,), (SessionKeyChange(method="flush", old=None, new=None),)),
        ((SessionHas(key=A, result=ONE),),),
        ((SessionSet(key=a_value("a`"), value=ONE),),),
        (),
    ],
)
def test_what_another_step_did_too_or_may_have_done_is_not_asked(
    events: tuple[tuple[Event, ...], ...],
) -> None:
    assert which(*events) == []


def test_a_statement_whose_iterations_were_only_counted_may_have_done_anything() -> None:
    assert asked(a_step(SET), a_step(SET, skipped=2, kind="skipped")) == []


def ending(count: int, *, status: str = "saved", code: str = "x = 1") -> Run:
    """Give a run of some requests that use the session, each with a statement."""
    read = SessionRead(key=a_value("a"), found=False, default=None, result=a_value(None))
    of = an_exchange(a_step(read, session=a_session("loaded"), code=code))
    last = dataclasses.replace(of.steps[-1], session=a_session(status))
    return a_run(*[dataclasses.replace(of, steps=(*of.steps[:-1], last))] * count)


def saved(run: Run) -> tuple[str, str]:
    (question,) = (one for one in about(run) if one.is_about_end)
    return words_of(question.ask), question.answer


IS_SAVED, IS_NOT = 'final.session.status == "saved"', 'final.session.status != "saved"'


@pytest.mark.parametrize("status", ["saved", "not saved"])
def test_whether_it_is_saved_is_asked_of_the_last_request(status: str) -> None:
    asked_of = {saved(ending(count, status=status, code=f"x = {n}")) for count in (1, 2) for n in
                range(20)}  # fmt: skip
    assert asked_of == {
        ("True or false: at the end, the session is saved.", IS_SAVED),
        ("True or false: at the end, the session is not saved.", IS_NOT),
        ("True or false: at the end of request 2, the session is saved.", IS_SAVED),
        ("True or false: at the end of request 2, the session is not saved.", IS_NOT),
    }


def test_who_always_says_true_is_wrong_as_often_as_right() -> None:
    runs = [(status, n) for status in ("saved", "not saved") for n in range(100)]
    asked_of = [saved(ending(1, status=status, code=f"x = {n}"))[1] for status, n in runs]
    true = sum(
        (answer == IS_SAVED) == (status == "saved")
        for (status, _n), answer in zip(runs, asked_of, strict=True)
    )
    assert 80 < true < 120


def test_a_session_that_nothing_uses_is_not_asked_about() -> None:
    assert list(about(a_run())) == [], "a site without sessions"
    unused = an_exchange(a_step(session=a_session("unread")))
    assert list(about(a_run(unused))) == []
