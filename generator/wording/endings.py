"""Say how an exchange ended: the status, and what became of the session."""

from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import as_code, brief
from proven_lessons.runner.trace import Exchange, Failure, LeftBehind, Run, SessionState


def closing_note(exchange: Exchange, *, with_session: bool = True) -> str:
    """Say how an exchange ended: the status, and what became of the session."""
    status = exchange.response.status
    words = f"The response leaves with status {status}."
    if exchange.error is not None:
        raised_by_lesson = any(step.error is not None for step in exchange.steps)
        error = failure(exchange.error)
        words = f"Nothing catches {error}, so Django answers with status {status}."
        if not raised_by_lesson:
            words = f"Outside of the lesson's own statements, Django raises {error}. It answers with status {status}."
        if status < 500:
            words = f"Django turns {error} into a response. Something around it answers with status {status} instead."
    last = exchange.steps[-1].session if exchange.steps else None
    return f"{words} {_fate(exchange, last)}" if last is not None and with_session else words


def failure(error: Failure) -> str:
    """Give an exception that nothing caught as Python would print it."""
    return f"{error.type}: {error.message}".rstrip(".") if error.message else error.type


def surprise(run: Run, raises: str | None) -> tuple[str, str]:
    """Say that a run ends in an exception that was not announced, or not in the one that was; and what to do."""
    errors = [one.error for one in run.exchanges if one.error is not None and one.response.status >= 500]
    if raises is None and errors:
        hint = f"if that is the lesson, say so: raises: {errors[0].type}"
        if errors[0].at is None and "didn't return" in errors[0].message:
            hint = "a view returns its response: is the return missing?"
        return f"nothing catches {failure(errors[0])}, and the response has status 500", hint
    if raises is not None and {error.type for error in errors} != {raises}:
        ended = " and ".join(sorted({error.type for error in errors})) or "no exception"
        hint = "take raises out, or look whether what should raise it is still there"
        if errors:
            hint = f"if that is the lesson, say so: raises: {errors[0].type}"
        return f"expected the run to end in {raises}, it ends in {ended}", hint
    return "", ""


def was_told(exchange: Exchange) -> bool:
    """Say whether anything was done to the session by its own methods that marks it as modified."""
    for step in exchange.steps:
        for event in step.events:
            if event.kind in ("session.set", "session.update", "session.key", "session.call"):
                return True
            if event.kind in ("session.delete", "session.pop") and getattr(event, "found", None) is not False:
                return True
            if event.kind == "session.setdefault" and getattr(event, "found", None) is not True:
                return True
    return False


def asks_for_session(exchange: Exchange) -> bool:
    """Say whether anything was done with the session, were it in vain."""
    return any(True for _ in events_of(exchange.steps, "session."))


def is_failed_save(exchange: Exchange) -> bool:
    """Say whether no code of the lesson made the error: then it may be the save itself that failed."""
    return exchange.error is not None and not any(step.error for step in exchange.steps)


def left_behind(kept: LeftBehind) -> tuple[str, ...]:
    """Say what an exchange leaves: in the browser, and in the session store. Code is marked for `spoken`."""
    cookies = [as_code(f"{name}={brief(value)}") for name, value in kept.cookies.items()]
    told = [f"The browser keeps {', '.join(cookies) if cookies else 'no cookie'}."]
    place = _PLACES.get(kept.store.removeprefix("django.contrib.sessions.backends."))
    if place is None:
        return tuple(told)
    if not place:
        return (*told, "The server keeps nothing: with this store, a session is in a cookie only.")
    held = [
        f"{as_code(one.key)} with {as_code(dict_text(one.data, brief))}{' (its time is over)' if one.expired else ''}"
        for one in kept.sessions
    ]
    return (*told, f"{place} {', and '.join(held) if held else 'no session'}.")


# Private

_PLACES = {
    "db": "The session table holds",
    "cached_db": "The session table, with a copy in the cache, holds",
    "cache": "The cache holds",
    "file": "The folder of session files holds",
    "signed_cookies": "",
}


def _fate(exchange: Exchange, last: SessionState) -> str:
    """Say what became of the session in the end, and why."""
    match last.status:
        case "unread" if asks_for_session(exchange):
            return "The session could not be loaded. Nothing of it is saved."
        case "unread":
            return "Nothing asked for what the session holds, so it is neither loaded nor saved."
        case "saved" if any(event.by for event in events_of(exchange.steps[-1:], "session.save")):
            return "Before that, SessionMiddleware saves the session."
        case "saved":
            return "The session was saved before."
        case _ if _saved_before(exchange) and last.stored is None and not last.opaque:
            return "The session was saved, and is gone from the store since."
        case _ if _saved_before(exchange):
            return "The session was saved, and has changed since: that change is not saved."
        case _ if exchange.response.status >= 500 and not is_failed_save(exchange):
            return "Django does not save the session when the status is 500 or more."
        case _ if exchange.response.status >= 500:
            return "The session is not saved."
    return _not_saved(exchange, last)


def _not_saved(exchange: Exchange, last: SessionState) -> str:
    """Say why the session is not saved though the status is less than 500."""
    was_marked = any(step.session is not None and step.session.status == "modified" for step in exchange.steps)
    if not last.data and last.key is None and _forgets_key(exchange):
        return "The session has no key and no data any more, so the browser is told to forget its cookie."
    if not last.data and last.key is None and was_marked:
        return "The session has no key and no data, so there is nothing to save."
    if (was_marked or was_told(exchange)) and _is_unmarked(exchange):
        return "The session is not saved: in the end it is not marked as modified."
    if _is_late(exchange):
        return "The session is not saved: it was changed after SessionMiddleware had done its work."
    if was_marked or was_told(exchange):
        return "The session is not saved."
    if last.stored is not None and dict(last.data) != dict(last.stored):
        return (
            "The session is not saved: it has changed, but nothing marked it as modified. "
            "What the store holds is not what the view saw."
        )
    return "The session is not saved: nothing marked it as modified."


def _is_late(exchange: Exchange) -> bool:
    """Say whether the session changed only after the layer of SessionMiddleware had been left."""
    has_left = changed_before = False
    for step in exchange.steps:
        # What a step itself does comes after what it waited for.
        has_left |= any(event.name == "SessionMiddleware" for event in events_of([step], "middleware.leave"))
        if step.session is not None and step.session.changed and step.at is not None:
            if has_left:
                return not changed_before
            changed_before = True
    return False


def _is_unmarked(exchange: Exchange) -> bool:
    """Say whether the session was not marked as modified when Django took over for the last time."""
    before = exchange.steps[-2].session if len(exchange.steps) > 1 else None
    return before is not None and before.status != "modified"


def _saved_before(exchange: Exchange) -> bool:
    """Say whether the session was saved, and its key not changed or thrown away after that."""
    kinds = [event.kind for event in events_of(exchange.steps, "session.save", "session.key")]
    return kinds[-1:] == ["session.save"]


def _forgets_key(exchange: Exchange) -> bool:
    """Say whether the response deletes the cookie that holds the session key."""
    gone = {event.name for event in events_of(exchange.steps[-1:], "cookies.delete")}
    return any(exchange.request.cookies.get(name, "").startswith("session-key-") for name in gone)
