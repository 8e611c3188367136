"""Derive a page from a lesson and its trace; pure, and the only way to one."""

from generator import modes
from generator.claims import Claims
from generator.errors import Problem
from generator.lesson import Lesson
from generator.modes import Material
from generator.page import Page
from runner.trace import Trace

WORDS_PER_MINUTE = 120
MINUTES_PER_TEN_STEPS = 2


def derive(
    lesson: Lesson, trace: Trace, *, topic: str, needs: tuple[tuple[str, str], ...] = ()
) -> tuple[Page, list[Problem]]:
    """Give the page of `lesson`, and every claim in it that the run contradicts."""
    claims = Claims(lesson, trace)
    material = Material(lesson=lesson, trace=trace, claims=claims)
    blocks = [mode.derive(material) for mode in modes.load()]
    written = lesson.written
    page = Page(
        key=lesson.key,
        title=written.title,
        summary=written.summary,
        topic=topic,
        minutes=written.minutes or estimated_minutes(lesson, trace),
        level=written.level,
        tags=tuple(written.tags),
        needs=needs,
        django=trace.made_from.django,
        python=trace.made_from.python,
        blocks=tuple(block for block in blocks if block is not None),
    )
    return page, claims.problems


def estimated_minutes(lesson: Lesson, trace: Trace) -> int:
    """Estimate the reading time from the words that the author wrote and the steps that ran."""
    written = lesson.written
    texts = [written.summary, written.snapshot or "", written.transcript or ""]
    texts += [text for moment in written.key_moments for text in (moment.ask, moment.answer)]
    texts += [text for question in written.quiz for text in (question.ask, question.because or "")]
    words = sum(len(text.split()) for text in texts)
    steps = sum(len(exchange.steps) for exchange in trace.runs["main"].exchanges)
    return max(1, round(words / WORDS_PER_MINUTE + steps / 10 * MINUTES_PER_TEN_STEPS))
