"""Say in words what was done to the session: as an action of the execution table, and as a clause of the transcript."""

from typing import Any

from proven_lessons.generator.facts.values import key_of
from proven_lessons.generator.markup import as_code, brief
from proven_lessons.runner.trace import Step

_READS = frozenset({"session.get", "session.has", "session.load"})


def changes_in_place(step: Step) -> bool:
    """Say whether the session holds something else now though nothing was done that marks it as modified."""
    if step.session is None or not step.session.changed or step.session.status == "unread":
        return False
    return all(_is_read(event) for event in step.events if event.kind.startswith("session."))


def changes_what_it_set(step: Step) -> bool:
    """Say whether the session holds something else under a key than what the step has put there."""
    held = {} if step.session is None else {repr(key_of(name)): value for name, value in step.session.data.items()}
    put: dict[str, Any] = {}
    for event in step.events:
        is_default = event.kind == "session.setdefault" and getattr(event, "found", None) is False
        if event.kind == "session.set" or is_default:
            put[event.key.repr] = event.value  # type: ignore[attr-defined]
        elif event.kind.startswith("session.") and event.kind not in _READS:
            put.clear()  # it may have taken the key away again
    return any(key in held and held[key] != value for key, value in put.items())


def got_default(event: Any) -> bool:
    """Say whether a read of the session gave its default, because the key was missing."""
    return event.kind in ("session.get", "session.pop") and event.default is not None and event.found is False


def action(event: Any) -> str:
    """Give what an event says in the execution table, empty for one that belongs to another probe."""
    match event.kind:
        case "session.set":
            return f"Set {event.key.repr} = {brief(event.value.repr)} in session"
        case "session.get" | "session.pop" if event.result is None and event.found is False:
            return f"{_VERBS[event.kind]} {event.key.repr} from session: there is no such key"
        case "session.get" | "session.pop" if got_default(event):
            return f"{_VERBS[event.kind]} {event.key.repr} from session: missing, default {brief(event.default.repr)}"
        case "session.get" | "session.pop" | "session.delete":
            return f"{_VERBS[event.kind]} {event.key.repr} from session"
        case "session.setdefault" if event.found is False:
            return f"Set {event.key.repr} = {brief(event.value.repr)} in session, because it is missing"
        case "session.setdefault":
            return f"Get {event.key.repr} from session: it is there, so its default is not needed"
        case "session.update":
            return f"Update session with {brief(event.data.repr)}"
        case "session.has":
            return f"Check whether {event.key.repr} is in session"
        case "session.key" if event.method == "flush":
            return "Flush session: data and key are gone"
        case "session.key" if event.old == event.new:
            return f"Call session.{event.method}(): the key stays as it is"
        case "session.key":
            return "Give the session a new key, keep its data"
        case "session.save" if event.by:
            return f"{event.by} saves the session to the store"
        case "session.save":
            return "Save session to the store"
        case "session.call":
            return f"Call session.{event.method}({', '.join(brief(value.repr) for value in event.arguments)})"
    return ""


def clause(event: Any) -> str:
    """Give what an event says in the transcript, after a subject; empty for one that belongs to another probe."""
    return _clause_of_read(event) or _clause_of_change(event)


# Private


def _clause_of_read(event: Any) -> str:
    """Tell what may have read the session, and given something back."""
    key = _key(event)
    match event.kind:
        case "session.get" if event.result is None and event.found is False:
            return f"asks the session for {key}, which it does not have"
        case "session.get" if event.result is None:
            return f"asks the session for {key}"
        case "session.get" if got_default(event):
            return f"asks the session for {key}, which it does not have, and gets the default, {_shown(event.result)}"
        case "session.get":
            return f"asks the session for {key} and gets {_shown(event.result)}"
        case "session.pop" if event.result is None and event.found is None:
            return f"tries to take {key} out of the session"
        case "session.pop" if event.result is None:
            return f"tries to take {key} out of the session, which does not have it"
        case "session.pop" if got_default(event):
            return (
                f"tries to take {key} out of the session, which does not have it, and gets the default, "
                f"{_shown(event.result)}"
            )
        case "session.pop":
            return f"takes {key} out of the session and gets its value, {_shown(event.result)}"
        case "session.setdefault" if event.found is False:
            value = _shown(event.value)
            return (
                f"calls {as_code('setdefault()')}, which sets {key} to {value}, because it is missing, and returns it"
            )
        case "session.setdefault" if event.result is not None:
            value = _shown(event.result)
            return f"calls {as_code('setdefault()')}, which finds {key}, sets nothing and returns {value}"
        case "session.has":
            return f"checks whether {key} is in the session ({'it is' if event.result.repr == 'True' else 'it is not'})"
    return ""


def _clause_of_change(event: Any) -> str:
    key = _key(event)
    match event.kind:
        case "session.set":
            return f"puts {as_code(brief(event.value.repr))} into the session under {key}"
        case "session.delete" if event.found:
            return f"takes {key} out of the session"
        case "session.delete":
            return f"tries to delete {key}, which the session does not have"
        case "session.update":
            return f"updates the session with {as_code(brief(event.data.repr))}"
        case "session.key" if event.method == "flush":
            return "flushes the session: its data and its key are gone"
        case "session.key" if event.old == event.new:
            return f"calls {as_code(f'session.{event.method}()')}, and the key stays as it is"
        case "session.key":
            return "gives the session a new key and keeps its data"
        case "session.save" if event.by:
            return f"waits while {as_code(event.by)} saves the session"
        case "session.save":
            return "saves the session"
        case "session.call":
            return "calls " + as_code(f"session.{event.method}({', '.join(value.repr for value in event.arguments)})")
    return ""


def _key(event: Any) -> str:
    return as_code(event.key.repr) if hasattr(getattr(event, "key", None), "repr") else ""


def _is_read(event: Any) -> bool:
    return event.kind in _READS or (event.kind == "session.setdefault" and event.found is True)


_VERBS = {"session.get": "Get", "session.pop": "Pop", "session.delete": "Delete"}


def _shown(value: Any) -> str:
    return as_code(brief(value.repr)) if value is not None else "nothing"
