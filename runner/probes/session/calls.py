"""Tell what a call of a session's method did, as an event."""

from typing import Any

from proven_lessons.runner.probes import Call
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
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe, describe_items, state_of

# Steps of another operation that a reader need not see by themselves.
_INNER = frozenset(
    {
        "create",
        "delete",
        "exists",
        "get_expiry_age",
        "get_expiry_date",
        "get_expire_at_browser_close",
    }
)


def event_of(
    name: str, call: Call, *, old: str | None, found: bool | None, by: str | None
) -> Event | None:
    """Return the event for a call.

    Arguments are taken by their place, because an own store may name them otherwise.

    `old` is the session key before it, `found` says whether the key that it names was there, `by`
    who called it.
    """
    session, *given = call.arguments.values()
    match name:
        case "load":
            loaded = call.result if isinstance(call.result, dict) else {}
            return SessionLoad(data=describe_items(loaded), key=key_of(session))
        case "save" if call.error is None:
            return SessionSave(data=_data(session), key=key_of(session), created=old is None, by=by)
        case "cycle_key" | "flush":
            return SessionKeyChange(method=name, old=old, new=key_of(session))
        case inner if inner in _INNER or inner == "save":
            return None
    return _of_keys(name, call, given, found=found)


def key_of(session: object) -> str | None:
    """Return the session key, None while there is none."""
    key = getattr(session, "session_key", None)
    return key if isinstance(key, str) else None


# Private


def _of_keys(name: str, call: Call, given: list[Any], *, found: bool | None) -> Event:
    """Return the event for a call that looks at keys and values, or for any other."""
    described = [describe(value) for value in given]
    result = None if call.error is not None else describe(call.result)
    match name:
        case "get" | "__getitem__" | "pop" | "setdefault" if described:
            return _read(name, given, described, result, found=found)
        case "__setitem__" | "set" if len(described) > 1:
            return SessionSet(key=described[0], value=described[1])
        case "__delitem__" if described:
            return SessionDelete(key=described[0], found=call.error is None)
        case "update" if described:
            return SessionUpdate(data=described[0])
        case "__contains__" | "has_key" if described:
            return SessionHas(key=described[0], result=describe(call.result))
    return SessionCall(
        method=name, arguments=tuple(described), result=None if call.result is None else result
    )


def _read(
    name: str, given: list[Any], described: list[Value], result: Value | None, *, found: bool | None
) -> Event:
    """Return the event for a call that returns the value of a key."""
    key, default = described[0], described[1] if len(described) > 1 else None
    if name == "__getitem__":
        return SessionRead(key=key, default=None, result=result, found=found)
    if name == "get":
        return SessionRead(key=key, default=default or describe(None), result=result, found=found)
    if name == "pop":
        # Django's own mark for "no default" is a plain object.
        is_given = len(given) > 1 and type(given[1]) is not object
        return SessionPop(
            key=key, default=default if is_given else None, result=result, found=found
        )
    value = default or describe(None)
    return SessionSetDefault(key=key, value=value, result=result, found=found)


def _data(session: object) -> dict[str, Value]:
    return describe_items(state_of(session).get("_session_cache") or {})
