"""Snapshot: the card to take away."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block, Material, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotBlock(Block):
    """The concept snapshot, in Markdown."""

    mode = "snapshot"

    text: str


class SnapshotMode(Mode):
    """Fills the authored card in."""

    rank = 60
    title = "Snapshot"
    about = "The lesson on a card"
    place = "more"

    def derive(self, material: Material) -> SnapshotBlock | None:
        written = material.lesson.written.snapshot
        return SnapshotBlock(text=material.claims.text(written, "snapshot")) if written else None
