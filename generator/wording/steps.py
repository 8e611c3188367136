"""Say in a few words what a step did.

What each aspect says of its events, and what the statement itself is.
"""

import re
from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects.session.facts import changes_in_place, changes_what_it_set
from proven_lessons.generator.facts.values import NOT_DATA
from proven_lessons.generator.translation import Message, Said, _, _n, sentences
from proven_lessons.generator.wording.commands import exit_of
from proven_lessons.runner.probes.session.events import SessionHas, SessionLoad
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Exchange, Raised, Step, Value

ALSO = ". "  # between the parts of an action
TOLD = 3  # a line that does more than this is named by its code first
_SPACE = re.compile(r"\s+")
_HEADER = re.compile(r"^(el)?if\s+")


def action(step: Step, exchange: Exchange, *, with_session: bool = True) -> Said:
    """Return the action of a step as the execution table shows it."""
    words = _opening_or_closing(step, exchange, with_session=with_session) or _statement(step)
    if step.error is not None and step.kind != "raise":
        return _("{action}, raises {error}", action=words, error=error_text(step.error))
    return words


def error_text(error: Raised) -> str:
    """Return an exception as Python would print it."""
    return f"{error.type}: {error.message}" if error.message else error.type


def function_name(step: Step) -> str:
    """Return the name of the function that a step is in, as its author calls it."""
    return step.at.function.rpartition("<locals>.")[2] if step.at else ""


def bound_names(step: Step) -> list[str]:
    """Return the names that a statement bound, and that have a value now."""
    return [name for name in step.names if name in step.locals] if step.error is None else []


# Private


def _opening_or_closing(step: Step, exchange: Exchange, *, with_session: bool) -> Said | None:
    match step.kind:
        case "request":
            return sentences([_request(step, with_session=with_session), *_said(step)], ALSO)
        case "send":
            return sentences([*_said(step), _sending(exchange)], ALSO)
        case "command":
            return sentences([_("The command begins"), *_said(step)], ALSO)
        case "exit" if exchange.command is not None:
            return sentences([*_said(step), exit_of(exchange.command)], ALSO)
        case "django":
            said = list(_said(step))
            if not said:
                return _("Django and its middleware go on")
            return _("Django then: {actions}", actions=sentences(said, ALSO))
    return None


def _request(step: Step, *, with_session: bool) -> Message:
    session = step.session
    if session is None or not with_session:
        return _("Request received")
    if session.status == "unread":
        return _("Request received, session not read yet")
    if not session.data:
        return _("Request received, session empty")
    return _n(
        "Request received, session holds {count} key",
        "Request received, session holds {count} keys",
        len(session.data),
    )


def _sending(exchange: Exchange) -> Message:
    if exchange.error is None:
        return _("Send response back")
    return _(
        "Send response back: status {status}, because of {error}",
        status=exchange.response.status,
        error=exchange.error.type,
    )


def _said(step: Step) -> Iterator[Message]:
    """Yield what the aspects say of the events of a step."""
    for group in aspects.groups_of(step.events):
        yield from group.aspect.actions(group.events, step)


def _statement(step: Step) -> Said:
    said = list(_said(step)) if step.kind != "skipped" else []
    if step.kind == "begun":
        code = _code(step).rstrip(": ")
        return _("Begin {code}: {actions}", code=code, actions=sentences(said, ALSO))
    if step.kind == "condition" and not any(map(_adds_to_condition, step.events)):
        said = []  # the condition says it
    in_place = changes_in_place(step)
    if not said:
        words = _plain(step)
        return _("{action}: this changes the session in place", action=words) if in_place else words
    words_of_events = sentences(said, ALSO)
    if in_place or changes_what_it_set(step):
        words_of_events = _("{action}, and change it in place", action=words_of_events)
    if _makes_response(step):
        return words_of_events
    if step.kind.startswith("session.") and len(said) < TOLD:
        return words_of_events
    if step.kind == "expression" or step.kind.startswith("session."):
        return _("Run {code}: {actions}", code=_code(step), actions=words_of_events)
    return sentences([words_of_events, _plain(step)], ALSO)


def _makes_response(step: Step) -> bool:
    return step.kind in ("response", "redirect")


