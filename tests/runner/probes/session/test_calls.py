"""A call of a session's method is told as what it did, by the place of its arguments."""

import pytest

from proven_lessons.runner.probes import Call
from proven_lessons.runner.probes.session.calls import event_of, key_of
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
from proven_lessons.runner.trace import Event
from tests.builders import a_value


class Session:
    session_key = "k"

    def __init__(self) -> None:
        self._session_cache = {"a": 1}


A, ONE, NONE = a_value("a"), a_value(1), a_value(None)
MISSING = KeyError("a")


def event(
    name: str, *given: object, result: object = None, error: Exception | None = None,
    found: bool | None = True, old: str | None = "k", by: str | None = None,
) -> Event | None:  # fmt: skip
    arguments = {f"argument{n}": value for n, value in enumerate((Session(), *given))}
    call = Call(name=name, arguments=arguments, result=result, error=error)
    return event_of(name, call, old=old, found=found, by=by)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (event("__getitem__", "a", result=1), SessionRead(key=A, default=None, result=ONE, found=True)),
        (event("__getitem__", "a", error=MISSING, found=False), SessionRead(key=A, default=None, result=None, found=False)),
        (event("get", "a", result=1), SessionRead(key=A, default=NONE, result=ONE, found=True)),
        (event("get", "b", 2, result=2, found=False), SessionRead(key=a_value("b"), default=a_value(2), result=a_value(2), found=False)),
        (event("pop", "a", object(), result=1), SessionPop(key=A, default=None, result=ONE, found=True)),
        (event("pop", "a", None, result=None, found=False), SessionPop(key=A, default=NONE, result=NONE, found=False)),
        (event("setdefault", "a", 1, result=1, found=False), SessionSetDefault(key=A, value=ONE, result=ONE, found=False)),
        (event("__setitem__", "a", 1), SessionSet(key=A, value=ONE)),
        (event("set", "a", 1), SessionSet(key=A, value=ONE)),
        (event("__delitem__", "a"), SessionDelete(key=A, found=True)),
        (event("__delitem__", "a", error=MISSING), SessionDelete(key=A, found=False)),
        (event("update", {"a": 1}), SessionUpdate(data=a_value({"a": 1}))),
        (event("__contains__", "a", result=True), SessionHas(key=A, result=a_value(True))),
        (event("has_key", "a", result=False), SessionHas(key=A, result=a_value(False))),
        (event("load", result={"a": 1}), SessionLoad(data={"a": ONE}, key="k")),
        (event("load", result=None), SessionLoad(data={}, key="k")),
        (event("save"), SessionSave(data={"a": ONE}, key="k", created=False, by=None)),
        (event("save", old=None, by="SessionMiddleware"), SessionSave(data={"a": ONE}, key="k", created=True, by="SessionMiddleware")),
        (event("save", error=ValueError()), None),
        (event("flush", old="o"), SessionKeyChange(method="flush", old="o", new="k")),
        (event("cycle_key", old="o"), SessionKeyChange(method="cycle_key", old="o", new="k")),
        (event("create"), None),
        (event("exists", "k"), None),
        (event("get_expiry_age", result=60), None),
        (event("clear"), SessionCall(method="clear", arguments=(), result=None)),
        (event("set_expiry", 1), SessionCall(method="set_expiry", arguments=(ONE,), result=None)),
        (event("test_cookie_worked", result=1), SessionCall(method="test_cookie_worked", arguments=(), result=ONE)),
        (event("get"), SessionCall(method="get", arguments=(), result=None)),
    ],
)  # fmt: skip
def test_a_call_is_told_as_what_it_did(told: Event | None, expected: Event | None) -> None:
    assert told == expected


def test_a_key_is_text_or_there_is_none() -> None:
    assert key_of(Session()) == "k"
    assert key_of(object()) is None
    broken = Session()
    broken.session_key = 3  # type: ignore[assignment]
    assert key_of(broken) is None
