"""What a step or an exchange did to the session, each fact worked out in one place."""

from collections.abc import Iterator

from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.facts.values import key_of
from proven_lessons.runner.probes.cookies import CookieDeleted
from proven_lessons.runner.probes.exceptions import ExceptionHandled
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
from proven_lessons.runner.trace import Event, Exchange, SessionState, Step, Value

SESSION_EVENTS = (
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
_UNCHANGING = frozenset(
    {"str", "int", "float", "bool", "NoneType", "bytes", "tuple", "Decimal", "date", "datetime"}
)
_USER = "_auth_user_id"  # of django.contrib.auth
_KEY_NAME = "session-key-"  # session keys go by names of their own in a trace


def session_events(steps: tuple[Step, ...] | list[Step]) -> Iterator[Event]:
    """Yield everything that was done to the session in these steps."""
    return events_of(steps, *SESSION_EVENTS)


def changes_in_place(step: Step) -> bool:
    """Return whether something in the session has changed within, and nothing marked it.

    Of what can't change within, such as a number, another value says that it was put there by a way
    that is not watched.
    """
    session = step.session
    if session is None or not session.changed or session.status == "unread":
        return False
    changed = [session.data.get(name) for name in session.changed]
    if any(value is None or value.type in _UNCHANGING for value in changed):
        return False
    return all(_is_read(event) for event in session_events([step]))


def keeps_its_data(step: Step, before: Step) -> bool:
    """Return whether the session holds after a step all that it held before."""
    if step.session is None or before.session is None:
        return False
    return before.session.data.items() <= step.session.data.items()


def thrown_away(step: Step, before: Step) -> list[str]:
    """Return the keys that a step threw away because another user logged in.

    Those that Django keeps for itself are left out.
    """
    if step.session is None or before.session is None:
        return []
    held, holds = before.session.data, step.session.data
    is_flushed = any(one.method == "flush" for one in events_of([step], SessionKeyChange))
    if not is_flushed or None in (held.get(_USER), holds.get(_USER)) or held[_USER] == holds[_USER]:
        return []
    return [key for key in held if key not in holds and not key.startswith("_")]


def changes_what_it_set(step: Step) -> bool:
    """Return whether the session holds something else under a key than the step has put there."""
    data = {} if step.session is None else step.session.data
    in_memory = {repr(key_of(name)): value for name, value in data.items()}
    put: dict[str, Value] = {}
    for event in session_events([step]):
        match event:
            case SessionSet() | SessionSetDefault(found=False):
                put[event.key.repr] = event.value
            case SessionRead() | SessionHas() | SessionLoad():
                pass
            case _:
                put.clear()  # it may have taken the key away again
    return any(key in in_memory and in_memory[key] != value for key, value in put.items())


def got_default(event: SessionRead | SessionPop) -> bool:
    """Return whether a read of the session gave its default, because the key was missing."""
    return event.default is not None and event.found is False


_READING = (
    "keys", "values", "items", "exists", "is_empty", "test_cookie_worked", "get_expiry_age",
    "get_expiry_date", "get_expire_at_browser_close", "akeys", "avalues", "aitems", "aexists",
    "ais_empty", "atest_cookie_worked", "aget_expiry_age", "aget_expiry_date",
    "aget_expire_at_browser_close",
)  # fmt: skip


def is_marked_by(event: Event) -> bool:
    """Return whether an operation marks the session as modified, or may do so."""
    match event:
        case SessionCall(method=method):
            return method not in _READING
        case SessionSet() | SessionUpdate() | SessionKeyChange():
            return True
        case SessionDelete(found=found) | SessionPop(found=found):
            return found is not False
        case SessionSetDefault(found=found):
            return found is not True
    return False


def is_marked(exchange: Exchange) -> bool:
    """Return whether a method of the session was called that marks it as modified."""
    return any(is_marked_by(event) for event in session_events(exchange.steps))


def asks_for_session(exchange: Exchange) -> bool:
    """Return whether anything was done with the session, were it in vain."""
    return any(True for _ in session_events(exchange.steps))


def was_modified(exchange: Exchange) -> bool:
    """Return whether the session was marked as modified after any step."""
    return any(
        step.session is not None and step.session.status == "modified" for step in exchange.steps
    )


def was_saved(exchange: Exchange) -> bool:
    """Return whether the session was saved, and its key not changed or thrown away after that."""
    last = None
    for event in events_of(exchange.steps, SessionSave, SessionKeyChange):
        last = event
    return isinstance(last, SessionSave)


def is_interrupted(exchange: Exchange) -> bool:
    """Return whether SessionMiddleware found the session that it was to save deleted."""
    handled = events_of(exchange.steps[-1:], ExceptionHandled)
    return any(event.type == "SessionInterrupted" for event in handled)


def is_expired(exchange: Exchange) -> bool:
    """Return whether the store still has the session that was saved last, though it has expired."""
    keys = [event.key for event in events_of(exchange.steps, SessionSave)]
    left = exchange.left_behind.sessions if exchange.left_behind else ()
    return any(session.expired and session.key in keys[-1:] for session in left)


def is_lost(session: SessionState, exchange: Exchange) -> bool:
    """Return whether a session holds in the end what nothing has saved.

    The store may hold something else because another request, served at once, has saved it.
    """
    differs = session.status == "not saved" and dict(session.data) != dict(session.stored or {})
    is_own = (
        not exchange.together or is_marked(exchange) or any(map(changes_in_place, exchange.steps))
    )
    return differs and is_own


def is_saved_by_middleware(exchange: Exchange) -> bool:
    """Return whether SessionMiddleware saved the session in the closing step."""
    return any(event.by for event in events_of(exchange.steps[-1:], SessionSave))


def is_failed_save(exchange: Exchange) -> bool:
    """Return whether no code of the lesson made the error.

    Then it may be the save itself that failed.
    """
    return exchange.error is not None and not any(step.error for step in exchange.steps)


def is_changed_late(exchange: Exchange) -> bool:
    """Return whether the session changed only after SessionMiddleware had been left."""
    has_left = changed_before = False
    for step in exchange.steps:
        # What a step itself does comes after what it waited for.
        left = events_of([step], MiddlewareLeft)
        has_left |= any(event.name == "SessionMiddleware" for event in left)
        if step.session is not None and step.session.changed and step.at is not None:
            if has_left:
                return not changed_before
            changed_before = True
    return False


def is_unmarked_in_the_end(exchange: Exchange) -> bool:
    """Return whether the session was unmarked when Django took over for the last time."""
    before = exchange.steps[-2].session if len(exchange.steps) > 1 else None
    return before is not None and before.status != "modified"


def deletes_its_cookie(exchange: Exchange) -> bool:
    """Return whether the response deletes the cookie that holds the session key."""
    gone = {event.name for event in events_of(exchange.steps[-1:], CookieDeleted)}
    return any(is_session_key(exchange.request.cookies.get(name, "")) for name in gone)


def is_session_key(value: str) -> bool:
    """Return whether the value of a cookie is a session key."""
    return value.startswith(_KEY_NAME)


# Private


def _is_read(event: Event) -> bool:
    return isinstance(event, SessionRead | SessionHas | SessionLoad) or (
        isinstance(event, SessionSetDefault) and event.found is True
    )
