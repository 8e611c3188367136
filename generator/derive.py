"""Derive a page from a lesson and its trace; pure, and the only way to one."""

from collections.abc import Iterator

from generator import endings, modes, prose
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
    summary = claims.words(lesson.written.summary, "summary")
    problems = [*_endings(lesson, trace), *dict.fromkeys(claims.problems), *prose.check(lesson, trace)]
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
        blocks=tuple(block for block in blocks if block is not None),
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


def _endings(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Tell of runs that end in an exception which nobody said they would, or do not end in the one that was said."""
    written, source = lesson.written, lesson.source
    said = {"main": written.raises} | {name: what_if.raises for name, what_if in written.what_if.items()}
    for name, raises in said.items():
        if name not in trace.runs:
            continue
        errors = [e.error for e in trace.runs[name].exchanges if e.error is not None and e.response.status >= 500]
        path = () if name == "main" else ("what_if", name)
        place = source.place((*path, "raises") if raises else path)
        if raises is None and errors:
            error = errors[0]
            message = f"nothing catches {endings.failure(error)}, and the response has status 500"
            hint = f"if that is the lesson, say so: raises: {error.type}"
            if name == "main" and error.at is not None:
                yield Problem((lesson.folder / error.at.file).as_posix(), message, error.at.line, None, hint)
            else:
                yield Problem(source.file, message, place.line, place.column, hint)
        elif raises is not None and {error.type for error in errors} != {raises}:
            ended = " and ".join(sorted({error.type for error in errors})) or "no exception"
            yield Problem(
                source.file, f"expected the run to end in {raises}, it ends in {ended}", place.line, place.column
            )
