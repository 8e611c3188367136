"""Tell an exchange as a teacher would: what arrives, what each line does and means, and what leaves in the end."""

from typing import Any

from generator import endings, wording
from runner.trace import Exchange, Step

CUT = 160
# Before a sentence in the middle of a paragraph; an empty one now and then keeps it from sounding like a list.
_LINKS = ("Then", "", "Next,", "", "After that,", "")


def narrated(exchange: Exchange) -> tuple[str, ...]:
    """Narrate an exchange, in paragraphs of plain text: the arrival, the statements, the end."""
    statements = [step for step in exchange.steps if step.at is not None]
    told = [_sentence(step, exchange, number, len(statements)) for number, step in enumerate(statements)]
    return tuple(paragraph for paragraph in (_arrival(exchange), " ".join(told), _departure(exchange)) if paragraph)


# Private


def _arrival(exchange: Exchange) -> str:
    request = exchange.request
    names = _listed(list(request.cookies))
    cookies = (
        f"with the {'cookie' if len(request.cookies) == 1 else 'cookies'} {names}" if names else "without a cookie"
    )
    browser = "The browser" if exchange.client == "browser" else f"The browser {exchange.client!r}"
    told = [f"{browser} sends {request.method} {request.path} {cookies}."]
    told += [
        f"Django calls the view {exchange.view.removeprefix('lesson.views.')}."
        if exchange.view
        else "No route fits, so Django calls no view."
    ]
    first = exchange.steps[0].session if exchange.steps else None
    if first is not None and first.status == "unread" and any(step.at for step in exchange.steps):
        told.append("The session is not loaded yet: nothing has asked for it.")
    return " ".join(told)


def _sentence(step: Step, exchange: Exchange, number: int, count: int) -> str:
    link = _LINKS[number % len(_LINKS)]
    if number in (0, count - 1):
        link = "" if count == 1 else "First," if number == 0 else "Finally,"
    line = f"line {step.at.line}" + (f" of {step.at.file}" if step.at.file != "views.py" else "") if step.at else ""
    words = _clauses(step, exchange, line)
    return f"{link} {words}" if link else f"{words[:1].upper()}{words[1:]}"


def _clauses(step: Step, exchange: Exchange, line: str) -> str:
    """Say what a statement does, as one or more sentences; the first begins with a small letter."""
    if step.kind == "skipped":
        return (
            f"the same rounds go on: {wording.action(step, exchange)[:1].lower()}{wording.action(step, exchange)[1:]}."
        )
    before = exchange.steps[max(0, exchange.steps.index(step) - 1)]
    did = [words for words in (_missing(event, before) or _session(event) for event in step.events) if words]
    if not did or len(did) > 3:
        return f"{line} {_plain(step, exchange)}.{_queries(step)}"
    words = f"{line} {', and '.join(did)}"
    bound = [name for name in step.names if name in step.locals] if step.error is None else []
    if bound:
        held = _listed([f"{name} is {step.locals[name].repr}" for name in bound])
        words += f", so {held}"
    elif step.kind == "condition":
        words += f"; so the condition is {'true' if step.outcome == 'true' else 'false'}"
    elif step.kind == "response":
        words += f", and {_response(step)}"
    if step.error is not None:
        words += f". That {wording.raised(step)}"
    return f"{words}.{_queries(step)}{_in_memory(step)}"


def _missing(event: Any, before: Step) -> str:
    """Say that a key was not there, for a read that got its default instead."""
    if event.kind not in ("session.get", "session.pop") or event.default is None or before.session is None:
        return ""
    if event.key.repr in {repr(key) for key in before.session.data} or event.result != event.default:
        return ""
    asks = "asks the session for" if event.kind == "session.get" else "asks the session to give up"
    return f"{asks} {event.key.repr}, which it does not have, and gets the default, {event.result.repr}"


