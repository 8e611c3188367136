"""Show the session: each operation on it, what it holds in memory, and what the session store holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar

from runner.probes import Call, Emit, LiveSession, Probe, Sample, Site
from runner.trace import Event, SessionState, Value
from runner.values import describe, describe_items


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRead(Event):
    """`session.get(key, default)`, or `session[key]` when `default` is None; `result` is None when it raised."""

    kind: ClassVar[str] = "session.get"

    key: Value
    default: Value | None
    result: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSet(Event):
    """`session[key] = value`."""

    kind: ClassVar[str] = "session.set"

    key: Value
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDelete(Event):
    """`del session[key]`; `found` is False when there was no such key."""

    kind: ClassVar[str] = "session.delete"

    key: Value
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPop(Event):
    """`session.pop(key, default)`."""

    kind: ClassVar[str] = "session.pop"

    key: Value
    default: Value | None
    result: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSetDefault(Event):
    """`session.setdefault(key, value)`."""

    kind: ClassVar[str] = "session.setdefault"

    key: Value
    value: Value
    result: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUpdate(Event):
    """`session.update(data)`."""

    kind: ClassVar[str] = "session.update"

    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHas(Event):
    """`key in session`."""

    kind: ClassVar[str] = "session.has"

    key: Value
    result: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCall(Event):
    """Any other method of the session: keys, clear, set_expiry, ..., with its arguments and its result."""

    kind: ClassVar[str] = "session.call"

    method: str
    arguments: tuple[Value, ...]
    result: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLoad(Event):
    """The session was read from the store, because something asked for it for the first time."""

    kind: ClassVar[str] = "session.load"

    data: Mapping[str, Value]
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSave(Event):
    """The session was written to the store; `created` says that it had no key before."""

    kind: ClassVar[str] = "session.save"

    data: Mapping[str, Value]
    key: str | None
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKeyChange(Event):
    """`cycle_key` gave the data a new key, or `flush` threw data and key away (`new` is None)."""

    kind: ClassVar[str] = "session.key"

    method: str
    old: str | None
    new: str | None


_OPERATIONS = (
    "__getitem__", "__setitem__", "__delitem__", "__contains__", "get", "pop", "setdefault", "update", "has_key",
    "keys", "values", "items", "clear", "set_test_cookie", "test_cookie_worked", "delete_test_cookie", "set_expiry",
    "get_expiry_age", "get_expiry_date", "get_expire_at_browser_close", "flush", "cycle_key", "create", "save", "load",
    "delete", "exists",
)  # fmt: skip
# Steps of another operation that a reader need not see by themselves.
_INNER = frozenset({"create", "delete", "exists", "get_expiry_age", "get_expiry_date", "get_expire_at_browser_close"})


class SessionProbe(Probe):
    """Emits an event for each operation on the session; nested ones only where the store is read."""

    emits = (
        SessionRead, SessionSet, SessionDelete, SessionPop, SessionSetDefault, SessionUpdate, SessionHas, SessionCall,
        SessionLoad, SessionSave, SessionKeyChange,
    )  # fmt: skip

    def __init__(self) -> None:
        self.before: Mapping[str, Value] | None = None
        self.saved: Mapping[str, Value] | None = None

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        functions = {name: f"SessionStore.{name}" for name in _OPERATIONS}
        functions |= {f"a{name}": f"SessionStore.a{name}" for name in (*_OPERATIONS, "set") if name[0] != "_"}

        def key_before(call: Call) -> str | None:
            return _key(call.arguments.get("self"))

        def end(call: Call) -> None:
            name = call.name if call.name in _OPERATIONS else call.name[1:]
            event = _event(name, call)
            if isinstance(event, SessionSave | SessionKeyChange):
                self.saved = event.data if isinstance(event, SessionSave) else None
            if event is not None:
                emit(event)

        with site.watch_calls(functions, end, key_before, inner=("load", "aload")):
            yield

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        live = site.session()
        if live is None:
            return
        stored = site.stored_session()
        held = None if stored is None else describe_items(stored)
        data = (held or {}) if live.data is None else describe_items(live.data)
        before = data if self.before is None else self.before
        names = [*data, *(name for name in before if name not in data)]
        changed = tuple(name for name in names if data.get(name) != before.get(name))
        into.session = SessionState(
            status=self._status(live, data, phase), data=data, stored=held, changed=changed, key=live.key
        )
        self.before = data

    def _status(self, live: LiveSession, data: Mapping[str, Value], phase: str) -> str:
        if live.data is None:
            return "unread"
        if self.saved is not None and self.saved == data:
            return "saved"
        if phase == "sent":
            return "not saved"
        return "modified" if live.modified else "loaded"


# Private


def _key(session: object) -> str | None:
    key = getattr(session, "session_key", None)
    return key if isinstance(key, str) else None


def _data(session: object) -> dict[str, Value]:
    return describe_items(getattr(session, "__dict__", {}).get("_session_cache") or {})


def _event(name: str, call: Call) -> Event | None:
    """Give the event for a call; arguments are taken by their place, because an own store may name them otherwise."""
    session, *given = call.arguments.values()
    described = [describe(value) for value in given]
    failed = call.error is not None
    result = None if failed else describe(call.result)
    match name:
        case "get" | "__getitem__" if described:
            default = (described[1:] or [describe(None)])[0] if name == "get" else None
            return SessionRead(key=described[0], default=default, result=result)
        case "__setitem__" | "set" if len(described) > 1:
            return SessionSet(key=described[0], value=described[1])
        case "__delitem__" if described:
            return SessionDelete(key=described[0], found=not failed)
        case "pop" if described:
            # Django's own mark for "no default" is a plain object.
            default = described[1] if len(given) > 1 and type(given[1]) is not object else None
            return SessionPop(key=described[0], default=default, result=result)
        case "setdefault" if len(described) > 1:
            return SessionSetDefault(key=described[0], value=described[1], result=result)
        case "update" if described:
            return SessionUpdate(data=described[0])
        case "__contains__" | "has_key" if described:
            return SessionHas(key=described[0], result=describe(call.result))
        case "load":
            loaded = call.result if isinstance(call.result, dict) else {}
            return SessionLoad(data=describe_items(loaded), key=_key(session))
        case "save" if not failed:
            return SessionSave(data=_data(session), key=_key(session), created=call.before is None)
        case "cycle_key" | "flush":
            return SessionKeyChange(method=name, old=call.before, new=_key(session))
        case inner if inner in _INNER or inner == "save":
            return None
    return SessionCall(method=name, arguments=tuple(described), result=None if call.result is None else result)
