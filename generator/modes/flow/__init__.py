"""Flow: the phases that the run went through, in a line from request to response."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects.session.facts import changes_in_place, session_events
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, numbered
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.lessons.source import parsed
from proven_lessons.generator.markup import Code, brief
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.translation import Message, Said, _, _n
from proven_lessons.generator.wording.exchanges import title_of
from proven_lessons.runner.probes.middleware import MiddlewareEntered
from proven_lessons.runner.trace import Exchange, Step

# Who can be at work, in the order of the legend; what an aspect names beside these comes after
# them.
ACTORS = {
    "browser": _("browser"),
    "django": _("middleware"),
    "view": _("view"),
    "session": _("session"),
    "cache": _("cache"),
    "database": _("database"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A phase of the flow with the numbers of its first and last step.

    `by` says who is at work. `detail` says how a condition or a loop went on, `code` what runs
    where the words do not tell.
    """

    words: Message
    by: str
    detail: Message | None = None
    code: Code | None = None
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFlow:
    """The phases of one exchange."""

    title: Message | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBlock(Block):
    """The concept flow."""

    mode = "flow"

    exchanges: tuple[ExchangeFlow, ...]
    note: Said

    @property
    def actors(self) -> tuple[tuple[str, Said], ...]:
        """Who is at work in any box, in the order of the legend."""
        names = dict.fromkeys(box.by for exchange in self.exchanges for box in exchange.boxes)
        known = [name for name in ACTORS if name in names]
        return tuple((name, ACTORS.get(name, name)) for name in [*known, *(names.keys() - known)])


class FlowMode(Mode):
    """Derives the concept flow from the kinds of the steps, and from what the aspects call them."""

    rank = 12
    title = _("Flow")
    about = _("Follow the request")
    is_searched = False
    with_code = True

    def derive(self, material: Material) -> Derived:
        note = material.claims.text(material.lesson.written.summary, "summary")
        block = FlowBlock(
            exchanges=tuple(
                ExchangeFlow(title=title_of(one), boxes=_boxes(one))
                for one in numbered(material.trace.runs["main"])
            ),
            note=note.value,
        )
        return Answer(value=block, problems=note.problems)


# Private


def _boxes(one: NumberedExchange) -> tuple[Box, ...]:
    boxes: list[Box] = []
    touched = False
    for step in folded(one.steps):
        if isinstance(step, Fold):
            boxes.append(_fold(step))
            continue
        if not touched and step.kind != "send" and any(session_events([step])):
            touched = True
            words = _("Access session object")
            boxes.append(Box(words=words, by="session", first=step.number, last=step.number))
        box = _box(step, one.exchange)
        if boxes and _kind(box) == _kind(boxes[-1]) and step.kind != "loop":
            box = replace(box, first=boxes.pop().first, code=None)
        boxes.append(box)
    return tuple(boxes)


def _fold(fold: Fold) -> Box:
    words = _n("{count} more iteration", "{count} more iterations", fold.iterations)
    return Box(words=words, by="view", first=fold.steps[0].number, last=fold.steps[-1].number)


def _box(step: Step, exchange: Exchange) -> Box:
    return Box(
        words=_words(step, exchange),
        by=_by(step),
        detail=_detail(step),
        code=_code(step),
        first=step.number,
        last=step.number,
    )


def _kind(box: Box) -> tuple[Message, str, Message | None]:
    """Return what boxes in a row must have in common to be one."""
    return box.words, box.by, box.detail


def _words(step: Step, exchange: Exchange) -> Message:
    """Return the box that a step belongs to."""
    match step.kind:
        case "request":
            return _("Request received")
        case "send":
            return _("Send response back")
        case "skipped":
            return _n("{count} more statement", "{count} more statements", step.skipped)
    if step.error is not None:
        return _("An exception is raised")
    if step.kind == "response" and _uses_value(step, exchange):
        return _("Use value in response")
    if changes_in_place(step):
        return _("Change a value in place")
    return _of_statement(step) or _of_aspects(step) or _of_code(step, exchange)


def _of_statement(step: Step) -> Message | None:
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


def _of_aspects(step: Step) -> Message | None:
    """Return what the aspect of the last of a step's events calls it."""
    words = None
    for aspect in _aspects_of(step):
        words = aspect.box(step) or words
    return words


def _aspects_of(step: Step) -> Iterator[aspects.Aspect]:
    for group in aspects.groups_of(step.events):
        yield group.aspect


def _of_code(step: Step, exchange: Exchange) -> Message:
    if step.kind == "assign":
        return _("Set a variable")
    if step.kind == "django":
        return _("Django goes on")
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


def _by(step: Step) -> str:
    if step.kind in ("request", "send"):
        return "browser"
    actors = [aspect.actor for aspect in _aspects_of(step) if aspect.actor]
    if "session" in actors:
        return "session"
    if actors and _of_statement(step) is None and step.kind != "django":
        return actors[-1]
    return "view" if step.phase == "view" else "django"


def _detail(step: Step) -> Message | None:
    if step.error is not None or step.outcome is None:
        return None
    if step.kind == "condition":
        return _("yes") if step.outcome == "true" else _("no")
    if step.kind == "loop":
        return _("next iteration") if step.outcome == "iteration" else _("done")
    return None


def _code(step: Step) -> Code | None:
    """Return the code of a step whose words do not say what it does."""
    if step.at is None or step.kind not in ("expression", "return", "assign"):
        return None
    return Code(brief(" ".join(step.at.code.split())))
