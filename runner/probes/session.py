"""Show the session: each operation on it, what it holds in memory, and what the session store holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar

from proven_lessons.runner.probes import Call, Emit, LiveSession, Probe, Sample, Site
from proven_lessons.runner.trace import Event, SessionState, Value
from proven_lessons.runner.values import describe, describe_items, is_exactly, state_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRead(Event):
    """`session.get(key, default)`, or `session[key]` when `default` is None; `result` is None when it raised.

    Here and below, `found` says whether the session had the key before; None if that can't be told.
    """

    kind: ClassVar[str] = "session.get"

    key: Value
    default: Value | None
    result: Value | None
    found: bool | None = None


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
    found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSetDefault(Event):
    """`session.setdefault(key, value)`."""

    kind: ClassVar[str] = "session.setdefault"

    key: Value
    value: Value
    result: Value | None
    found: bool | None = None


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
    """The session was written to the store; `created` says that it had no key before.

    `by` is "SessionMiddleware" if that did it, None if the lesson's code or something it called.
    """

    kind: ClassVar[str] = "session.save"

    data: Mapping[str, Value]
    key: str | None
    created: bool
    by: str | None = None


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
        self.loaded: frozenset[object] = frozenset()
        self.by: str | None = None
        self.fresh: Mapping[str, Value] | None = None  # what a load has just found

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        functions = {name: f"SessionStore.{name}" for name in _OPERATIONS}
        functions |= {f"a{name}": f"SessionStore.a{name}" for name in (*_OPERATIONS, "set") if name[0] != "_"}

        def start(call: Call) -> _Before:
            session, *given = call.arguments.values()
            cache = state_of(session).get("_session_cache")
            if cache is None and call.name not in ("load", "aload"):
                self.loaded = frozenset()
            keys = None if cache is None else _plain_keys(cache)
            return _Before(session_key=_key(session), key=given[0] if given else None, keys=keys)

        def end(call: Call) -> None:
            if not site.is_session(next(iter(call.arguments.values()), None)):
                return  # another session object, which the lesson has made for itself
            name = call.name if call.name in _OPERATIONS else call.name[1:]
            if name == "load" and isinstance(call.result, dict):
                self.loaded = _plain_keys(call.result)
                self.fresh = describe_items(call.result)
            is_lost = call.error is not None and type_name(call.error) != "KeyError"  # it could not be loaded
            event = _event(name, call, None if is_lost else call.before.found(self.loaded), self.by)
            if isinstance(event, SessionSave | SessionKeyChange):
                self.saved = event.data if isinstance(event, SessionSave) else None
            if event is not None:
                emit(event)

        def leaving(call: Call) -> None:
            self.by = "SessionMiddleware"

        def left(call: Call) -> None:
            self.by = None

        middleware = {"save": "django.contrib.sessions.middleware:SessionMiddleware.process_response"}
        with (
            site.watch_calls(middleware, left, leaving),
            site.watch_calls(functions, end, start, inner=("load", "aload")),
        ):
            yield

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        live = site.session()
        if live is None:
            return
        is_opaque = not site.shows_store()
        stored = None if is_opaque else site.stored_session()
        held = None if stored is None else describe_items(stored)
        data = (held or {}) if live.data is None else describe_items(live.data)
        before = data if self.before is None else self.before
        if live.data is not None and self.fresh is not None:
            before, self.fresh = self.fresh, None  # what is loaded has not changed
        names = [*data, *(name for name in before if name not in data)]
        changed = tuple(name for name in names if data.get(name) != before.get(name))
        into.session = SessionState(
            status=self._status(live, data, phase, is_there=is_opaque or stored is not None), data=data,
            stored=held, changed=changed, key=live.key, opaque=is_opaque,
        )  # fmt: skip
        self.before = data

    def _status(self, live: LiveSession, data: Mapping[str, Value], phase: str, *, is_there: bool) -> str:
        if live.data is None:
            return "unread"
        if is_there and self.saved is not None and self.saved == data:
            return "saved"
        if phase == "sent":
            return "not saved"
        return "modified" if live.modified else "loaded"


# Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What was so when an operation began; `keys` is None while the session is not loaded."""

    session_key: str | None
    key: object
    keys: frozenset[object] | None

    def found(self, loaded: frozenset[object]) -> bool | None:
        """Say whether the key was there; `loaded` are the keys that a load within the operation has found."""
        held = loaded if self.keys is None else self.keys
        return self.key in held if is_exactly(self.key, _PLAIN) else None


_PLAIN = (str, int, float, bool)


def _plain_keys(data: object) -> frozenset[object]:
    """Give the keys that can be compared without running code of the lesson."""
    return frozenset(key for key in data if is_exactly(key, _PLAIN)) if isinstance(data, dict) else frozenset()


def _key(session: object) -> str | None:
    key = getattr(session, "session_key", None)
    return key if isinstance(key, str) else None


def _data(session: object) -> dict[str, Value]:
    return describe_items(state_of(session).get("_session_cache") or {})


def _event(name: str, call: Call, found: bool | None, by: str | None) -> Event | None:  # noqa: FBT001 (a fact, not a switch)
    """Give the event for a call; arguments are taken by their place, because an own store may name them otherwise."""
    session, *given = call.arguments.values()
    described = [describe(value) for value in given]
    failed = call.error is not None
    result = None if failed else describe(call.result)
    match name:
        case "get" | "__getitem__" if described:
            default = (described[1:] or [describe(None)])[0] if name == "get" else None
            return SessionRead(key=described[0], default=default, result=result, found=found)
        case "__setitem__" | "set" if len(described) > 1:
            return SessionSet(key=described[0], value=described[1])
        case "__delitem__" if described:
            return SessionDelete(key=described[0], found=not failed)
        case "pop" if described:
            # Django's own mark for "no default" is a plain object.
            default = described[1] if len(given) > 1 and type(given[1]) is not object else None
            return SessionPop(key=described[0], default=default, result=result, found=found)
        case "setdefault" if len(described) > 1:
            return SessionSetDefault(key=described[0], value=described[1], result=result, found=found)
        case "update" if described:
            return SessionUpdate(data=described[0])
        case "__contains__" | "has_key" if described:
            return SessionHas(key=described[0], result=describe(call.result))
        case "load":
            loaded = call.result if isinstance(call.result, dict) else {}
            return SessionLoad(data=describe_items(loaded), key=_key(session))
        case "save" if not failed:
            return SessionSave(data=_data(session), key=_key(session), created=call.before.session_key is None, by=by)
        case "cycle_key" | "flush":
            return SessionKeyChange(method=name, old=call.before.session_key, new=_key(session))
        case inner if inner in _INNER or inner == "save":
            return None
    return SessionCall(method=name, arguments=tuple(described), result=None if call.result is None else result)
