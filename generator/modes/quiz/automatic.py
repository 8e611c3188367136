"""The questions of a lesson without a quiz, and where to look for an answer."""

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Question
from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.lessons.lesson import LessonFile
from proven_lessons.generator.markup import anchor
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Message, Said, StepLink, _, listed
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Run, Trace

ANYWHERE = _("Look at the execution table.")


def about(run: Run, written: LessonFile) -> list[Question]:
    """Return questions about what the author shows of a run, the most telling first.

    Their keys are expressions like any other.
    """
    questions = [
        question
        for name, aspect in aspects.load().items()
        if written.is_about(name)
        for question in aspect.questions(run)
    ]
    return sorted(questions, key=lambda question: question.rank)


def hint(subject: Subject | None, trace: Trace) -> Message | None:
    """Return in which column or part of the page the answer to a question can be found."""
    if subject is None:
        return None
    if subject.run != "main":
        return _("Go through the lines again, with that change in mind.")
    one = subject.exchange_in(trace.runs[subject.run])
    match subject.path:
        case ("session", part):
            return _session_hint(str(part), subject, one)
        case ("locals" | "variables", _name):
            return _("Look at the variable tracker.")
        case ("value",) if any(step.value is not None for step in one.steps):
            return _column(_("Value retrieved"), subject, one)
        case ("number" | "line" | "code",):
            return _("Look at the column *Action* under *Trace*, row by row.")
        case (*_rest, "sql") if any(events_of(one.steps, Query)):
            return _column(_("SQL"), subject, one)
        case ("command", _part):
            return _("Look at the note below the table under *Trace*.")
        case (*_rest, "response", _part):
            return _column(_("Response content"), subject, one)
    return ANYWHERE


def look_at(evidence: tuple[Evidence, ...]) -> Message | None:
    """Return at which steps of the lesson's run to look."""
    if any(one.run != "main" for one in evidence):
        return _("Compare the runs: the lesson, and what if.")
    links = [StepLink(anchor("main", number), number) for one in evidence for number in one.steps]
    return _("Look at {steps} in the execution table.", steps=listed(links)) if links else None


# Private


def _session_hint(part: str, subject: Subject, one: NumberedExchange) -> Message:
    if part != "stored":
        return _column(_("Session state"), subject, one)
    if any(step.session and step.session.stored is not None for step in one.steps):
        return _column(_("In the store"), subject, one)
    # A column in which nothing stands is not shown.
    return _("Look at the status in the column *Session state*, and at the note below the table.")


def _column(name: Message, subject: Subject, one: NumberedExchange) -> Message:
    if subject.step is not None:
        return _(
            "Look at the column *{column}* in the row of {step}.",
            column=name,
            step=StepLink(anchor("main", subject.step), subject.step),
        )
    if subject.exchange is not None:
        asked: dict[str, Said] = {"column": name, "number": subject.exchange + 1}
        if one.exchange.command is not None:
            return _("Look at the column *{column}* under *Trace*, command {number}.", **asked)
        return _("Look at the column *{column}* under *Trace*, request {number}.", **asked)
    return _("Look at the column *{column}* under *Trace*.", column=name)
