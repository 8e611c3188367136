"""Show the session: each operation on it, what it holds, and what its store holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from proven_lessons.runner.probes import Call, Emit, LiveSession, Probe, Sample, Site
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
from proven_lessons.runner.trace import Event, SessionState, Value
from proven_lessons.runner.values import describe_items, is_exactly, state_of, type_name

_OPERATIONS = (
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "get",
    "pop",
    "setdefault",
    "update",
    "has_key",
    "keys",
    "values",
    "items",
    "clear",
    "set_test_cookie",
    "test_cookie_worked",
    "delete_test_cookie",
    "set_expiry",
    "get_expiry_age",
    "get_expiry_date",
    "get_expire_at_browser_close",
    "flush",
    "cycle_key",
    "create",
    "save",
    "load",
    "delete",
    "exists",
)


class SessionProbe(Probe):
    """Emits an event for each operation on the session.

    Nested ones only where the store is read.
    """

    emits = (
        SessionRead,
        SessionSet,
        SessionDelete,
        SessionPop,
        SessionSetDefault,
        SessionUpdate,
        SessionHas,
        SessionCall,
        SessionLoad,
        SessionSave,
        SessionKeyChange,
    )

    def __init__(self) -> None:
        self.before: Mapping[str, Value] | None = None
        self.saved: Mapping[str, Value] | None = None
        self.loaded: frozenset[object] = frozenset()
        self.by: str | None = None
        self.fresh: Mapping[str, Value] | None = None  # what a load has just found

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        functions = {name: f"SessionStore.{name}" for name in _OPERATIONS}
        functions |= {
            f"a{name}": f"SessionStore.a{name}" for name in (*_OPERATIONS, "set") if name[0] != "_"
        }

        def end(call: Call) -> None:
            if not site.is_session(next(iter(call.arguments.values()), None)):
                return  # another session object, which the lesson has made for itself
            event = self._event(call)
            if event is not None:
                emit(event)

        def leaving(call: Call) -> None:
            self.by = "SessionMiddleware"

        def left(call: Call) -> None:
            self.by = None

        middleware = {
            "save": "django.contrib.sessions.middleware:SessionMiddleware.process_response"
        }
        with (
            site.watch_calls(middleware, left, leaving),
            site.watch_calls(functions, end, self._before, inner=("load", "aload")),
        ):
            yield

    def _before(self, call: Call) -> "_Before":
        """Return how the session was when a call of its method began."""
        session, *given = call.arguments.values()
        cache = state_of(session).get("_session_cache")
        if cache is None and call.name not in ("load", "aload"):
            self.loaded = frozenset()
        keys = None if cache is None else _plain_keys(cache)
        return _Before(session_key=key_of(session), key=given[0] if given else None, keys=keys)

    def _event(self, call: Call) -> Event | None:
        """Return the event for a call that has ended, and note what it loaded or saved."""
        name = call.name if call.name in _OPERATIONS else call.name[1:]
        if name == "load" and isinstance(call.result, dict):
            self.loaded = _plain_keys(call.result)
            self.fresh = describe_items(call.result)
        # Any other exception says that the session could not be loaded.
        is_lost = call.error is not None and type_name(call.error) != "KeyError"
        found = None if is_lost else call.before.found(self.loaded)
        event = event_of(name, call, old=call.before.session_key, by=self.by, found=found)
        if isinstance(event, SessionSave | SessionKeyChange):
            self.saved = event.data if isinstance(event, SessionSave) else None
        return event

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        live = site.session()
        if live is None:
            return
        is_opaque = not site.shows_store()
        in_store = None if is_opaque else site.stored_session()
        stored = None if in_store is None else describe_items(in_store)
        data = (stored or {}) if live.data is None else describe_items(live.data)
        into.session = SessionState(
            status=self._status(site, live, data, phase, is_there=is_opaque or stored is not None),
            data=data,
            stored=stored,
            # While it is not loaded, another request that is served at once may have saved it.
            changed=() if live.data is None and site.is_beside else self._changed(live, data),
            key=live.key,
            opaque=is_opaque,
        )
        self.before = data

    def _changed(self, live: LiveSession, data: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the names of what differs from the sample before."""
        before = data if self.before is None else self.before
        if live.data is not None and self.fresh is not None:
            before, self.fresh = self.fresh, None  # what is loaded has not changed
        names = [*data, *(name for name in before if name not in data)]
        return tuple(name for name in names if data.get(name) != before.get(name))

    def _status(
        self,
        site: Site,
        live: LiveSession,
        data: Mapping[str, Value],
        phase: str,
        *,
        is_there: bool,
    ) -> str:
        if live.data is None:
            return "unread"
        if self.saved is not None and self.saved == data:
            if is_there:
                return "saved"
            if site.has_expired():
                return "expired"
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
        """Return whether the key was there.

        `loaded` are the keys that a load within the operation has found.
        """
        keys = loaded if self.keys is None else self.keys
        return self.key in keys if is_exactly(self.key, _PLAIN) else None


_PLAIN = (str, int, float, bool)


def _plain_keys(data: object) -> frozenset[object]:
    """Return the keys that can be compared without running code of the lesson."""
    return (
        frozenset(key for key in data if is_exactly(key, _PLAIN))
        if isinstance(data, dict)
        else frozenset()
    )
