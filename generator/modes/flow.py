"""Flow: the phases that the run went through, in a line from request to response."""

from dataclasses import dataclass

from generator import wording
from generator.modes import Material, Mode
from generator.page import Block
from generator.rounds import Fold, folded
from runner.trace import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A phase of the flow with the numbers of its first and last step."""

    words: str
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


class FlowMode(Mode):
    """Derives the concept flow from the kinds of the steps."""

    rank = 10

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
            words = "1 more round" if step.rounds == 1 else f"{step.rounds} more rounds"
            boxes.append(Box(words=words, first=step.steps[0].number, last=step.steps[-1].number))
            continue
        uses_session = any(event.kind.startswith("session.") for event in step.events) and step.kind != "send"
        if uses_session and not touched:
            touched = True
            boxes.append(Box(words=wording.FIRST_ACCESS, first=step.number, last=step.number))
        words = wording.phase(step, exchange)
        if boxes and boxes[-1].words == words:
            boxes[-1] = Box(words=words, first=boxes[-1].first, last=step.number)
        else:
            boxes.append(Box(words=words, first=step.number, last=step.number))
    return tuple(boxes)
