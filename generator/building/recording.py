"""Give each lesson its trace: the one beside it if that is fresh, else a new one."""

import signal
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from proven_lessons.generator.building.failures import failure_of
from proven_lessons.generator.building.fresh_index import FreshIndex
from proven_lessons.generator.building.lesson_state import (
    LessonFiles,
    LessonState,
    Recorded,
    Renewed,
)
from proven_lessons.generator.building.progress import Progress
from proven_lessons.generator.building.trace_files import (
    Beside,
    kept_beside,
    sweep,
    trace_beside,
    trace_elsewhere,
    write_trace,
)
from proven_lessons.generator.errors import Problem, Stopped, mistake
from proven_lessons.generator.lessons import folders
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import postgres
from proven_lessons.runner.errors import LessonFailed, RunnerError, ScenarioError
from proven_lessons.runner.freshness import has_unknown_probes
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.trace import Trace


class Records(Protocol):
    """Whoever records lessons, here or elsewhere."""

    def record_each(
        self, scenarios: Sequence[Scenario]
    ) -> Iterator[tuple[str, Trace | RunnerError]]:
        """Run each scenario with all its variants; yield what came of each lesson, once."""


def bring_up_to_date(
    states: Collection[LessonState],
    recorder: Records,
    *,
    force: bool = False,
    write: bool = True,
    progress: Progress | None = None,
    index: FreshIndex | None = None,
) -> list[Renewed]:
    """Record what is stale (`force`: all), and write its traces.

    Return what was recorded; `progress` hears of each as soon as it is done.

    A probe that saw nothing in a lesson makes no trace stale: it is only noted there that it was
    watching. `index` knows of traces that are fresh.
    """
    beside = {
        state.files.key: found
        for state in states
        if (found := _found(state, index, force=force, write=write))
    }
    stale = {state.files.key: state for state in states if state.files.key in beside}
    recorded: list[Renewed] = []
    wanted, progress = list(scenarios(stale.values())), progress or Progress()
    progress.begin(len(wanted))
    done = 0
    try:
        for key, outcome in recorder.record_each(wanted):
            with _put_off_ctrl_c():
                renewed = _taken(stale[key], beside[key], outcome, write=write)
                done += 1
            if renewed is not None:
                recorded.append(renewed)
            progress.done(renewed)
    except KeyboardInterrupt:
        raise Stopped(f"stopped: {done} of {len(stale)} lessons have run, and are kept") from None
    return recorded


def unwritten(states: Iterable[LessonState]) -> list[Problem]:
    """Return a problem for each trace that could not be written."""
    return [
        Problem(state.files.folder.as_posix(), state.recorded.unwritten)
        for state in states
        if state.recorded and state.recorded.unwritten
    ]


def refused(recorded: Iterable[Renewed], states: Mapping[str, LessonState]) -> list[Problem]:
    """Return a problem for each trace that told of other runs than the lesson has now."""
    return [
        Problem(
            (states[one.key].files.folder / folders.TRACE_FILE).as_posix(),
            f"this trace does not hold: {one.why}, and its runs are others now",
            hint="run `lessons record` and review the change",
        )
        for one in recorded
        if one.is_different
    ]


def scenarios(states: Iterable[LessonState]) -> Iterator[Scenario]:
    """Yield what is to be run of lessons; one of which that can't be said has a problem."""
    for state in states:
        if state.files.lesson is not None:
            try:
                yield scenario_of(state.files.lesson)
            except Exception as error:
                problem = mistake(error, state.files.folder.as_posix())
                state.recorded = Recorded(problems=(problem,))


def sorted_out(
    states: Iterable[LessonState],
) -> tuple[list[LessonState], list[LessonState]]:
    """Return which lessons can be run here, and which not: they need a server that is not there."""
    ran: list[LessonState] = []
    left: list[LessonState] = []
    for state in states:
        lesson = state.files.lesson
        is_left = lesson is not None and not postgres.can_run(lesson.written.database)
        (left if is_left else ran).append(state)
    return ran, left


def beside_of(state: LessonState) -> Trace | RunnerError:
    """Return the trace beside a lesson that can't be run here; an error if it is not fresh."""
    assert state.files.lesson is not None
    beside = trace_beside(state.files.lesson)
    if beside.trace is not None and beside.why_stale is None:
        return beside.trace
    return ScenarioError(f"{postgres.no_server()}; {beside.why_stale}")


# Private


@contextmanager
def _put_off_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C wait until what is within is done: a trace that is written is also counted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


def _taken(
    state: LessonState, beside: Beside, outcome: Trace | RunnerError, *, write: bool
) -> Renewed | None:
    """Note what came of a lesson's runs, and write its trace; return that it was run."""
    state.recorded = _recorded(state.files, outcome, write=write)
    if isinstance(outcome, RunnerError):
        return None
    renewed = _renewed(state.files.key, beside, outcome)
    return renewed and replace(renewed, unwritten=state.recorded.unwritten)


def _recorded(files: LessonFiles, outcome: Trace | RunnerError, *, write: bool) -> Recorded:
    """Return what came of a lesson's runs; write its trace."""
    if isinstance(outcome, RunnerError):
        output = outcome.output if isinstance(outcome, LessonFailed) else ""
        return Recorded(problems=(failure_of(files, outcome),), output=output)
    unwritten, kept = write_trace(files.folder, outcome) if write else ("", None)
    return Recorded(trace=outcome, kept=kept, unwritten=unwritten)


def _renewed(key: str, before: Beside, now: Trace) -> Renewed | None:
    """Return that a lesson was run; None if all that is new is that another probe was watching."""
    is_same = before.trace is not None and before.trace.runs == now.runs
    if is_same and not before.why_stale:
        return None
    why = before.why_stale or "another probe sees something"
    return Renewed(key=key, why=why, is_different=before.is_there and not is_same)


def _found(
    state: LessonState, index: FreshIndex | None, *, force: bool, write: bool
) -> Beside | None:
    """Return what `_stale` does, None with a problem for a lesson of which it can't be told."""
    try:
        if write and state.recorded is None:
            sweep(state.files.folder)
        if not force and _is_kept(state, index):
            return None
        return _stale(state, force=force, write=write)
    except Exception as error:
        problem = mistake(error, state.files.folder.as_posix())
        state.recorded = Recorded(problems=(problem,))
        return None


def _is_kept(state: LessonState, index: FreshIndex | None) -> bool:
    """Return whether the trace beside a lesson is known to be fresh; take it over then."""
    files = state.files
    if index is None or files.lesson is None or state.has_trace:
        return False
    kept = kept_beside(files.lesson, lambda digest: index.imported(files, digest))
    if kept is not None:
        state.recorded = Recorded(kept=kept)
    return kept is not None


def _stale(state: LessonState, *, force: bool, write: bool) -> Beside | None:
    """Return what is beside a lesson that is to be run; take over a trace that is fresh."""
    lesson = state.files.lesson
    if lesson is None or (state.has_trace and not force):
        return None
    beside = trace_beside(lesson)
    # A strict build judges what is beside the lesson, if there is something.
    if beside.why_stale and not force and (write or not beside.is_there):
        beside = trace_elsewhere(lesson) or beside
    if force:
        return replace(beside, why_stale=beside.why_stale or "as it was asked for")
    is_fresh = beside.why_stale is None
    state.recorded = (
        Recorded(trace=beside.trace, kept=beside.kept, unwritten=beside.elsewhere)
        if is_fresh and beside.trace
        else None
    )
    return (
        beside if beside.trace is None or not is_fresh or has_unknown_probes(beside.trace) else None
    )
