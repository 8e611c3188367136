"""Quiz: multiple choice; the key is computed from the run, the order of the options from their content."""

import hashlib
from dataclasses import dataclass
from typing import Any

from generator.lesson import Question
from generator.modes import Material, Mode
from generator.page import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible answer; `letter` counts from A."""

    letter: str
    shown: str
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its options; `ask`, `hint` and `because` are Markdown, empty when left out."""

    number: int
    ask: str
    options: tuple[Option, ...]
    hint: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBlock(Block):
    """The visual quiz."""

    mode = "quiz"

    questions: tuple[Asked, ...]


class QuizMode(Mode):
    """Computes the key of each question, and puts the options in an order that stays but can't be guessed."""

    rank = 50

    def derive(self, material: Material) -> QuizBlock | None:
        written = material.lesson.written.quiz
        questions = tuple(_asked(material, index, question) for index, question in enumerate(written))
        return QuizBlock(questions=questions) if questions else None


# Private


def _asked(material: Material, index: int, question: Question) -> Asked:
    claims, where = material.claims, ("quiz", index)
    right = repr(claims.value(question.answer, *where, "answer"))
    wrong: list[str] = []
    for number, written in enumerate(question.options):
        shown = repr(claims.option(written, *where, "options", number))
        if shown == right:
            claims.problem(f"the option {shown} is the right answer, too", *where, "options", number)
        elif shown in wrong:
            claims.problem(f"the option {shown} is there twice", *where, "options", number)
        else:
            wrong.append(shown)
    ordered = sorted([right, *wrong], key=lambda shown: _lot(material.lesson.key, question.ask, shown))
    return Asked(
        number=index + 1,
        ask=claims.text(question.ask, *where, "ask"),
        options=tuple(
            Option(letter="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place % 26], shown=shown, is_right=shown == right)
            for place, shown in enumerate(ordered)
        ),
        hint=claims.text(question.hint or "", *where, "hint"),
        because=claims.text(question.because or "", *where, "because"),
    )


def _lot(*parts: Any) -> bytes:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
