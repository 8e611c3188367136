"""Ask the best questions about a run: with keys from it, and wrong options that other runs have."""

from dataclasses import dataclass
from typing import Any

from proven_lessons.generator.aspects import Question as RunQuestion
from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.facts.exchanges import last_of
from proven_lessons.generator.modes import Material, short_name
from proven_lessons.generator.modes.quiz import automatic as questions
from proven_lessons.generator.modes.quiz.block import Asked
from proven_lessons.generator.modes.quiz.citing import cited
from proven_lessons.generator.modes.quiz.distractors import (
    WANTED,
    Distractor,
    Distractors,
    stands_out,
)
from proven_lessons.generator.modes.quiz.hinting import derived_hints
from proven_lessons.generator.modes.quiz.options import Choice, ordered
from proven_lessons.generator.modes.quiz.reasons import explanation
from proven_lessons.generator.modes.quiz.subjects import Subject, subject_of
from proven_lessons.generator.translation import Said
from proven_lessons.generator.wording.endings import closing_note
from proven_lessons.runner.trace import VARIES

AUTOMATIC = 3


def automatic(material: Material, source: Distractors) -> list[Asked]:
    """Return the best questions that the run can be asked, with options drawn for them."""
    candidates = [
        one
        for question in questions.about(material.trace.runs["main"], material.lesson.written)
        if (one := _candidate(material, source, question)) is not None
    ]
    # A question with one wrong option is asked only if there is no better one.
    best = sorted(candidates, key=lambda one: -min(len(one.wrong), 2))[:AUTOMATIC]
    wanted = [one for one in candidates if any(one is other for other in best)]
    return [_as_asked(material, number, one) for number, one in enumerate(wanted, 1)]


# Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A question about the run, with its key and the wrong options that were drawn for it."""

    question: RunQuestion
    subject: Subject | None
    key: Any
    evidence: tuple[Evidence, ...]
    wrong: tuple[Distractor, ...]


def _candidate(material: Material, source: Distractors, question: RunQuestion) -> _Candidate | None:
    """Return a question if it can be asked: with options that do not give the key away."""
    try:
        answer = material.claims.evaluate(question.answer)
    except ExpressionError:
        return None
    subject = subject_of(question.answer, material.claims)
    key = answer.value
    if VARIES in repr(key):
        return None
    if isinstance(key, bool):
        drawn = [Distractor(value=not key, reason="")]
    else:
        drawn = source.draw(subject, key)[:WANTED] if subject else []
        if not drawn or stands_out(key, [one.value for one in drawn]):
            return None
    return _Candidate(
        question=question, subject=subject, key=key, evidence=answer.evidence, wrong=tuple(drawn)
    )


def _as_asked(material: Material, number: int, candidate: _Candidate) -> Asked:
    question, subject, run = candidate.question, candidate.subject, material.trace.runs["main"]
    reason: Said | None = explanation(subject, run) if subject else None
    if question.is_about_end:
        reason = closing_note(
            last_of(run).exchange, with_session=material.lesson.written.shows_session
        )
    hints = derived_hints(subject, candidate.key, candidate.evidence, material.trace)
    source = str(question.ask)
    wrong = [Choice(value=one.value, reason=one.reason or None) for one in candidate.wrong]
    right = Choice(value=candidate.key, reason=reason)
    ask = material.claims.said(question.ask)
    return Asked(
        number=number,
        name=short_name(f"{source}\n{question.answer}"),
        source=source,
        ask=ask,
        options=ordered(material.lesson.key, source, right, wrong, subject, run=run),
        hints=hints,
        problems=(),
        cited=cited(run, (ask, *hints), subject),
    )
