"""Say how an exchange ended: the status, and what became of the session."""

from runner.trace import Exchange, Failure, SessionState


def closing_note(exchange: Exchange) -> str:
    """Say how an exchange ended: the status, and what became of the session."""
    status = exchange.response.status
    words = f"The response left with status {status}."
    if exchange.error is not None:
        raised_by_lesson = any(step.error is not None for step in exchange.steps)
        error = failure(exchange.error)
        words = f"Nothing caught {error}, so Django answered with status {status}."
        if not raised_by_lesson:
            words = f"Outside of the lesson's own statements, Django raised {error}. It answered with status {status}."
    last = exchange.steps[-1].session if exchange.steps else None
    return f"{words} {_fate(exchange, last)}" if last is not None else words


def failure(error: Failure) -> str:
    """Give an exception that nothing caught as Python would print it."""
    return f"{error.type}: {error.message}".rstrip(".") if error.message else error.type


# Private


def _fate(exchange: Exchange, last: SessionState) -> str:
    """Say what became of the session in the end, and why."""
    events = exchange.steps[-1].events
    was_used = any(step.session is not None and step.session.status == "modified" for step in exchange.steps)
    match last.status:
        case "unread":
            return "Nothing asked for the session, so it was neither loaded nor saved."
        case "saved" if any(event.kind == "session.save" for event in events):
            return "Before it left, SessionMiddleware saved the session."
        case "saved":
            return "The session had been saved before."
        case _ if not last.data and (was_used or any(event.kind == "cookies.delete" for event in events)):
            gone = any(event.kind == "cookies.delete" for event in events)
            return "The session was empty in the end, so there was nothing to save." + (
                " The browser is told to forget its cookie." if gone else ""
            )
        case _ if exchange.response.status >= 500 and any(step.error for step in exchange.steps):
            return "Django does not save the session when the status is 500 or more."
        case _ if exchange.response.status >= 500:
            return "The session was not saved."
        case _ if last.stored is not None and dict(last.data) != dict(last.stored):
            return (
                "The session was not saved: Django did not notice that it had changed. "
                "What the store holds is not what the view saw."
            )
    return "The session was not saved: nothing in it had been set."
