"""A quiz as data: questions with their options."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block
from proven_lessons.generator.modes.quiz.citing import Cited
from proven_lessons.generator.translation import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible answer; `letter` counts from A.

    `reason` says why it is right, or where it came from. `statement` is what stands at a step or a
    line that can be chosen.
    """

    letter: str
    shown: Said
    is_right: bool
    reason: Said | None
    statement: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its options. `source` is the question as it was written.

    `name` stays as long as the question and the expression of its key are written as they are.
    `cited` are the rows that it, or a hint, speaks of. `hints` say where to look first,
    then what to think of there. `problems` are what is wrong with it, for its author's eyes.
    """

    number: int
    name: str
    source: str
    ask: Said
    options: tuple[Option, ...]
    hints: tuple[Said, ...]
    problems: tuple[str, ...]
    cited: tuple[Cited, ...] = ()

    @property
    def key(self) -> Option | None:
        """The right answer, None if it is not known."""
        return next((option for option in self.options if option.is_right), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBlock(Block):
    """The visual quiz."""

    mode = "quiz"

    questions: tuple[Asked, ...]

    @property
    def seconds(self) -> int:
        return 40 * len(self.questions)