def _session(event: Any) -> str:  # noqa: C901, PLR0912 (a catalogue)
    match event.kind:
        case "session.set":
            return f"puts {event.value.repr} into the session under {event.key.repr}"
        case "session.get" if event.result is None:
            return f"asks the session for {event.key.repr}, which it does not have"
        case "session.get":
            return f"asks the session for {event.key.repr} and gets {event.result.repr}"
        case "session.delete" if event.found:
            return f"takes {event.key.repr} out of the session"
        case "session.delete":
            return f"wants to delete {event.key.repr}, which the session does not have"
        case "session.pop" if event.result is None:
            return f"wants to take {event.key.repr} out of the session, which does not have it"
        case "session.pop":
            return f"takes {event.key.repr} out of the session, which gives {event.result.repr}"
        case "session.setdefault" if event.result is not None:
            return f"asks the session for {event.key.repr}, to be set if it is missing, and gets {event.result.repr}"
        case "session.update":
            return f"puts everything of {event.data.repr} into the session"
        case "session.has":
            answer = "it is" if event.result.repr == "True" else "it is not"
            return f"looks whether {event.key.repr} is in the session ({answer})"
        case "session.key" if event.method == "flush":
            return "flushes the session: its data and its key are gone"
        case "session.key":
            return "gives the session a new key and keeps its data"
        case "session.call":
            return f"calls session.{event.method}({', '.join(value.repr for value in event.arguments)})"
    return ""


def _plain(step: Step, exchange: Exchange) -> str:
    bound = [name for name in step.names if name in step.locals]
    if step.error is not None and step.kind != "raise":
        return f"{wording.raised(step)}"
    match step.kind:
        case "response" | "redirect":
            return _response(step)
        case "condition":
            test, _, answer = wording.action(step, exchange).removeprefix("Is ").rpartition("? ")
            return f"asks whether {test}: {answer.lower()}"
        case "assign" if bound:
            return "sets " + _listed([f"{name} to {step.locals[name].repr}" for name in bound])
        case "raise" if step.error is not None:
            return wording.raised(step)
        case "except":
            return "catches the exception"
        case "call":
            return f"is reached: {wording.action(step, exchange)[:1].lower()}{wording.action(step, exchange)[1:]}"
        case "return" if step.value is not None:
            return f"returns {step.value.repr}"
        case "return":
            return "returns"
    words = wording.action(step, exchange)
    return f"does this: {words[:1].lower()}{words[1:]}".rstrip(".")


def _response(step: Step) -> str:
    if step.kind == "redirect":
        created = next((event for event in reversed(step.events) if event.kind == "response.create"), None)
        return f"makes a redirect to {getattr(created, 'location', '')}"
    if step.response is None or not step.response.text:
        return "makes the response"
    text = " ".join(step.response.text.split())
    return f"makes the response, which says: {text[:CUT]}{'…' if len(text) > CUT else ''}".rstrip(".")


def _queries(step: Step) -> str:
    """Say what the database was asked for, and why if that was to load the session."""
    sent = [wording.sql_summary(event.sql) for event in step.events if event.kind == "sql"]  # type: ignore[attr-defined]
    if not sent:
        return ""
    why = "To load the session" if any(event.kind == "session.load" for event in step.events) else "For that"
    return f" {why}, Django sends {_listed(sent) if len(sent) < 4 else f'{len(sent)} SQL statements'} to the database."


def _in_memory(step: Step) -> str:
    """Say what the session holds after a change, and that the store does not."""
    session = step.session
    if session is None or not session.changed or step.error is not None:
        return ""
    held = "{" + ", ".join(f"{key!r}: {value.repr}" for key, value in session.data.items()) + "}"
    if session.status == "modified" and dict(session.data) != dict(session.stored or {}):
        return f" The session in memory is now {held}; nothing is saved yet."
    return (
        f" The session in memory is now {held}, and nothing marks it as modified." if session.status == "loaded" else ""
    )


def _departure(exchange: Exchange) -> str:
    last = exchange.steps[-1]
    kinds = {event.kind for event in last.events}
    leaves = f"The response leaves with status {exchange.response.status}."
    if exchange.error is None and "session.save" in kinds:
        kept = [event.name for event in last.events if event.kind == "cookies.set"]  # type: ignore[attr-defined]
        cookie = f" The response tells the browser to keep the cookie {_listed(kept)}." if kept else ""
        return f"Before the response leaves, SessionMiddleware saves the session.{_queries(last)}{cookie} {leaves}"
    if exchange.error is None and last.session is not None and last.session.status == "unread":
        return f"Nothing has asked for the session, so Django neither loads nor saves it. {leaves}"
    return endings.closing_note(exchange) + _queries(last)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
