"""Quiz: multiple choice.

The key is computed from the run, the order of the options from their content.
"""

from collections.abc import Mapping

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.modes import NOTHING, Derived, Material, Mode
from proven_lessons.generator.modes.quiz import asking, authored
from proven_lessons.generator.modes.quiz.block import Asked, Option, QuizBlock
from proven_lessons.generator.modes.quiz.distractors import Distractors
from proven_lessons.generator.modes.quiz.options import balanced
from proven_lessons.generator.plan.scenarios import titles
from proven_lessons.generator.translation import Said, _

__all__ = ["Asked", "Option", "QuizBlock", "QuizMode"]


class QuizMode(Mode):
    """Computes keys and options, and puts them in an order that stays but can't be guessed.

    A lesson without a quiz gets the first questions about its run that have options to choose from.
    """

    rank = 52
    title = _("Quiz")
    about = _("Choose the right answers")
    group = "practise"
    with_code = True

    def derive(self, material: Material) -> Derived:
        claims = material.claims
        source = Distractors(material.lesson, material.trace, claims.names, _changes(material))
        written = material.lesson.written.quiz
        if written:
            answers = [
                authored.authored(material, source, index, question)
                for index, question in enumerate(written)
            ]
        else:
            answers = [Answer(value=asked) for asked in asking.automatic(material, source)]
        if not answers:
            return NOTHING
        questions = balanced(material.lesson.key, [one.value for one in answers])
        block = QuizBlock(questions=questions)
        return Answer(value=block, problems=tuple(p for one in answers for p in one.problems))


# Private


def _changes(material: Material) -> Mapping[str, Said]:
    """Return what is different in each what-if, in words that go on after "if"."""
    written = material.lesson.written.what_if
    changes: dict[str, Said] = dict(titles(material.lesson))
    for name, what_if in written.items():
        # What is wrong with the title is told where the what-if stands.
        changes[name] = material.claims.text(what_if.title, "what_if", name, "title").value
    return changes
