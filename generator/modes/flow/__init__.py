"""Flow: the phases that the run went through, in a line from request to response."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from proven_lessons.generator import aspects as aspects
from proven_lessons.generator.aspects.session.facts import changes_in_place as changes_in_place
from proven_lessons.generator.aspects.session.facts import session_events
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, left_out, numbered
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.lessons.source import parsed as parsed
from proven_lessons.generator.markup import Code, brief
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.modes.flow.words import aspects_of, of_statement, words_of
from proven_lessons.generator.translation import Message, Said, _, _n
from proven_lessons.generator.wording.exchanges import meanwhile, title_of
from proven_lessons.runner.probes.middleware import MiddlewareEntered as MiddlewareEntered
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange as Exchange
from proven_lessons.runner.trace import Step

# Who can be at work, in the order of the legend; what an aspect names beside these comes after
# them.
ACTORS = {
    "browser": _("browser"),
    "django": _("middleware"),
    "view": _("view"),
    "command": _("command"),
    "session": _("session"),
    "cache": _("cache"),
    "database": _("database"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A phase of the flow with the numbers of its first and last step.

    `by` says who is at work. `detail` says how a condition or a loop went on, or what was raised,
    `code` what runs where the words do not tell. `statements` counts what is sent to the database.
    `meanwhile` tells of another request that was at work before it.
    """

    words: Message
    by: str
    detail: Said | None = None
    code: Code | None = None
    statements: int = 0
    meanwhile: Said | None = None
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFlow:
    """The phases of one exchange."""

    title: Message | None
    boxes: tuple[Box, ...]

    @property
    def statements(self) -> int:
        """As many are sent to the database in all."""
        return sum(box.statements for box in self.boxes)


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


# What the words of a box leave open: which variable, which function, which condition, which error.
_WITH_CODE = frozenset(
    {"expression", "return", "assign", "call", "condition", "match", "loop", "raise", "except"}
)


def _boxes(one: NumberedExchange) -> tuple[Box, ...]:
    boxes: list[Box] = []
    touched = False
    shown: set[Code | None] = set()
    for step in folded(one.steps):
        if isinstance(step, Fold):
            boxes.append(_fold(step))
            continue
        if not touched and step.kind != "send" and any(session_events([step])):
            touched = True
            words = _("Access session object")
            boxes.append(Box(words=words, by="session", first=step.number, last=step.number))
        box = _box(step, one.exchange)
        if step.kind == "loop" and box.code in shown:  # once is enough for all iterations
            box = replace(box, code=None)
        shown.add(box.code)
        if boxes and _is_joined(boxes[-1], box) and step.kind != "loop":
            box = _joined(boxes.pop(), box)
        boxes.append(box)
    return _in_time(one, boxes)


def _in_time(one: NumberedExchange, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return boxes with what another exchange did before them."""
    told = {step.number: meanwhile(one, step) for step in one.steps} if one.beside else {}
    return tuple(replace(box, meanwhile=told.pop(box.first, None)) for box in boxes)


def _is_joined(last: Box, box: Box) -> bool:
    """Return whether two boxes in a row are one: no step of another exchange is between them."""
    return _kind(box) == _kind(last) and box.first - last.last <= 1


def _joined(last: Box, box: Box) -> Box:
    """Return one box for two of a kind."""
    statements = last.statements + box.statements
    return replace(box, first=last.first, code=None, statements=statements)


def _fold(fold: Fold) -> Box:
    words = _n("{count} more iteration", "{count} more iterations", fold.iterations)
    return Box(
        words=words,
        by="view",
        statements=_statements(*fold.steps),
        first=fold.steps[0].number,
        last=fold.steps[-1].number,
    )


def _box(step: Step, exchange: Exchange) -> Box:
    return Box(
        words=words_of(step, exchange),
        by=_by(step),
        detail=_detail(step),
        code=_code(step),
        statements=_statements(step),
        first=step.number,
        last=step.number,
    )


def _statements(*steps: Step) -> int:
    """Count what some steps send to the database, and what a trace only counts of it."""
    return sum(1 for _event in events_of(steps, Query)) + left_out(steps, Query)


def _kind(box: Box) -> tuple[Message, str, Said | None]:
    """Return what boxes in a row must have in common to be one."""
    return box.words, box.by, box.detail


def _by(step: Step) -> str:
    if step.kind in ("request", "send"):
        return "browser"
    if step.kind in ("command", "exit"):
        return "command"
    actors = [aspect.actor for aspect in aspects_of(step) if aspect.actor]
    if "session" in actors:
        return "session"
    if actors and of_statement(step) is None and step.kind != "django":
        return actors[-1]
    return step.phase if step.phase in ("view", "command") else "django"


def _detail(step: Step) -> Said | None:
    if step.error is not None:
        return Code(step.error.type)
    if step.outcome is None:
        return None
    if step.kind == "condition":
        return _("yes") if step.outcome == "true" else _("no")
    if step.kind == "loop":
        return _("next iteration") if step.outcome == "iteration" else _("done")
    return None


def _code(step: Step) -> Code | None:
    """Return the code of a step whose words do not say what it does."""
    if step.at is None or step.kind not in _WITH_CODE:
        return None
    return Code(brief(" ".join(step.at.code.split())))
