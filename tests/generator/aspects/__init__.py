"""What each aspect says of its events; the events are built by hand, as a probe would give them."""

from dataclasses import dataclass
from typing import Any

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Aspect, Folded, Mark, Rows
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.translation import _
from proven_lessons.runner.trace import Event, Exchange, Step
from tests.builders import a_run, a_step, an_exchange, words_of

LINE = _("Line {number}", number=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an aspect says of a step, in English; None or nothing where it says nothing."""

    actions: list[str]
    clauses: list[str]
    box: str | None
    arrows: list[str]
    states: list[tuple[str, str]]
    cells: list[str]


def told(*events: Event, within: Exchange | None = None, **step: Any) -> Told:
    """Give what the aspect of these events says of a step in which they happen."""
    one: Step = a_step(*events, **step)
    aspect = aspects.aspect_of(events[0])
    exchange = within or an_exchange(one)
    box = aspect.box(one)
    return Told(
        actions=[words_of(words) for words in aspect.actions(events, one)],
        clauses=[words_of(words) for event in events if (words := aspect.clause(event, LINE))],
        box=None if box is None else words_of(box),
        arrows=[
            words_of(arrow.words) + (f" > {words_of(arrow.lane)}" if arrow.lane else "")
            for arrow in aspect.arrows(events, one)
        ],
        states=[
            (words_of(state.label), words_of(state.value)) for state in aspect.states(one, exchange)
        ],
        cells=cells_of(aspect, one, exchange),
    )


def cells_of(aspect: Aspect, step: Step, exchange: Exchange) -> list[str]:
    """Give the cells of a step in the columns of an aspect, whatever is folded in them unfolded."""
    found: list[str] = []
    for column in aspect.columns:
        for part in column.cell(step, exchange, None):
            match part:
                case Folded(summary=summary, body=body):
                    found += [words_of(summary), *map(words_of, body)]
                case Rows(summary=summary, items=items):
                    found += [words_of(summary), *map(words_of, items)]
                case Mark(said=said):
                    found.append(words_of(said))
                case _:
                    found.append(words_of(part))
    return found


def moments(aspect: str, *exchanges: Exchange) -> list[tuple[int, str, str]]:
    """Give the moments of the last of some exchanges: rank, question, and answer with its proof."""
    found = aspects.load()[aspect].moments(numbered(a_run(*exchanges))[-1])
    return [
        (
            one.rank,
            words_of(one.ask),
            f"{words_of(one.answer)} <{' and '.join(one.proof)}>",
        )
        for one in found
    ]
