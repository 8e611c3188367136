"""What a step did to the session is worked out once: what marks it, what saves it, what changes it late."""

import dataclasses
from typing import Any

import pytest

from proven_lessons.generator.aspects.session import facts
from proven_lessons.runner.probes.cookies import CookieDeleted
from proven_lessons.runner.probes.middleware import MiddlewareLeft
from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionDelete,
    SessionHas,
    SessionKeyChange,
    SessionLoad,
    SessionPop,
    SessionRead,
    SessionSave,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event, Exchange, Failure, Raised, SessionState, Step
from tests.builders import a_session, a_step, a_value, an_exchange

A, ONE, TWO = a_value("a"), a_value(1), a_value(2)
SET = SessionSet(key=A, value=ONE)
GET = SessionRead(key=A, default=None, result=ONE, found=True)
SAVE = SessionSave(data={}, key="session-key-1", created=False, by=None)
LOAD = SessionLoad(data={}, key="session-key-1")
FLUSH = SessionKeyChange(method="flush", old="session-key-1", new=None)


def setdefault(*, found: bool | None) -> SessionSetDefault:
    return SessionSetDefault(key=A, value=ONE, result=ONE, found=found)


def pop(*, found: bool | None) -> SessionPop:
    return SessionPop(key=A, default=TWO, result=TWO, found=found)


@pytest.mark.parametrize(
    ("event", "marks"),
    [
        (SET, True),
        (SessionUpdate(data=A), True),
        (FLUSH, True),
        (SessionCall(method="clear", arguments=(), result=None), True),
        (SessionDelete(key=A, found=True), True),
        (SessionDelete(key=A, found=False), False),
        (pop(found=True), True),
        (pop(found=False), False),
        (pop(found=None), True),
        (setdefault(found=False), True),
        (setdefault(found=True), False),
        (setdefault(found=None), True),
        (GET, False),
        (SessionHas(key=A, result=ONE), False),
        (LOAD, False),
        (SAVE, False),
    ],
)
def test_an_operation_marks_the_session_unless_it_is_known_not_to(
    event: Event, *, marks: bool
) -> None:
    assert facts.is_marked_by(event) is marks
    assert facts.is_marked(an_exchange(a_step(event))) is marks


@pytest.mark.parametrize(
    ("event", "default"),
    [
        (pop(found=False), True),
        (pop(found=True), False),
        (pop(found=None), False),
        (GET, False),
        (SessionRead(key=A, default=TWO, result=TWO, found=False), True),
    ],
)
def test_a_default_is_given_only_for_a_key_that_is_known_to_be_missing(
    event: SessionRead | SessionPop, *, default: bool
) -> None:
    assert facts.got_default(event) is default


@pytest.mark.parametrize(
    ("events", "saved"),
    [((), False), ((SAVE,), True), ((SAVE, FLUSH), False), ((FLUSH, SAVE), True), ((SET,), False)],
)
def test_a_session_was_saved_if_nothing_threw_it_away_after_that(
    events: tuple[Event, ...], *, saved: bool
) -> None:
    assert facts.was_saved(an_exchange(a_step(*events))) is saved


def changed(*events: Event, status: str = "modified", **data: object) -> Step:
    session = dataclasses.replace(a_session(status, **data), changed=tuple(data))
    return a_step(*events, session=session)


@pytest.mark.parametrize(
    ("step", "in_place"),
    [
        (changed(a=[1]), True),
        (changed(GET, a=[1]), True),
        (changed(setdefault(found=True), a=[1]), True),
        (changed(setdefault(found=False), a=[1]), False),
        (changed(SET, a=[1]), False),
        (changed(SessionCall(method="clear", arguments=(), result=None), a=[1]), False),
        (changed(a=[1], status="unread"), False),
        (a_step(session=a_session(a=[1])), False),
        (changed(a=5), False),
        (changed(GET, a="x"), False),
        (a_step(), False),
    ],
)
def test_a_change_is_in_place_if_nothing_was_done_that_marks_it(
    step: Step, *, in_place: bool
) -> None:
    assert facts.changes_in_place(step) is in_place


