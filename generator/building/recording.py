"""Give each lesson its trace: the one beside it if that is fresh, else a new one."""

from collections.abc import Iterable

from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState, Recorded
from proven_lessons.generator.building.trace_files import fresh_trace, write_atomically
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.errors import LessonFailed, RunnerError
from proven_lessons.runner.freshness import has_unknown_probes
from proven_lessons.runner.processes.recorder import Recorder


def bring_up_to_date(
    states: Iterable[LessonState], recorder: Recorder, *, force: bool = False, write: bool = True
) -> list[str]:
    """Record what is stale (`force`: all), and write its traces.

    Return the keys of what was recorded.

    A probe that saw nothing in a lesson makes no trace stale: it is only noted there that it was
    watching.
    """
    stale = [state for state in states if _is_stale(state, force=force)]
    lessons = [state.files.lesson for state in stale]
    outcomes = recorder.record([scenario_of(lesson) for lesson in lessons if lesson])
    recorded = []
    for state in stale:
        outcome = outcomes[state.files.key]
        if isinstance(outcome, RunnerError):
            output = outcome.output if isinstance(outcome, LessonFailed) else ""
            problem = failure_of(state.files, outcome)
            state.recorded = Recorded(problems=(problem,), output=output)
            continue
        if state.trace is None or state.trace.runs != outcome.runs:
            recorded.append(state.files.key)
        state.recorded = Recorded(trace=outcome)
        if write:
            write_atomically(state.files.folder / loader.TRACE_FILE, codec.dumps(outcome))
    return recorded


def failure_of(files: LessonFiles, error: RunnerError) -> Problem:
    """Return a run that failed as a problem of the lesson, at the place that it is about."""
    lesson = files.lesson
    if isinstance(error, LessonFailed) and error.run != "main" and lesson is not None:
        place = lesson.source.place(("what_if", error.run))
        where = f" ({error.file}, line {error.line} of the changed source)" if error.file else ""
        message = f"in the what-if {error.run!r}: {error.reason}{where}"
        return Problem(lesson.source.file, message, place.line, place.column)
    if isinstance(error, LessonFailed) and error.file:
        return Problem((files.folder / error.file).as_posix(), error.reason, error.line)
    if lesson is not None and lesson.written.settings:
        place = lesson.source.place(("settings",))
        hint = "no line of the lesson ran: are these settings right?"
        return Problem(lesson.source.file, str(error), place.line, place.column, hint)
    return Problem(files.folder.as_posix(), str(error))


# Private


def _is_stale(state: LessonState, *, force: bool) -> bool:
    """Return whether a lesson is to be run; take over the trace beside it if that is fresh."""
    lesson = state.files.lesson
    if lesson is None or (state.trace is not None and not force):
        return False
    trace = None if force else fresh_trace(lesson)
    state.recorded = Recorded(trace=trace) if trace else None
    return force or trace is None or has_unknown_probes(trace)
