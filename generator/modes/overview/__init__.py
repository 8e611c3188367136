"""Overview: the lesson in three minutes, made of what the other modes have."""

from collections.abc import Mapping
from dataclasses import dataclass

from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.modes.explain import ExplainBlock, Moment
from proven_lessons.generator.modes.snapshot import SnapshotBlock
from proven_lessons.generator.modes.tables import ExchangeTable
from proven_lessons.generator.modes.trace import TraceBlock
from proven_lessons.generator.translation import Message, Said, _

MOMENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewBlock(Block):
    """The tables that are shown in short, the first key moments, and the text of the snapshot.

    `words` are those of the tables that need a meaning, with it.
    """

    mode = "overview"

    exchanges: tuple[ExchangeTable, ...]
    words: tuple[tuple[Message, Message], ...]
    moments: tuple[Moment, ...]
    snapshot: Said | None
    has_commands: bool = False


class OverviewMode(Mode):
    """Takes what is to be seen first from the other modes."""

    rank = 8
    title = _("Overview")
    about = _("The lesson in three minutes")
    is_searched = False
    group = "overview"
    with_code = True

    def derive(self, material: Material) -> Derived:
        return NOTHING

    def compose(self, blocks: Mapping[str, Block]) -> Block | None:
        trace, explain = blocks.get("trace"), blocks.get("explain")
        snapshot = blocks.get("snapshot")
        tables = trace.exchanges if isinstance(trace, TraceBlock) else ()
        return OverviewBlock(
            exchanges=tables,
            has_commands=any(row.step.kind == "exit" for table in tables for row in table.rows),
            words=trace.words if isinstance(trace, TraceBlock) else (),
            moments=explain.moments[:MOMENTS] if isinstance(explain, ExplainBlock) else (),
            snapshot=snapshot.text if isinstance(snapshot, SnapshotBlock) else None,
        )
