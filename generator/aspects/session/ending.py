"""Say what became of the session when the response had left, and what the store holds then."""

from proven_lessons.generator.aspects.session import facts
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import Code, brief
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.runner.trace import Exchange, LeftBehind, SessionState, StoredSession

_BACKENDS = "django.contrib.sessions.backends."


def ending(exchange: Exchange) -> Message | None:
    """Return what became of the session in the end, and why; None for a site without sessions."""
    last = exchange.steps[-1].session if exchange.steps else None
    match None if last is None else last.status:
        case None:
            return None
        case "unread" if facts.asks_for_session(exchange):
            return _("The session could not be loaded. Nothing of it is saved.")
        case "unread":
            return _("Nothing asked for what the session holds, so it is neither loaded nor saved.")
        case "saved" if facts.is_saved_by_middleware(exchange):
            return _("Before that, SessionMiddleware saves the session.")
        case "saved":
            return _("The session was saved before.")
        case "expired":
            return _("The session was saved, and has expired since.")
    assert last is not None
    if facts.was_saved(exchange):
        return _since_saved(exchange, last)
    if exchange.response.status >= 500:
        if facts.is_failed_save(exchange):
            return _("The session is not saved.")
        return _("Django does not save the session when the status is 500 or more.")
    return _not_saved(exchange, last)


def stored(exchange: Exchange) -> Said | None:
    """Return what the session store holds after an exchange; None if nobody can tell."""
    left = exchange.left_behind
    if left is None:
        return None
    match left.store.removeprefix(_BACKENDS):
        case "signed_cookies":
            return _("The server stores nothing: with this store, a session is in a cookie only.")
        case "db":
            return _("The session table holds {sessions}.", sessions=_sessions(left))
        case "cached_db":
            return _(
                "The session table and the cache before it hold {sessions}.",
                sessions=_sessions(left),
            )
        case "cache":
            return _("The cache holds {sessions}.", sessions=_sessions(left))
        case "file":
            return _("The folder of session files holds {sessions}.", sessions=_sessions(left))
    return None


# Private


def _sessions(left: LeftBehind) -> Said:
    return listed(map(_session, left.sessions)) if left.sessions else _("no session")


def _session(one: StoredSession) -> Message:
    key, data = Code(one.key), Code(dict_text(one.data, brief))
    if one.only_in is not None:
        return _only(one, key, data)
    if one.expired:
        return _("{key} with {data} (expired)", key=key, data=data)
    return _("{key} with {data}", key=key, data=data)


def _only(one: StoredSession, key: Said, data: Said) -> Message:
    """Return what only one of two places holds."""
    if one.only_in == "cache":
        return _("{key} with {data} (the cache only)", key=key, data=data)
    if one.expired:
        return _("{key} with {data} (the table only, expired)", key=key, data=data)
    return _("{key} with {data} (the table only)", key=key, data=data)


def _since_saved(exchange: Exchange, last: SessionState) -> Message:
    """Return what became of a session that was saved, and that the store does not hold as it is."""
    if last.stored is not None or last.opaque:
        return _("The session was saved, and has changed since: that change is not saved.")
    if facts.is_expired(exchange):
        return _("The session was saved, and has expired since.")
    return _("The session was saved, and has gone from the store since.")


def _not_saved(exchange: Exchange, last: SessionState) -> Message:
    """Return why the session is not saved though the status is less than 500."""
    if facts.is_interrupted(exchange):
        return _(
            "The session is not saved: it was deleted meanwhile, and SessionMiddleware raises "
            "SessionInterrupted."
        )
    was_marked = facts.was_modified(exchange)
    if not last.data and last.key is None:
        if facts.deletes_its_cookie(exchange):
            return _(
                "The session has no key and no data any more, so the browser is told to delete its "
                "cookie."
            )
        return _("The session has no key and no data, so there is nothing to save.")
    if was_marked or facts.is_marked(exchange):
        if facts.is_unmarked_in_the_end(exchange):
            return _("The session is not saved: in the end it is not marked as modified.")
        if facts.is_changed_late(exchange):
            return _late()
        return _("The session is not saved.")
    if facts.is_changed_late(exchange):
        return _late()
    if facts.is_lost(last, exchange) and last.stored is not None:
        return _(
            "The session is not saved: it has changed, but nothing marked it as modified. "
            "What the store holds is not what the view saw."
        )
    return _("The session is not saved: nothing marked it as modified.")


def _late() -> Message:
    return _("The session is not saved: it was changed after SessionMiddleware had done its work.")
