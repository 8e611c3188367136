"""Record lessons by an executor of `concurrent.futures`: on other processes, or other machines.

Each worker keeps lessons apart from itself as this machine does, in processes of its own; traces
come back as bytes.
"""

import atexit
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from typing import Any

from proven_lessons.runner import codec
from proven_lessons.runner.errors import (
    LessonFailed,
    LessonVaries,
    OtherVersion,
    RunnerError,
    ScenarioError,
)
from proven_lessons.runner.freshness import versions, versions_for
from proven_lessons.runner.processes.outcomes import jobs_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.trace import Trace

LOST = "each worker that was to run it was lost"
_FAILURES = {error.__name__: error for error in (LessonFailed, LessonVaries)}


class ElsewhereRecorder:
    """Records lessons by an executor, which its owner ends.

    Where a worker is lost, its lessons run again, one after another: who is at fault is found out,
    and nothing of the others is lost.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def record_each(
        self, scenarios: Sequence[Scenario]
    ) -> Iterator[tuple[str, Trace | RunnerError]]:
        """Run each scenario with all its variants; yield what came of it as soon as it is there.

        Those with the most runs begin. Raise OtherVersion for a worker that is not like this
        process.
        """
        lost: list[Scenario] = []
        waiting = {self._submit(one): one for one in sorted(scenarios, key=_runs, reverse=True)}
        try:
            for future in as_completed(waiting):
                scenario = waiting[future]
                outcome = _outcome_of(future, scenario)
                if outcome is None:
                    lost.append(scenario)
                else:
                    yield scenario.lesson, outcome
            for scenario in lost:
                again = self._submit(scenario)
                yield (
                    scenario.lesson,
                    _outcome_of(again, scenario) or LessonFailed(_why_lost(again)),
                )
        finally:
            for future in waiting:
                future.cancel()

    # Private

    def _submit(self, scenario: Scenario) -> "Future[bytes]":
        try:
            return self._executor.submit(recorded, scenario)
        except (RuntimeError, OSError) as error:  # its pool is broken
            broken: Future[bytes] = Future()
            broken.set_exception(error)
            return broken


def recorded(scenario: Scenario) -> bytes:
    """Record a lesson in the process of a worker; return what came of it, to be sent."""
    outcome = _recorder().record([scenario])[scenario.lesson]
    answer: dict[str, Any] = {"versions": versions_for(scenario)}
    if isinstance(outcome, Trace):
        answer["trace"] = codec.dumps(outcome)
    else:
        named = {name: getattr(outcome, name, None) for name in ("file", "line", "output", "run")}
        answer |= {"error": type(outcome).__name__, "reason": str(outcome), **named}
    return json.dumps(answer).encode()


def check_versions(workers: Mapping[str, object]) -> None:
    """Raise OtherVersion if a worker, by its name, is not like this process."""
    here = versions()
    for name, told in sorted(workers.items()):
        if not isinstance(told, dict):
            raise OtherVersion(f"the worker {name} can't record lessons: {told}")
        _check(f"the worker {name}", told, here)


# Private

_LOCAL = threading.local()


def _recorder() -> Recorder:
    """Return the recorder of this thread, which stays warm from lesson to lesson."""
    if not hasattr(_LOCAL, "recorder"):
        _LOCAL.recorder = Recorder(parallel=1)  # an executor has its own number of workers
        atexit.register(_LOCAL.recorder.close)
    recorder: Recorder = _LOCAL.recorder
    return recorder


def _runs(scenario: Scenario) -> int:
    """Return how many runs a scenario asks for, 0 for one that can't be run."""
    try:
        return len(jobs_of(scenario))
    except ScenarioError:
        return 0


def _outcome_of(future: "Future[bytes]", scenario: Scenario) -> Trace | RunnerError | None:
    """Return what a worker has sent, None if it was lost."""
    try:
        answer = json.loads(future.result())
    except (Exception, CancelledError):  # each executor has errors of its own for it
        return None
    _check("a worker", answer["versions"], versions_for(scenario))
    if "trace" in answer:
        return codec.loads(answer["trace"])
    return _error_of(answer)


def _why_lost(future: "Future[bytes]") -> str:
    """Return what an executor says of a lesson that it has lost."""
    error = None if future.cancelled() else future.exception()
    return f"{LOST}: {type(error).__name__}: {error}" if error else LOST


def _error_of(answer: Mapping[str, Any]) -> RunnerError:
    name, reason = answer["error"], answer["reason"]
    if name not in _FAILURES:
        return ScenarioError(reason)
    failed = _FAILURES[name](
        reason, file=answer["file"], line=answer["line"], output=answer["output"]
    )
    failed.run = answer["run"]
    return failed


def _check(who: str, told: Mapping[str, str], here: Mapping[str, str]) -> None:
    differing: Iterable[str] = (name for name in here if told.get(name) != here[name])
    for name in differing:
        message = f"{who} has {name} {told.get(name)}, and here it is {here[name]}"
        raise OtherVersion(f"{message}: lessons are recorded by workers that are alike")
