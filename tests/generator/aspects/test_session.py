"""The session: what it is asked, and what it is told."""

import dataclasses

import pytest

from proven_lessons.generator import aspects
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
from proven_lessons.runner.trace import Event, LeftBehind, SessionState, StoredSession
from tests.builders import a_session, a_step, a_value, an_exchange, words_of
from tests.generator.aspects import Told, cells_of, told

SET = SessionSet(key=a_value("a"), value=a_value(1))
GET = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
KEPT = StoredSession(key="k", data={"a": a_value(1)})
EXPIRED = StoredSession(key="l", data={"b": a_value(2)}, expired=True)
SAVE = SessionSave(data={"a": a_value(1)}, key="k", created=True)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True),
            Told(
                actions=["Get 'a' from session"],
                clauses=["Line 5 asks the session for 'a' and gets 1."],
                box="Get session value by key",
                arrows=["Get 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionRead(key=a_value("a"), default=a_value(2), result=a_value(2), found=False),
            Told(
                actions=["Get 'a' from session: missing, default 2"],
                clauses=[
                    "Line 5 asks the session for 'a', which it does not have, and gets the default, 2."
                ],
                box="Get session value by key",
                arrows=["Get 'a' from session: missing, default 2"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionRead(key=a_value("a"), default=a_value(2), result=a_value(1), found=True),
            Told(
                actions=["Get 'a' from session"],
                clauses=["Line 5 asks the session for 'a' and gets 1."],
                box="Get session value by key",
                arrows=["Get 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSet(key=a_value("a"), value=a_value(1)),
            Told(
                actions=["Set 'a' = 1 in session"],
                clauses=["Line 5 puts 1 into the session under 'a'."],
                box="Set session key-value",
                arrows=["Set 'a' = 1 in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionDelete(key=a_value("a"), found=True),
            Told(
                actions=["Delete 'a' from session"],
                clauses=["Line 5 takes 'a' out of the session."],
                box="Delete session key",
                arrows=["Delete 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionDelete(key=a_value("a"), found=False),
            Told(
                actions=["Delete 'a' from session"],
                clauses=["Line 5 tries to delete 'a', which the session does not have."],
                box="Delete session key",
                arrows=["Delete 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionPop(key=a_value("a"), default=None, result=a_value(1), found=True),
            Told(
                actions=["Pop 'a' from session"],
                clauses=["Line 5 takes 'a' out of the session and gets its value, 1."],
                box="Take value out of session",
                arrows=["Pop 'a' from session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionPop(key=a_value("a"), default=a_value(2), result=a_value(2), found=False),
            Told(
                actions=["Pop 'a' from session: missing, default 2"],
                clauses=[
                    "Line 5 tries to take 'a' out of the session, which does not have it, and gets the default, 2."
                ],
                box="Take value out of session",
                arrows=["Pop 'a' from session: missing, default 2"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSetDefault(key=a_value("a"), value=a_value(1), result=a_value(1), found=False),
            Told(
                actions=["Set 'a' = 1 in session, because it is missing"],
                clauses=[
                    "Line 5 calls setdefault(), which sets 'a' to 1, because it is missing, and returns it."
                ],
                box="Get session value, or set it",
                arrows=["Set 'a' = 1 in session, because it is missing"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSetDefault(key=a_value("a"), value=a_value(1), result=a_value(5), found=True),
            Told(
                actions=["Get 'a' from session: it is there, so its default is not needed"],
                clauses=["Line 5 calls setdefault(), which finds 'a', sets nothing and returns 5."],
                box="Get session value, or set it",
                arrows=["Get 'a' from session: it is there, so its default is not needed"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionUpdate(data=a_value({"a": 1})),
            Told(
                actions=["Update session with {'a': 1}"],
                clauses=["Line 5 updates the session with {'a': 1}."],
                box="Update session",
                arrows=["Update session with {'a': 1}"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionHas(key=a_value("a"), result=a_value(True)),
            Told(
                actions=["Check whether 'a' is in session"],
                clauses=["Line 5 checks whether 'a' is in the session (it is)."],
                box="Look for key in session",
                arrows=["Check whether 'a' is in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionHas(key=a_value("a"), result=a_value(False)),
            Told(
                actions=["Check whether 'a' is in session"],
                clauses=["Line 5 checks whether 'a' is in the session (it is not)."],
                box="Look for key in session",
                arrows=["Check whether 'a' is in session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionCall(method="set_expiry", arguments=(a_value(60),), result=None),
            Told(
                actions=["Call session.set_expiry(60)"],
                clauses=["Line 5 calls session.set_expiry(60)."],
                box="Use the session",
                arrows=["Call session.set_expiry(60)"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionLoad(data={"a": a_value(1)}, key="k"),
            Told(
                actions=[],
                clauses=[],
                box=None,
                arrows=["loads the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSave(data={"a": a_value(1)}, key="k", created=True),
            Told(
                actions=["Save session to the store"],
                clauses=["Line 5 saves the session."],
                box=None,
                arrows=["saves the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionSave(data={"a": a_value(1)}, key="k", created=False, by="SessionMiddleware"),
            Told(
                actions=["SessionMiddleware saves the session to the store"],
                clauses=["Line 5 waits while SessionMiddleware saves the session."],
                box=None,
                arrows=["saves the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="flush", old="k", new=None),
            Told(
                actions=["Flush session: data and key are gone"],
                clauses=["Line 5 flushes the session: its data and its key are gone."],
                box="Flush the session",
                arrows=["flushes the session > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="cycle_key", old="k", new="l"),
            Told(
                actions=["Give the session a new key, keep its data"],
                clauses=["Line 5 gives the session a new key and keeps its data."],
                box="Give the session a new key",
                arrows=["gives the session a new key > Session"],
                states=[],
                cells=[],
            ),
        ),
        (
            SessionKeyChange(method="cycle_key", old="k", new="k"),
            Told(
                actions=["Call session.cycle_key(): the key stays as it is"],
                clauses=["Line 5 calls session.cycle_key(), and the key stays as it is."],
                box="Use the session",
                arrows=["keeps the key of the session > Session"],
                states=[],
                cells=[],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


@pytest.mark.parametrize(
    ("session", "cells"),
    [
        (a_session("unread"), ["unread"]),
        (a_session("modified", a=1), ["{'a': 1}", "modified"]),
        (a_session("saved", {"a": 1}, a=1), ["{'a': 1}", "saved", "{'a': 1}"]),
        (a_session("not saved", {}, a=1), ["{'a': 1}", "not saved", "{}"]),
    ],
)
def test_the_session_is_shown_with_its_status_and_with_what_is_stored(
    session: SessionState, cells: list[str]
) -> None:
    step = a_step(session=session)
    assert cells_of(aspects.load()["session"], step, an_exchange(step)) == cells


@pytest.mark.parametrize(
    ("events", "status", "ending"),
    [
        (
            (),
            "unread",
            "Nothing asked for what the session holds, so it is neither loaded nor saved.",
        ),
        ((SET,), "loaded", "The session is not saved: in the end it is not marked as modified."),
        ((GET,), "loaded", "The session is not saved: nothing marked it as modified."),
        ((SET, SAVE), "saved", "The session was saved before."),
    ],
)
def test_the_end_says_what_became_of_the_session(
    events: tuple[Event, ...], status: str, ending: str
) -> None:
    session = a_session(status, {"a": 1} if status == "saved" else None, a=1)
    exchange = an_exchange(a_step(*events, session=session))
    last = dataclasses.replace(exchange.steps[-1], session=session)
    exchange = dataclasses.replace(exchange, steps=(*exchange.steps[:-1], last))
    assert words_of(aspects.load()["session"].ending(exchange)) == ending


def stored(*sessions: StoredSession, store: str = "django.contrib.sessions.backends.cache") -> str:
    left = LeftBehind(cookies={}, store=store, sessions=sessions)
    return words_of(aspects.load()["session"].left_behind(an_exchange(left_behind=left)))


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ((), "The cache holds no session."),
        ((KEPT,), "The cache holds k with {'a': 1}."),
        ((EXPIRED,), "The cache holds l with {'b': 2} (expired)."),
        (
            (KEPT, EXPIRED),
            "The cache holds k with {'a': 1} and l with {'b': 2} (expired).",
        ),
    ],
)
def test_what_the_store_holds_is_told(sessions: tuple[StoredSession, ...], said: str) -> None:
    assert stored(*sessions) == said


def test_each_store_is_called_by_what_it_is() -> None:
    base = "django.contrib.sessions.backends."
    names = ["db", "cached_db", "cache", "file", "signed_cookies"]
    assert [stored(store=f"{base}{name}") for name in names] == [
        "The session table holds no session.",
        "The session table, with a copy in the cache, holds no session.",
        "The cache holds no session.",
        "The folder of session files holds no session.",
        "The server stores nothing: with this store, a session is in a cookie only.",
    ]
    assert stored(store="lesson.stores") == ""
    assert aspects.load()["session"].left_behind(an_exchange()) is None


@pytest.mark.parametrize("status", [500, 503])
def test_a_session_is_not_saved_with_a_status_of_500_or_more(status: int) -> None:
    exchange = an_exchange(a_step(SET, session=a_session("modified", a=1)), status=status)
    last = dataclasses.replace(exchange.steps[-1], session=a_session("not saved", a=1))
    exchange = dataclasses.replace(exchange, steps=(*exchange.steps[:-1], last))
    assert words_of(aspects.load()["session"].ending(exchange)) == (
        "Django does not save the session when the status is 500 or more."
    )
