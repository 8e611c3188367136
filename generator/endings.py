"""Say how an exchange ended: the status, and what became of the session."""

from runner.trace import Exchange, Failure, SessionState


def closing_note(exchange: Exchange) -> str:
    """Say how an exchange ended: the status, and what became of the session."""
    status = exchange.response.status
    words = f"The response leaves with status {status}."
    if exchange.error is not None:
        raised_by_lesson = any(step.error is not None for step in exchange.steps)
        error = failure(exchange.error)
        words = f"Nothing catches {error}, so Django answers with status {status}."
        if not raised_by_lesson:
            words = f"Outside of the lesson's own statements, Django raises {error}. It answers with status {status}."
    last = exchange.steps[-1].session if exchange.steps else None
    return f"{words} {_fate(exchange, last)}" if last is not None else words


def failure(error: Failure) -> str:
    """Give an exception that nothing caught as Python would print it."""
    return f"{error.type}: {error.message}".rstrip(".") if error.message else error.type


# Private


def _fate(exchange: Exchange, last: SessionState) -> str:
    """Say what became of the session in the end, and why."""
    kinds = {event.kind for event in exchange.steps[-1].events}
    was_marked = any(step.session is not None and step.session.status == "modified" for step in exchange.steps)
    match last.status:
        case "unread":
            return "Nothing asked for the session, so it is neither loaded nor saved."
        case "saved" if "session.save" in kinds:
            return "Before that, SessionMiddleware saves the session."
        case "saved":
            return "The session was saved before."
        case _ if exchange.response.status >= 500 and any(step.error for step in exchange.steps):
            return "Django does not save the session when the status is 500 or more."
        case _ if not last.data and last.key is None and "cookies.delete" in kinds:
            return "The session has no key and no data any more, so the browser is told to forget its cookie."
        case _ if not last.data and last.key is None and was_marked:
            return "The session has no key and no data, so there is nothing to save."
        case _ if exchange.response.status >= 500 or was_marked:
            return "The session is not saved."
        case _ if last.stored is not None and dict(last.data) != dict(last.stored):
            return (
                "The session is not saved: it has changed, but nothing marked it as modified. "
                "What the store holds is not what the view saw."
            )
    return "The session is not saved: nothing marked it as modified."
