"""Which steps an author's notes are about: those of the statements that the notes name."""

from textwrap import dedent

from proven_lessons.generator.lessons.lesson import Lesson, StepNote
from proven_lessons.generator.lessons.source import is_called, statements_on
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.runner.scenario import source_lines
from proven_lessons.runner.trace import Step


def notes_on(lesson: Lesson, run: str, step: Step) -> list[tuple[int, StepNote]]:
    """Return the author's notes on the statement of a step, each with its place in the list."""
    if step.at is None or step.kind == "begun" or not lesson.written.steps:
        return []
    source = source_of(lesson, run, step.at.file)
    text = "\n".join(source_lines(source)[step.at.line - 1 : step.at.end_line])
    written = statements_on(source, step.at.line, step.at.end_line)
    own = [step.at.code, *(one for one in written if dedent(one).strip() == step.at.code)]
    return [
        (index, note)
        for index, note in enumerate(lesson.written.steps)
        if (note.in_ is None or is_called(step.at.function, note.in_))
        and (
            any(note.at in one for one in own)
            # What no statement of the line has in itself, a comment or several of them, is the
            # line's.
            or (note.at in text and not any(note.at in one for one in written))
        )
    ]
