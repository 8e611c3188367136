"""The questions of a lesson as cards, in HTML: for the page of due questions, and for Anki."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched

import markdown
from markupsafe import Markup

from proven_lessons.generator.markup import escape
from proven_lessons.generator.modes.lab import LabBlock, Task
from proven_lessons.generator.modes.quiz.block import Asked, QuizBlock
from proven_lessons.generator.pages.page import Page

# What the pages are written in.
EXTENSIONS = (
    "attr_list",
    "md_in_html",
    "pymdownx.blocks.html",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "tables",
)
_CUT = '<hr class="lesson-cut">'


def asked_on(page: Page) -> tuple[Sequence[Asked], Sequence[Task]]:
    """Return what a page asks that can come back: questions, and tasks that were solved."""
    blocks = {one.name: one.block for one in page.sections}
    quiz, lab = blocks.get("quiz"), blocks.get("lab")
    questions = quiz.questions if isinstance(quiz, QuizBlock) else ()
    tasks = [one for one in lab.tasks if one.done] if isinstance(lab, LabBlock) else []
    return questions, tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question or a task of a lesson with all that it takes to answer it, as HTML.

    `name` stays as long as the question does.
    """

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The cards of a lesson; `html` is what the page of due questions loads."""

    key: str
    topic: str
    title: str
    html: str
    cards: tuple[Card, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cards within their lesson."""
        return tuple(card.name for card in self.cards)


def deck_of(page: Page, names: Iterable[str], text: str) -> Deck:
    """Return a deck from the Markdown of what its cards share, and of each one in three shapes.

    Those are: to be answered on a page, the front, and the back.
    """
    converted = markdown.markdown(text, extensions=list(EXTENSIONS))
    shared, *shapes = converted.split(_CUT)
    asked = list(zip(names, batched(shapes, 3, strict=True), strict=True))
    head = Markup('<p class="lesson-card-of">{}</p>\n').format(escape(page.title))
    forms = "".join(f'<div class="lesson-card">\n{form}\n</div>\n' for _one, (form, *_) in asked)
    cards = (
        Card(name=one, front=f"{head}{shared}{front}", back=back)
        for one, (_form, front, back) in asked
    )
    html = Markup('<div class="lesson-recalled" data-lesson="{}">\n').format(page.key)
    return Deck(
        key=page.key,
        topic=page.topic,
        title=page.title,
        html=f"{html}{head}{forms}{shared}</div>\n",
        cards=tuple(cards),
    )
