"""Trace: the execution table and the variable tracker."""

from dataclasses import dataclass

from generator.modes import Material, Mode
from generator.page import Block
from generator.tables import ExchangeTable, tables_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceBlock(Block):
    """The execution table and the variable tracker."""

    mode = "trace"

    exchanges: tuple[ExchangeTable, ...]


class TraceMode(Mode):
    """Derives rows and columns from the steps."""

    rank = 30

    def derive(self, material: Material) -> TraceBlock:
        run = material.trace.runs["main"]
        return TraceBlock(exchanges=tables_of(run, material.lesson, material.claims))
