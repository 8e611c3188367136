"""Say what a new run of a lesson shows to be wrong with its trace and its texts."""

from collections.abc import Mapping, Sequence

from proven_lessons.generator.building import translations
from proven_lessons.generator.building.failures import failure_of
from proven_lessons.generator.building.lesson_state import LessonState, Recorded, needs_of
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.progress import Progress
from proven_lessons.generator.building.recording import (
    Records,
    beside_of,
    scenarios,
    sorted_out,
)
from proven_lessons.generator.building.trace_files import difference
from proven_lessons.generator.errors import Problem, mistake
from proven_lessons.generator.pages.derive import derive
from proven_lessons.runner.errors import RunnerError
from proven_lessons.runner.trace import Trace


def check_lessons(
    whole: Sequence[LessonState], library: Library, recorder: Records, progress: Progress
) -> list[Problem]:
    """Run lessons again.

    Return every difference to their traces, and every claim that is false.
    """
    problems = [problem for state in whole for problem in state.files.problems]
    lessons = [state.files.lesson for state in whole if state.files.lesson]
    problems += [one for lesson in lessons for one in translations.problems_of(lesson)]
    some = {state.files.key: library.with_rest(state) for state in whole}
    ran, left = sorted_out(some.values())
    for state in left:
        problems += _checked(state, beside_of(state), library.states)
    wanted = list(scenarios(ran))
    progress.begin(len(wanted))
    for key, outcome in recorder.record_each(wanted):
        problems += _checked(some[key], outcome, library.states)
        progress.done()
    for state in some.values():
        problems += state.recorded.problems if state.recorded else ()
    return problems


# Private


def _checked(
    state: LessonState, outcome: Trace | RunnerError, states: Mapping[str, LessonState]
) -> list[Problem]:
    """Return what a run of a lesson shows to be wrong; `states` are all lessons that there are.

    Of a lesson that can only be read in part, its trace is not looked at.
    """
    lesson = state.files.lesson
    if isinstance(outcome, RunnerError) or lesson is None:
        return [failure_of(state.files, outcome)] if isinstance(outcome, RunnerError) else []
    state.recorded = Recorded(trace=outcome)
    try:
        return [
            *([] if state.files.problems else difference(state.files.folder, outcome)),
            *derive(lesson, outcome, topic="").problems,
            *needs_of(state, states)[1],
        ]
    except Exception as error:
        return [mistake(error, state.files.folder.as_posix())]