def _adds_to_condition(event: Event) -> bool:
    """Return whether an event is more than what a condition asks the session for."""
    return not isinstance(event, SessionHas | SessionLoad | Query)


def _code(step: Step) -> str:
    return _SPACE.sub(" ", step.at.code) if step.at else ""


def _plain(step: Step) -> Said:
    """Return what a statement is, without what happened in it."""
    code = _code(step)
    if step.error is not None and step.kind != "raise":
        return _("Run {code}", code=code.rstrip(":"))  # it set nothing and decided nothing
    return (
        _of_flow(step, code)
        or _of_names(step, code)
        or _of_functions(step)
        or _("Run {code}", code=code)
    )


def _of_flow(step: Step, code: str) -> Said | None:
    match step.kind:
        case "condition":
            return _condition(step, _HEADER.sub("", code).rstrip(" :"))
        case "loop" if step.outcome is not None:
            return _loop(step, code)
        case "match":
            subject = code.rstrip(":")
            if step.outcome == "no match":
                return _("{match}: no case fits", match=subject)
            return _("{match}: case {case} fits", match=subject, case=step.outcome or "")
        case "with" if step.outcome == "left":
            return _("Leave {block}", block=code.rstrip(":"))
        case "with":
            return _("Enter {block}", block=code.rstrip(":"))
        case "pass":
            return _("Do nothing (pass)")
        case "break":
            return _("Leave the loop (break)")
        case "continue":
            return _("Go to the next iteration (continue)")
    return None


def _condition(step: Step, test: str) -> Said:
    match step.outcome:
        case "true":
            return _("Check {test}: yes", test=test)
        case "false":
            return _("Check {test}: no", test=test)
    return _("Check {test}", test=test)  # its block holds nothing that could be seen to run


def _given(name: str, value: Value, step: Step) -> str:
    """Return an argument of a call; what `*` and `**` collect is written as it is given."""
    stars = re.search(rf"(\*{{1,2}}){re.escape(name)}\b", step.at.code if step.at else "")
    return f"{stars[1]}{value.repr}" if stars else f"{name}={value.repr}"


def _loop(step: Step, code: str) -> Said:
    if code.startswith("while"):
        test = code.removeprefix("while").strip(" :")
        if step.outcome == "iteration":
            return _("Loop while {test}: next iteration", test=test)
        return _("Loop while {test}: the loop ends", test=test)
    if step.outcome == "done":
        return _("The loop has no more items")
    bound = _bound(step)
    return _("Next iteration: {values}", values=bound) if bound else _("Next iteration")


def _of_names(step: Step, code: str) -> Said | None:
    match step.kind:
        case "assign" if _bound(step):
            return _("Set variable {values}", values=_bound(step))
        case "define":
            return _("Define {names}", names=", ".join(step.names))
        case "import":
            return _("Import {names}", names=", ".join(step.names))
        case "assert":
            return _("Check {test}", test=code)
        case "except":
            return _("{clause}: caught", clause=code.rstrip(":"))
        case "raise" if step.error is not None:
            return _("Raise {error}", error=step.error.type)
    return None


def _of_functions(step: Step) -> Said | None:
    match step.kind:
        case "call":
            given = {
                name: value
                for name, value in step.locals.items()
                if name in step.names and value.type not in NOT_DATA
            }
            arguments = ", ".join(_given(name, value, step) for name, value in given.items())
            return _("Call {call}", call=f"{function_name(step)}({arguments})")
        case "return" if step.value is None:
            return _("Return")
        case "return" if step.value is not None:
            return _("Return {value}", value=step.value.repr)
        case "yield" if step.value is None:
            return _("Yield")
        case "yield" if step.value is not None:
            return _("Yield {value}", value=step.value.repr)
        case "skipped":
            return _n(
                "{count} more statement ran here; it is counted, not shown",
                "{count} more statements ran here; they are counted, not shown",
                step.skipped,
            )
    return None


def _bound(step: Step) -> str:
    """Return the names that the statement bound, with their new values."""
    return ", ".join(
        f"{name} = {step.locals[name].repr}" for name in step.names if name in step.locals
    )
