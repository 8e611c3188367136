"""Say where to look for an answer, then what to think of there; never name it."""

from typing import Any

from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.modes.quiz import automatic as questions
from proven_lessons.generator.modes.quiz.options import names
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.modes.quiz.thinking import thought
from proven_lessons.generator.translation import Said
from proven_lessons.runner.trace import Trace


def derived_hints(
    subject: Subject | None, key: Any, evidence: tuple[Evidence, ...], trace: Trace
) -> tuple[Said, ...]:
    """Return the hints for a question whose author wrote none."""
    hint = questions.hint(subject, trace) or questions.look_at(evidence)
    if hint is None:
        return ()
    if names(hint, key):
        hint = questions.ANYWHERE
    return (hint, *further(subject, key))


def further(subject: Subject | None, key: Any) -> tuple[Said, ...]:
    """Return what to think of after a first hint."""
    then = thought(subject, key)
    return () if then is None else (then,)
