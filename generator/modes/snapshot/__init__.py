"""Snapshot: the card to take away."""

from dataclasses import dataclass

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.translation import Said, _


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotBlock(Block):
    """The concept snapshot, in Markdown."""

    mode = "snapshot"

    text: Said


class SnapshotMode(Mode):
    """Fills the authored card in."""

    rank = 60
    title = _("Snapshot")
    about = _("The lesson on a card")
    group = "remember"
    is_on_path = False

    def derive(self, material: Material) -> Derived:
        written = material.lesson.written.snapshot
        if not written:
            return NOTHING
        text = material.claims.text(written, "snapshot")
        return Answer(value=SnapshotBlock(text=text.value), problems=text.problems)
