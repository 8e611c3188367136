"""Flow: the phases that the run went through, in a line from request to response."""

from dataclasses import dataclass, replace

from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.markup import brief
from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Exchange, Step

ACTORS = ("browser", "django", "view", "session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A phase of the flow with the numbers of its first and last step.

    `by` says who is at work: browser, django, view or session. `detail` says how a condition or a loop went on, `code`
    what runs where the words do not tell.
    """

    words: str
    by: str
    detail: str = ""
    code: str = ""
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFlow:
    """The phases of one exchange; `title` is empty when there is only one."""

    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBlock(Block):
    """The concept flow."""

    mode = "flow"

    exchanges: tuple[ExchangeFlow, ...]
    note: str

    @property
    def actors(self) -> tuple[str, ...]:
        """Who is at work in any box, in the order of the legend."""
        found = {box.by for exchange in self.exchanges for box in exchange.boxes}
        return tuple(name for name in ACTORS if name in found)


class FlowMode(Mode):
    """Derives the concept flow from the kinds of the steps."""

    rank = 10
    title = "Flow"
    about = "See the way of the request"
    with_code = True

    def derive(self, material: Material) -> FlowBlock:
        exchanges = material.trace.runs["main"].exchanges
        titles = wording.exchange_titles(exchanges)
        return FlowBlock(
            exchanges=tuple(
                ExchangeFlow(title=title, boxes=_boxes(exchange))
                for title, exchange in zip(titles, exchanges, strict=True)
            ),
            note=material.claims.text(material.lesson.written.summary, "summary"),
        )


# Private


def _boxes(exchange: Exchange) -> tuple[Box, ...]:
    boxes: list[Box] = []
    touched = False
    for step in folded(exchange.steps):
        if isinstance(step, Fold):
            words = "1 more round" if step.iterations == 1 else f"{step.iterations} more rounds"
            boxes.append(Box(words=words, by="view", first=step.steps[0].number, last=step.steps[-1].number))
            continue
        uses_session = any(event.kind.startswith("session.") for event in step.events) and step.kind != "send"
        if uses_session and not touched:
            touched = True
            boxes.append(Box(words=wording.FIRST_ACCESS, by="session", first=step.number, last=step.number))
        box = Box(
            words=wording.phase(step, exchange),
            by=_by(step),
            detail=_detail(step),
            code=_code(step),
            first=step.number,
            last=step.number,
        )
        if boxes and _kind(box) == _kind(boxes[-1]) and step.kind != "loop":
            box = replace(box, first=boxes.pop().first, code="")
        boxes.append(box)
    return tuple(boxes)


def _kind(box: Box) -> tuple[str, str, str]:
    """Give what boxes in a row must have in common to be one."""
    return box.words, box.by, box.detail


def _by(step: Step) -> str:
    if step.kind in ("request", "send"):
        return "browser"
    if any(event.kind.startswith("session.") for event in step.events):
        return "session"
    return "view" if step.phase == "view" else "django"


def _detail(step: Step) -> str:
    if step.error is not None or step.outcome is None:
        return ""
    if step.kind == "condition":
        return "yes" if step.outcome == "true" else "no"
    if step.kind == "loop":
        return "one more round" if step.outcome == "iteration" else "done"
    return ""


def _code(step: Step) -> str:
    """Give the code of a step whose words do not say what it does."""
    if step.at is None or step.kind not in ("expression", "return", "assign"):
        return ""
    return brief(" ".join(step.at.code.split()))
