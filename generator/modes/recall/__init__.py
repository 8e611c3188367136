"""Recall: the questions of the lesson come back after some days, on a page of their own."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block, Material, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallBlock(Block):
    """The way to the page on which the questions of all lessons come back; `page` is its address."""

    mode = "recall"

    page: str


class RecallMode(Mode):
    """Every lesson has a quiz, its author's or one made from its run, or else nothing to come back to."""

    rank = 58
    title = "Recall"
    about = "Meet the questions again, days later"

    def derive(self, material: Material) -> RecallBlock | None:
        up = "../" * material.lesson.key.count("/")
        return RecallBlock(page=f"{up}recall.md")
