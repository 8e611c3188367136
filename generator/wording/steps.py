"""Say in words what a step did, from its kind, its events and its outcome: the one catalogue of English."""

import re
from collections.abc import Sequence

from proven_lessons.generator.markup import escape
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import session as session_words
from proven_lessons.runner.trace import Exchange, Step

_SPACE = re.compile(r"\s+")
_SQL_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|TABLE)\s+"?(\w+)"?', re.IGNORECASE)


def action(step: Step, exchange: Exchange) -> str:
    """Give the action of a step as the execution table shows it."""
    words = _opening_or_closing(step, exchange) or _statement(step)
    if step.error is not None and step.kind != "raise":
        return f"{words}, {raised(step)}"
    return words


def raised(step: Step) -> str:
    """Give the exception of a step as Python would print it, with "raises" before it."""
    if step.error is None:
        return ""
    return f"raises {step.error.type}" + (f": {step.error.message}" if step.error.message else "")


# Not data that a reader follows: the request is the view's way in, the rest is code.
NOT_DATA = frozenset({"WSGIRequest", "ASGIRequest", "module", "function", "builtin_function_or_method", "type"})
# What is shown as it is, and not as Python would write it.
BARE = frozenset({"text", "status", "error", "outcome", "kind", "phase", "view", "client", "method", "path", "code"})
MEANINGS = {
    "unread": "Nothing has used the session yet, so Django has not loaded it.",
    "loaded": "The session was loaded (without a key it begins empty), and is not marked as modified.",
    "modified": "The session is marked as modified: it is to be saved before the response leaves.",
    "saved": "The session is saved as it is now.",
    "not saved": "The response has left, and nothing has saved the session as it is now.",
    "in the store": "What the session store holds under the key of this browser's session.",
}
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
FIRST_ACCESS = "Access session object"


def exchange_titles(exchanges: Sequence[Exchange]) -> list[str]:
    """Give a title for each exchange of a run, empty when there is only one."""
    if len(exchanges) == 1:
        return [""]
    several = len({exchange.client for exchange in exchanges}) > 1
    return [
        f"Request {number}: {exchange.request.method} {exchange.request.path}"
        + (f", from {browser(exchange.client)}" if several else "")
        + (f", {duration(exchange.clock)} later" if exchange.clock else "")
        for number, exchange in enumerate(exchanges, 1)
    ]


def browser(client: str) -> str:
    """Name the browser of a client in a lesson that has several."""
    return "the first browser" if client == "browser" else f"the browser {client!r}"


def phase(step: Step, exchange: Exchange) -> str:
    """Give the box of the concept flow that a step belongs to; steps in a row with the same one share it."""
    kinds = {
        "request": "Request received",
        "send": "Send response back",
        "django": "Django goes on",
        "response": "Create the response",
        "redirect": "Answer with a redirect",
        "session.set": "Set session key-value",
        "session.get": "Get session value by key",
        "session.delete": "Delete session key",
        "session.pop": "Take value out of session",
        "session.setdefault": "Get session value, or set it",
        "session.update": "Update session",
        "session.has": "Look for key in session",
        "session.call": "Use the session",
        "assign": "Set a variable",
        "condition": "Decide by condition",
        "match": "Choose a case",
        "loop": "Go round a loop",
        "call": "Call a function",
        "raise": "Raise an exception",
        "except": "Catch an exception",
    }
    if step.error is not None:
        return "An exception is raised"
    doing = {event.kind for event in step.events}
    if "auth.login" in doing or "auth.logout" in doing:
        return "Log the user in" if "auth.login" in doing else "Log the user out"
    if step.kind == "session.key":
        flushes = any(getattr(event, "method", "") == "flush" for event in step.events)
        return "Flush the session" if flushes else "Give the session a new key"
    if step.kind == "response" and _uses_value(step, exchange):
        return "Use value in response"
    if session_words.changes_in_place(step):
        return "Change a value in place"
    is_around = step.at is not None and step.phase != "view"
    return kinds.get(step.kind) or ("Run the code around the view" if is_around else "Run the code of the view")


def shown(value: object, path: tuple[str | int, ...]) -> str:
    """Give a value as a reader is to see it, when `path` is the way to it: a text without quotes, no row as nothing."""
    if path[-1:] == ("stored",) and value is None:
        return "nothing"
    is_bare = isinstance(value, str) and value and str(path[-1:] and path[-1]) in BARE
    return str(value) if is_bare else repr(value)


def is_error_page(text: str | None) -> bool:
    """Say whether a text is the page that Django itself answers with when something raised: it tells nothing."""
    return text is not None and "<title>Server Error (500)</title>" in text


def sql_summary(sql: str) -> str:
    """Give the verb and the table of an SQL statement."""
    verb = sql.split(None, 1)[0].upper() if sql.strip() else ""
    table = _SQL_TABLE.search(sql)
    return f"{verb} {table[1]}" if table else verb


def in_short(exchange: Exchange) -> str:
    """Say how an exchange ended, in plain Markdown."""
    return str(escape(endings.closing_note(exchange)))


