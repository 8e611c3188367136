"""Recall: the questions of the lesson come back after some days, on a page of their own."""

from dataclasses import dataclass

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallBlock(Block):
    """The way to the page on which the questions of all lessons come back.

    `page` is its address.
    """

    mode = "recall"

    page: str


class RecallMode(Mode):
    """Leads to the page on which the questions of each quiz come back."""

    rank = 58
    title = _("Recall")
    about = _("Review the questions days later")
    is_searched = False
    group = "remember"

    def derive(self, material: Material) -> Derived:
        up = "../" * material.lesson.key.count("/")
        return Answer(value=RecallBlock(page=f"{up}recall.md"))
