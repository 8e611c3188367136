"""What the flow calls a step: by its kind, by what the aspects see in it, or by its code."""

import ast
from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects.session.facts import changes_in_place, session_events
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.lessons.source import COMMANDS, parsed
from proven_lessons.generator.translation import Message, _, _n
from proven_lessons.runner.probes.middleware import MiddlewareEntered
from proven_lessons.runner.trace import Exchange, Step


def words_of(step: Step, exchange: Exchange) -> Message:
    """Return the box that a step belongs to."""
    match step.kind:
        case "request":
            return _("Request received")
        case "send":
            return _("Send response back")
        case "command":
            return _("The command begins")
        case "exit":
            return _("The command ends")
        case "skipped":
            return _n("{count} more statement", "{count} more statements", step.skipped)
    if step.error is not None:
        return _("An exception is raised")
    if step.kind == "response" and _uses_value(step, exchange):
        return _("Use value in response")
    if changes_in_place(step):
        return _("Change a value in place")
    return of_statement(step) or _of_aspects(step) or _of_code(step, exchange)


def of_statement(step: Step) -> Message | None:
    """Return the box of a statement that is more than what is done in it."""
    match step.kind:
        case "condition":
            return _("Decide by condition")
        case "match":
            return _("Choose a case")
        case "loop":
            return _("Loop")
        case "call":
            return _("Call a function")
        case "raise":
            return _("Raise an exception")
        case "except":
            return _("Catch an exception")
    return None


def aspects_of(step: Step) -> Iterator[aspects.Aspect]:
    """Yield the aspects of what happens in a step."""
    for group in aspects.groups_of(step.events):
        yield group.aspect


# Private


def _of_aspects(step: Step) -> Message | None:
    """Return what the aspect of the last of a step's events calls it."""
    words = None
    for aspect in aspects_of(step):
        words = aspect.box(step) or words
    return words


def _of_code(step: Step, exchange: Exchange) -> Message:
    if step.kind == "assign":
        return _("Set a variable")
    if step.kind == "django":
        return _("Django goes on")
    if step.at is not None and COMMANDS in step.at.file:
        return _("Run the code of the command")
    if step.at is not None and step.phase != "view":
        layers = {event.name for event in events_of(exchange.steps, MiddlewareEntered)}
        if step.at.function.partition(".")[0] in layers:
            return _("Run the middleware's code")
        return _("Run code of the lesson")
    return _("Run the code of the view")


def _uses_value(step: Step, exchange: Exchange) -> bool:
    """Return whether the statement that makes a response uses what was retrieved before it.

    By its code: it reads a variable whose value is still the one that a step retrieved.
    """
    if step.value is not None and any(session_events([step])):
        return True
    code = parsed(step.at.code) if step.at else None
    if code is None or step.at is None:
        return False
    read = {node.id for node in ast.walk(code) if isinstance(node, ast.Name)}
    retrieved: dict[str, bool] = {}
    for other in exchange.steps[: exchange.steps.index(step)]:
        if other.at is not None and other.at.function == step.at.function:
            retrieved |= dict.fromkeys(other.names, other.value is not None)
    return any(retrieved.get(name, False) for name in read)