def duration(seconds: float) -> str:
    """Give a time in the largest unit that fits, empty for none at all."""
    if not seconds:
        return ""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds:g} seconds"


def function_name(step: Step) -> str:
    """Give the name of the function that a step is in, as its author calls it."""
    return step.at.function.rpartition("<locals>.")[2] if step.at else ""


# Private


def _uses_value(step: Step, exchange: Exchange) -> bool:
    """Say whether the text of the response holds a value that was retrieved from the session before."""
    if step.response is None or not step.response.text:
        return False
    values = [other.value for other in exchange.steps if other.number <= step.number and other.value is not None]
    return any(len(value.repr.strip("'")) > 0 and value.repr.strip("'") in step.response.text for value in values)


def _opening_or_closing(step: Step, exchange: Exchange) -> str | None:
    if step.kind == "request":
        if step.session is None:
            return "Request received"
        if step.session.status == "unread":
            return "Request received, session not read yet"
        count = len(step.session.data)
        held = "empty" if not count else "holds 1 key" if count == 1 else f"holds {count} keys"
        return f"Request received, session {held}"
    if step.kind == "send":
        if exchange.error is not None:
            return f"Send response back: status {exchange.response.status}, because of {exchange.error.type}"
        return "Send response back"
    if step.kind == "django":
        return f"Django goes on: {_session_words(step) or 'what stands around the view is at work'}"
    return None


def _statement(step: Step) -> str:
    code = _SPACE.sub(" ", step.at.code) if step.at else ""
    said = _session_words(step) if step.kind != "skipped" else ""
    if step.kind == "condition" and {event.kind for event in step.events} <= {"session.has", "session.load", "sql"}:
        said = ""  # the condition says it
    in_place = session_words.changes_in_place(step)
    if said and (in_place or session_words.changes_what_it_set(step)):
        said += ", and change it in place"
    match step.kind:
        case "response":
            created = next(event for event in reversed(step.events) if event.kind == "response.create")
            status = getattr(created, "status", 200)
            words = "Create response" if status == 200 else f"Create response with status {status}"
        case "redirect":
            created = next(event for event in reversed(step.events) if event.kind == "response.create")
            words = f"Create redirect to {getattr(created, 'location', '')}"
        case kind if kind.startswith("session."):
            # One line that does several things to the session is a call of something else, such as login().
            return f"Run {code}: {said}" if said.count(". ") > 1 else said
        case kind:
            words = _plain(step, kind, code)
    if said:
        return f"{said}. {words}"
    return f"{words}: this changes the session in place" if in_place else words


def _session_words(step: Step) -> str:
    return ". ".join(words for words in (session_words.action(event) for event in step.events) if words)


_FIXED = {
    "pass": "Do nothing (pass)",
    "break": "Leave the loop (break)",
    "continue": "Go on with the next round (continue)",
}


def _plain(step: Step, kind: str, code: str) -> str:
    if step.error is not None and kind != "raise":
        return f"Run {code.rstrip(':')}"  # it set nothing and decided nothing
    match kind:
        case "condition":
            test = re.sub(r"^(el)?if\s+", "", code).rstrip(" :")
            return f"Check {test}: {'yes' if step.outcome == 'true' else 'no'}"
        case "loop" if code.startswith("while"):
            test = code.removeprefix("while").strip(" :")
            return f"{test}: go round" if step.outcome == "iteration" else f"{test}: stop the loop"
        case "loop":
            if step.outcome == "done":
                return "The loop has no more items"
            bound = _bound(step)
            return f"Next round: {bound}" if bound else "Next round"
        case "match":
            found = "no case fits" if step.outcome == "no match" else f"case {step.outcome} fits"
            return f"{code.rstrip(':')}: {found}"
        case "with":
            return f"{'Leave' if step.outcome == 'left' else 'Enter'} {code.rstrip(':')}"
        case "assign":
            bound = _bound(step)
            return f"Set variable {bound}" if bound else f"Run {code}"
        case "raise":
            return f"Raise {step.error.type}" if step.error else f"Run {code}"
        case "except":
            return f"{code.rstrip(':')}: caught"
        case "call":
            given = {name: value for name, value in step.locals.items() if value.type not in NOT_DATA}
            arguments = ", ".join(f"{name}={value.repr}" for name, value in given.items())
            return f"Call {function_name(step)}({arguments})"
        case "return":
            return "Return" if step.value is None else f"Return {step.value.repr}"
        case "yield":
            return "Yield" if step.value is None else f"Yield {step.value.repr}"
        case "define":
            return f"Define {', '.join(step.names)}"
        case "import":
            return f"Import {', '.join(step.names)}"
        case "skipped":
            times = "1 more statement" if step.skipped == 1 else f"{step.skipped:,} more statements"
            return f"{times} of the same rounds ran here; they are counted, not shown"
        case "assert":
            return f"Check {code}"
    return _FIXED.get(kind, f"Run {code}")


def _bound(step: Step) -> str:
    """Give the names that the statement bound, with their new values."""
    return ", ".join(f"{name} = {step.locals[name].repr}" for name in step.names if name in step.locals)
