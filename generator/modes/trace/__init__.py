"""Trace: the execution table and the variable tracker."""

from dataclasses import dataclass

from proven_lessons.generator.aspects.session import MEANINGS, STATUS
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.modes.tables import ExchangeTable, authored_tables_of
from proven_lessons.generator.translation import Message, _
from proven_lessons.generator.wording.glossary import STORED, STORED_MEANING


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBlock(Block):
    """The execution table and the variable tracker.

    `words` are those of the table that need a meaning, with it.
    """

    mode = "trace"

    exchanges: tuple[ExchangeTable, ...]
    words: tuple[tuple[Message, Message], ...]

    @property
    def seconds(self) -> int:
        return 8 * sum(len(table.rows) for table in self.exchanges)


class TraceMode(Mode):
    """Derives rows and columns from the steps."""

    rank = 30
    title = _("Trace")
    about = _("Read every step in a table")
    with_code = True

    def derive(self, material: Material) -> Derived:
        tables = authored_tables_of(material.trace.runs["main"], material.lesson, material.claims)
        block = TraceBlock(exchanges=tables.value, words=tuple(_words(material)))
        return Answer(value=block, problems=tables.problems)


# Private


def _words(material: Material) -> list[tuple[Message, Message]]:
    """Return the words of the table that need a meaning."""
    if not material.lesson.written.shows_session:
        return []
    run = material.trace.runs["main"]
    states = [step.session for exchange in run.exchanges for step in exchange.steps if step.session]
    statuses = {state.status for state in states}
    meanings = [
        (STATUS[status], meaning) for status, meaning in MEANINGS.items() if status in statuses
    ]
    if any(state.stored is not None for state in states):
        meanings.append((STORED, STORED_MEANING))
    return meanings
