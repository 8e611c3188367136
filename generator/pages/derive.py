"""Derive a page from a lesson and its trace; pure, and the only way to one."""

from proven_lessons.generator import modes
from proven_lessons.generator.claims import prose_check as prose
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.source import definition_line
from proven_lessons.generator.modes import Material
from proven_lessons.generator.pages.page import Page, Section
from proven_lessons.generator.wording import endings
from proven_lessons.runner.trace import Trace

WORDS_PER_MINUTE = 120
MINUTES_PER_TEN_STEPS = 2


def derive(
    lesson: Lesson, trace: Trace, *, topic: str, needs: tuple[tuple[str, str], ...] = ()
) -> tuple[Page, list[Problem]]:
    """Give the page of `lesson`, and every claim in it that the run contradicts."""
    claims = Claims(lesson, trace)
    material = Material(lesson=lesson, trace=trace, claims=claims)
    derived = [(name, mode, mode.derive(material)) for name, mode in modes.load()]
    summary = claims.words(lesson.written.summary, "summary")
    surprise = _surprise(lesson, trace)
    # What follows from a run that went wrong is not the author's mistake.
    problems = [surprise] if surprise else [*dict.fromkeys(claims.problems), *prose.check(lesson, trace)]
    written = lesson.written
    page = Page(
        key=lesson.key,
        title=written.title,
        summary=summary,
        topic=topic,
        minutes=written.minutes or estimated_minutes(lesson, trace),
        level=written.level,
        tags=tuple(written.tags),
        needs=needs,
        django=trace.made_from.django,
        python=trace.made_from.python,
        sections=tuple(
            Section(
                name=name,
                title=mode.title,
                about=mode.about,
                place=mode.place,
                with_code=mode.with_code,
                block=block,
            )
            for name, mode, block in derived
        ),
        problems=tuple(str(problem) for problem in problems),
    )
    return page, problems


def estimated_minutes(lesson: Lesson, trace: Trace) -> int:
    """Estimate the reading time from the words that the author wrote and the steps that ran."""
    written = lesson.written
    texts = [written.summary, written.snapshot or "", written.transcript or ""]
    texts += [text for moment in written.key_moments for text in (moment.ask, moment.answer)]
    texts += [text for question in written.quiz for text in (question.ask, question.because or "")]
    words = sum(len(text.split()) for text in texts)
    steps = sum(len(exchange.steps) for exchange in trace.runs["main"].exchanges)
    return max(1, round(words / WORDS_PER_MINUTE + steps / 10 * MINUTES_PER_TEN_STEPS))


# Private


def _surprise(lesson: Lesson, trace: Trace) -> Problem | None:
    """Tell of a lesson whose own run does not end as it should."""
    run, source = trace.runs["main"], lesson.source
    message, hint = endings.surprise(run, lesson.written.raises)
    if not message:
        return None
    failed = next((one for one in run.exchanges if one.error is not None), None)
    if lesson.written.raises is None and failed is not None and failed.error is not None:
        file = failed.error.at.file if failed.error.at else "views.py"
        line = failed.error.at.line if failed.error.at else _line_of(failed.view or "", lesson)
        return Problem((lesson.folder / file).as_posix(), message, line, None, hint)
    place = source.place(("raises",))
    return Problem(source.file, message, place.line, place.column, hint)


def _line_of(view: str, lesson: Lesson) -> int | None:
    """Give the line on which a view of views.py begins."""
    text = next((file.content.decode(errors="replace") for file in lesson.files if file.path == "views.py"), "")
    return definition_line(text, view.rpartition(".")[2])
