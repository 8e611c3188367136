"""The end says what became of the session, and what its store holds then."""

import dataclasses

import pytest

from proven_lessons.generator import aspects
from proven_lessons.runner.probes.session.events import (
    SessionRead,
    SessionSave,
    SessionSet,
)
from proven_lessons.runner.trace import Event, LeftBehind, StoredSession
from tests.builders import a_session, a_step, a_value, an_exchange, words_of

SET = SessionSet(key=a_value("a"), value=a_value(1))
GET = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
KEPT = StoredSession(key="k", data={"a": a_value(1)})
EXPIRED = StoredSession(key="l", data={"b": a_value(2)}, expired=True)
SAVE = SessionSave(data={"a": a_value(1)}, key="k", created=True)


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
        "The session table and the cache before it hold no session.",
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


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (KEPT, "k with {'a': 1}."),
        (dataclasses.replace(KEPT, only_in="cache"), "k with {'a': 1} (the cache only)."),
        (dataclasses.replace(KEPT, only_in="database"), "k with {'a': 1} (the table only)."),
        (
            dataclasses.replace(EXPIRED, only_in="database"),
            "l with {'b': 2} (the table only, expired).",
        ),
    ],
)
def test_of_two_places_it_is_said_which_holds_a_session(session: StoredSession, said: str) -> None:
    told = stored(session, store="django.contrib.sessions.backends.cached_db")
    assert told == f"The session table and the cache before it hold {said}"
