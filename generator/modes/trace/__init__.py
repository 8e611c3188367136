"""Trace: the execution table and the variable tracker."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.modes.tables import ExchangeTable, tables_of
from proven_lessons.generator.wording import steps as wording


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBlock(Block):
    """The execution table and the variable tracker; `words` are those of the table that need a meaning, with it."""

    mode = "trace"

    exchanges: tuple[ExchangeTable, ...]
    words: tuple[tuple[str, str], ...]


class TraceMode(Mode):
    """Derives rows and columns from the steps."""

    rank = 30
    title = "Trace"
    about = "Read every step in a table"
    with_code = True

    def derive(self, material: Material) -> TraceBlock:
        run = material.trace.runs["main"]
        states = [step.session for exchange in run.exchanges for step in exchange.steps if step.session is not None]
        shown = {state.status for state in states}
        shown |= {"in the store"} if any(state.stored is not None for state in states) else set()
        is_about = material.lesson.written.shows_session
        words = tuple((word, meaning) for word, meaning in wording.MEANINGS.items() if word in shown and is_about)
        return TraceBlock(exchanges=tables_of(run, material.lesson, material.claims), words=words)
