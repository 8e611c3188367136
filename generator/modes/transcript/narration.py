"""Tell an exchange as a teacher would: what arrives, what each line does and means, and what leaves in the end."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import as_code, brief, ended
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import session as session_words
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Event, Exchange, Step

CUT = 160
# Before a sentence in the middle of a paragraph; an empty one now and then keeps it from sounding like a list.
_LINKS = ("Then", "", "Next,", "", "After that,", "")
_VERBS = {"SELECT": "reads from", "INSERT": "inserts a row into", "UPDATE": "updates", "DELETE": "deletes from"}


def narrated(exchange: Exchange, browser: str = "the browser", *, with_session: bool = True) -> tuple[str, ...]:
    """Narrate an exchange, in paragraphs of plain text with marked code: the arrival, the statements, the end.

    Without the session, what nobody does with it is not told.
    """
    pieces = [piece for piece in folded(exchange.steps) if isinstance(piece, Fold) or _is_told(piece)]
    told = [_sentence(piece, exchange, number, len(pieces)) for number, piece in enumerate(pieces)]
    phases = ["" if isinstance(piece, Fold) else piece.phase for piece in pieces]
    is_around = phases[:1] == ["opening"]  # the lesson has a middleware, which comes before the view
    if is_around and "view" in phases:
        told.insert(phases.index("view"), f"Then Django calls the view {as_code(_view(exchange))}.")
    arrival = _arrival(exchange, browser, with_session=with_session, with_view=not is_around)
    paragraphs = (arrival, " ".join(told), _departure(exchange, with_session=with_session))
    return tuple(paragraph for paragraph in paragraphs if paragraph)


# Private


def _no_view(exchange: Exchange) -> str:
    """Say why no view was called."""
    if any(event.type == "Resolver404" for event in events_of(exchange.steps, "exceptions.handled")):
        return "No route fits, so Django calls no view."
    if exchange.resolved_view:
        chosen = as_code(exchange.resolved_view.removeprefix("lesson.views."))
        return f"The view would be {chosen}, but it is not called: something around it answers before."
    return "Django calls no view: something answers before."


def _view(exchange: Exchange) -> str:
    return (exchange.view or "").removeprefix("lesson.views.")


def _arrival(exchange: Exchange, browser: str, *, with_session: bool, with_view: bool) -> str:
    request = exchange.request
    names = [as_code(name) for name in request.cookies]
    cookies = f"with the {_plural('cookie', names)} {_listed(names)}" if names else "without a cookie"
    view = _view(exchange)
    told = [f"{_upper(browser)} sends {as_code(f'{request.method} {request.path}')} {cookies}."]
    if with_view:
        told.append(f"Django calls the view {as_code(view)}." if view else _no_view(exchange))
    first = exchange.steps[0].session if exchange.steps else None
    if with_session and first is not None and first.status == "unread" and any(step.at for step in exchange.steps):
        told.append("The session is not loaded yet: nothing has asked for it.")
    return " ".join(told)


def _is_told(step: Step) -> bool:
    return step.at is not None or step.kind == "django"


def _sentence(step: Step | Fold, exchange: Exchange, number: int, count: int) -> str:
    link = _LINKS[number % len(_LINKS)]
    if number in (0, count - 1):
        link = "" if count == 1 else "First," if number == 0 else "Finally,"
    if isinstance(step, Fold):
        words = f"the loop goes round {'once' if step.iterations == 1 else f'{step.iterations} times'} more."
    else:
        words = _clauses(step, exchange)
    return f"{link} {words}" if link else _upper(words)


def _clauses(step: Step, exchange: Exchange) -> str:
    """Say what a statement does, as one or more sentences; the first begins with a small letter."""
    if step.kind == "django" and step.at is None:
        return f"{_lower(wording.action(step, exchange))}.{_queries(step.events, told='save')}"
    if step.kind == "skipped" or step.at is None:
        return f"the same rounds go on: {_lower(wording.action(step, exchange))}."
    line = f"line {step.at.line}" + (f" of {as_code(step.at.file)}" if step.at.file != "views.py" else "")
    did = [words for words in (session_words.clause(event) for event in step.events) if words]
    if not did or len(did) > 3:
        return f"{ended(f'{line} {_plain(step, exchange)}')}{_queries(step.events)}{_in_memory(step)}"
    words = f"{line} {', and '.join(did)}"
    bound = [name for name in step.names if name in step.locals] if step.error is None else []
    if bound:
        words += f", so {_listed([f'{as_code(name)} is {as_code(step.locals[name].repr)}' for name in bound])}"
    elif step.kind == "condition":
        words += f"; so the condition is {'true' if step.outcome == 'true' else 'false'}"
    elif step.kind in ("response", "redirect"):
        words += f", and {_response(step)}"
    if step.error is not None:
        words += f". That {_raised(step)}"
    return f"{ended(words)}{_queries(step.events)}{_in_memory(step)}"


def _plain(step: Step, exchange: Exchange) -> str:
    """Say what a statement does that the session has no part in, after "line 7"."""
    bound = [name for name in step.names if name in step.locals]
    if step.error is not None and (step.kind != "raise" or not step.at):
        return _raised(step)
    match step.kind:
        case "response" | "redirect":
            return _response(step)
        case "condition":
            test, _, answer = wording.action(step, exchange).removeprefix("Check ").rpartition(": ")
            return f"checks {as_code(test)}: {answer}"
        case "loop" if step.at and step.at.code.startswith("for"):
            if step.outcome == "done":
                return "finds no more items, so the loop is over"
            values = [f"{as_code(name)} is {as_code(step.locals[name].repr)}" for name in bound]
            return "begins a round" + (f": {_listed(values)}" if values else "")
        case "pass":
            return "does nothing"
        case "assign" if bound:
            return "sets " + _listed([f"{as_code(name)} to {as_code(step.locals[name].repr)}" for name in bound])
        case "raise" if step.error is not None:
            return _raised(step)
        case "except":
            return "catches the exception"
        case "call":
            return f"is reached: {_lower(wording.action(step, exchange))}"
        case "return":
            return "returns" if step.value is None else f"returns {as_code(step.value.repr)}"
        case "expression":
            return f"runs {as_code(' '.join(step.at.code.split()))}" if step.at else "runs"
    words = _lower(wording.action(step, exchange))
    if step.at and words.startswith("run "):
        return f"runs {as_code(' '.join(step.at.code.split()))}"
    return f"does this: {words}".rstrip(".")


def _raised(step: Step) -> str:
    return f"raises {as_code(wording.raised(step).removeprefix('raises '))}"


def _response(step: Step) -> str:
    if step.kind == "redirect":
        created = next((event for event in reversed(step.events) if event.kind == "response.create"), None)
        return f"makes a redirect to {as_code(getattr(created, 'location', '') or '')}"
    if step.response is None or not step.response.text:
        return "makes the response"
    text = " ".join(step.response.text.split())
    return f"makes the response, which says {as_code(text[:CUT] + ('…' if len(text) > CUT else ''))}"


def _queries(events: Iterable[Event], told: str = "") -> str:
    """Say what the database was asked to do, and why if the session sent it; `told` is the reason just given."""
    queries = [event for event in events if event.kind == "sql"]
    groups = groupby(queries, key=lambda query: query.session)  # type: ignore[attr-defined]
    found = ""
    for why, same in groups:
        reason = "For that" if why == told else _REASONS.get(why or "", "Then" if found else "For that")
        found += _queries_for(reason, list(same))
    return found


_REASONS = {
    "load": "To load the session",
    "save": "To save the session",
    "cycle_key": "To give the session a new key",
    "flush": "To flush the session",
}


def _queries_for(why: str, queries: list[Any]) -> str:
    done: list[str] = []
    last = ""
    for query in queries:
        verb, _, table = wording.sql_summary(query.sql).partition(" ")
        if verb in _VERBS and table and not query.error:
            is_idle = query.rows == 0 and verb in ("UPDATE", "DELETE")
            where = "it" if table == last else f"the table {as_code(table)}"
            done.append(f"{'finds no row to change in' if is_idle else _VERBS[verb]} {where}")
            last = table
    if not done:
        return ""
    if len(done) > 4:
        return f" {why}, Django sends {len(done)} statements to the database."
    return f" {why}, Django {_listed(done)}."


def _in_memory(step: Step) -> str:
    """Say what the session holds after a change, and what the store does."""
    session = step.session
    if session is None or not session.changed or step.error is not None or session.status == "unread":
        return ""
    held = as_code(dict_text(session.data, brief))
    now = f" The session in memory is now {held}"
    if session_words.changes_in_place(step) and session.status == "loaded":
        return f"{now}, but nothing marks it as modified."
    if session.stored is not None and dict(session.data) == dict(session.stored):
        is_saved_now = any(event.kind == "session.save" for event in step.events)
        return "" if is_saved_now else f"{now}, which is what the store holds."
    if session.status != "modified":
        return ""
    if session.opaque:
        return f"{now}."
    if not session.data and session.stored is None:
        return ""
    if session.stored is None:
        return f"{now}. It is not saved yet."
    stored = as_code(dict_text(session.stored, brief))
    return f"{now}. It is not saved yet: the store still holds {stored}."


def _departure(exchange: Exchange, *, with_session: bool) -> str:
    last = exchange.steps[-1]
    leaves = f"The response leaves with status {exchange.response.status}."
    if exchange.error is None and any(event.by for event in events_of([last], "session.save")):
        kept = [as_code(event.name) for event in events_of([last], "cookies.set")]
        cookie = (
            f" The response tells the browser to keep the {_plural('cookie', kept)} {_listed(kept)}." if kept else ""
        )
        saves = "Before the response leaves, SessionMiddleware saves the session."
        return f"{saves}{_queries(last.events, told='save')}{cookie} {leaves}"
    if not with_session:
        return endings.closing_note(exchange, with_session=False) + _queries(last.events)
    is_unread = last.session is not None and last.session.status == "unread"
    if exchange.error is None and is_unread and not endings.asks_for_session(exchange):
        return f"Nothing has asked for the session, so Django neither loads nor saves it. {leaves}"
    return endings.closing_note(exchange) + _queries(last.events)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _plural(word: str, items: list[str]) -> str:
    return word if len(items) == 1 else f"{word}s"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