@pytest.mark.parametrize(
    ("events", "held", "other"),
    [
        ((SET,), {"a": 1}, False),
        ((SET,), {"a": 2}, True),
        ((SET, GET), {"a": 2}, True),
        ((SET, SessionDelete(key=A, found=True)), {"a": 2}, False),
        ((SET,), {}, False),
        ((setdefault(found=True),), {"a": 2}, False),
        ((setdefault(found=False),), {"a": 2}, True),
    ],
)
def test_what_a_step_set_can_be_another_thing_when_it_ends(
    events: tuple[Event, ...], held: dict[str, object], *, other: bool
) -> None:
    assert facts.changes_what_it_set(changed(*events, **held)) is other


def test_who_saved_it_is_known_from_the_save_itself() -> None:
    def closing(event: Event) -> Exchange:
        one = an_exchange()
        last = dataclasses.replace(one.steps[-1], events=(event,))
        return dataclasses.replace(one, steps=(*one.steps[:-1], last))

    assert not facts.is_saved_by_middleware(closing(SAVE))
    assert facts.is_saved_by_middleware(closing(dataclasses.replace(SAVE, by="SessionMiddleware")))
    assert not facts.is_saved_by_middleware(an_exchange(a_step(SAVE)))


LEFT = MiddlewareLeft(name="SessionMiddleware", status=200)


@pytest.mark.parametrize(
    ("steps", "late"),
    [
        ((changed(SET, a=1), a_step(LEFT)), False),
        ((a_step(LEFT), changed(SET, a=1)), True),
        ((changed(SET, LEFT, a=1),), True),
        ((changed(SET, a=1), a_step(LEFT), changed(SET, a=2)), False),
        ((a_step(MiddlewareLeft(name="CommonMiddleware", status=200)), changed(SET, a=1)), False),
        ((), False),
    ],
)
def test_a_change_is_late_if_there_was_none_before_the_middleware_was_left(
    steps: tuple[Step, ...], *, late: bool
) -> None:
    assert facts.is_changed_late(an_exchange(*steps)) is late


def test_a_save_failed_if_no_code_of_the_lesson_made_the_error() -> None:
    error = Failure(type="ValueError", message="no", at=None)
    raised = a_step(error=Raised(type="ValueError", message="no"))
    assert facts.is_failed_save(an_exchange(a_step(), error=error))
    assert not facts.is_failed_save(an_exchange(raised, error=error))
    assert not facts.is_failed_save(an_exchange())


@pytest.mark.parametrize(
    ("session", "unmarked"),
    [(None, False), (a_session("modified"), False), (a_session("loaded"), True)],
)
def test_it_is_unmarked_in_the_end_as_the_last_step_before_left_it(
    session: SessionState | None, *, unmarked: bool
) -> None:
    assert facts.is_unmarked_in_the_end(an_exchange(a_step(session=session))) is unmarked


def test_a_cookie_is_the_sessions_if_it_held_a_session_key() -> None:
    def deleting(**cookies: Any) -> Exchange:
        one = an_exchange()
        request = dataclasses.replace(one.request, cookies=cookies)
        last = dataclasses.replace(one.steps[-1], events=(CookieDeleted(name="sessionid"),))
        return dataclasses.replace(one, request=request, steps=(*one.steps[:-1], last))

    assert facts.deletes_its_cookie(deleting(sessionid="session-key-1"))
    assert not facts.deletes_its_cookie(deleting(sessionid="signed:data"))
    assert not facts.deletes_its_cookie(deleting(other="session-key-1"))
    assert not facts.deletes_its_cookie(an_exchange())


def test_whatever_was_done_to_it_asks_for_it() -> None:
    assert facts.asks_for_session(an_exchange(a_step(LOAD)))
    assert not facts.asks_for_session(an_exchange(a_step(LEFT)))
    assert facts.was_modified(an_exchange(a_step(session=a_session("modified"))))
    assert not facts.was_modified(an_exchange(a_step(session=a_session("saved"))))
