"""Record lessons: worker processes, limits and crash containment, seen from the parent."""

import itertools
import os
import queue
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from proven_lessons.runner.errors import RunnerError, ScenarioError
from proven_lessons.runner.processes import leftovers
from proven_lessons.runner.processes.channel import MARK_SIZE
from proven_lessons.runner.processes.cold import ColdProcesses
from proven_lessons.runner.processes.jobs import (
    Answer,
    Job,
    Scenarios,
    Warm,
    checked,
    failed,
    is_like,
    needs_new,
    process_of,
    seconds_of,
)
from proven_lessons.runner.processes.outcomes import (
    Outcome,
    RunKey,
    after,
    jobs_of,
    outcome_of,
    trace_of,
)
from proven_lessons.runner.processes.relay import Servers
from proven_lessons.runner.processes.twice import twice
from proven_lessons.runner.processes.warm import Heard, WarmProcess
from proven_lessons.runner.scenario import (
    ProjectSpec,
    Scenario,
    is_optional,
    to_json,
)
from proven_lessons.runner.site.config import needs_new_process
from proven_lessons.runner.trace import Trace

_SCRATCH = "lessons-"
ENDED = "it ended the process that watches over it"
GRACE = 10.0  # seconds that a worker may be late with an answer before it counts as lost
_CAN_FORK = hasattr(os, "fork") and sys.platform != "win32"


class Recorder:
    """Runs scenarios in processes of their own; use it as a context manager, which ends them all.

    `start` is "fork" (from a warm process, where the platform can) or "spawn" (a new interpreter
    for each run). `readable` are files and folders beside Python's that lessons may read.
    """

    def __init__(
        self,
        *,
        parallel: int | None = None,
        start: str | None = None,
        readable: Sequence[Path] = (),
    ) -> None:
        self._readable = tuple(path.resolve() for path in readable)
        self._parallel = parallel or os.cpu_count() or 1
        self._forks = _CAN_FORK if start is None else start == "fork"
        leftovers.sweep(Path(tempfile.gettempdir()), _SCRATCH)
        self._scratch = Path(tempfile.mkdtemp(prefix=leftovers.own_prefix(_SCRATCH)))
        self._cold = ColdProcesses(self._readable)
        self._servers = Servers()
        self._numbers = itertools.count()
        self._warm: dict[Warm, WarmProcess] = {}
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the warm processes now and do not wait for them, so that the first run need not."""
        if self._forks:
            for elsewhere in (False, True):
                self._started((elsewhere, None, "sqlite"))

    def close(self) -> None:
        """End the worker processes and remove what they wrote."""
        self._stop(None)
        self._servers.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def record(self, scenarios: Sequence[Scenario]) -> dict[str, Trace | RunnerError]:
        """Run each scenario with all its variants; what has steps twice, under other conditions.

        Give a trace, or what went wrong, for each lesson.
        """
        jobs: dict[RunKey, Scenario] = {}
        traces: dict[str, Trace | RunnerError] = {}
        authored = set()
        for scenario in scenarios:
            try:
                mine = jobs_of(scenario)
            except ScenarioError as error:
                traces[scenario.lesson] = error
                continue
            jobs |= mine
            authored |= {key for key in mine if not is_optional(scenario, key[1])}
        answers = self._answered(jobs, authored, after(scenarios))
        outcomes: dict[str, dict[str, Outcome]] = {}
        for (lesson, name), answer in answers.items():
            outcomes.setdefault(lesson, {})[name] = outcome_of(answer)
        for scenario in scenarios:
            if scenario.lesson not in traces:
                traces[scenario.lesson] = trace_of(scenario, outcomes[scenario.lesson])
        return traces

    def record_each(
        self, scenarios: Sequence[Scenario]
    ) -> Iterator[tuple[str, Trace | RunnerError]]:
        """Run scenarios as `record` does, some at a time; yield each lesson with what came of it.

        So what is done can be kept, whatever becomes of the rest.
        """
        for some in itertools.batched(scenarios, self._parallel * _AT_ONCE):
            yield from self.record(some).items()

    def run[Key](self, jobs: Mapping[Key, Scenario]) -> dict[Key, Outcome]:
        """Run each scenario, which must have no variants, once, in a process of its own.

        Keep the order.
        """
        answers = self._answers_to({Job(key): (job,) for key, job in jobs.items()})
        return {key: outcome_of(answers[Job(key)]) for key in jobs}

    # Private

    def _answered(
        self,
        jobs: Mapping[RunKey, Scenario],
        authored: Collection[RunKey],
        after: Mapping[RunKey, str],
    ) -> dict[RunKey, Answer]:
        """Return the answer to each job that is run; some are only after another, as it goes."""
        first = {key: job for key, job in jobs.items() if key not in after}
        answers = twice(first, authored, self._answers_to)
        wanted = {
            Job(key): (jobs[key],)
            for key, name in after.items()
            if key in jobs and is_like(answers.get((key[0], name)), answers[key[0], "main"])
        }
        later = self._answers_to(wanted)
        answers |= {job.key: answer for job, answer in later.items()}
        return {key: answers[key] for key in jobs if key in answers}

    def _answers_to[Key](self, jobs: Mapping[Job[Key], Scenarios]) -> dict[Job[Key], Answer]:
        """Return what the process of each job answers."""
        nowhere = self._servers.refused(jobs)
        warm = {
            key: job
            for key, job in jobs.items()
            if key not in nowhere and self._forks and not needs_new_process(job[0].settings or {})
        }
        cold = {key: job for key, job in jobs.items() if key not in warm and key not in nowhere}
        answers = nowhere | dict(self._run_warm(warm))
        cold |= {key: warm[key] for key, answer in answers.items() if needs_new(answer)}
        with ThreadPoolExecutor(self._parallel) as pool:
            try:
                ran = pool.map(lambda key: self._run_cold(key, cold[key]), cold)
                return answers | dict(zip(cold, ran, strict=True))
            except BaseException:  # Ctrl-C: nobody waits for them any more
                pool.shutdown(wait=False, cancel_futures=True)
                self._cold.stop()
                raise

    def _run_warm[Key](
        self, jobs: Mapping[Job[Key], Scenarios], *, is_again: bool = False
    ) -> Iterator[tuple[Job[Key], Answer]]:
        """Send the jobs to the warm processes, a few ahead of those that are running.

        `is_again` is for a job alone whose process was lost before.
        """
        waiting = list(jobs.items())
        running: dict[int, tuple[Job[Key], Scenarios]] = {}
        while waiting or running:
            self._send_ahead(waiting, running)
            seconds = max(seconds_of(scenarios) for _, scenarios in running.values())
            process, reply = self._hear(seconds + GRACE)
            if reply is None:
                lost = self._lost(process, running)
                yield from self._after_loss(lost, waiting, is_again=is_again)
                continue
            shutil.rmtree(self._scratch / str(reply["id"]), ignore_errors=True)
            if reply["id"] in running:
                key, scenarios = running.pop(reply["id"])
                yield key, checked(reply["answer"], len(scenarios), is_brief=key.is_brief)

    def _after_loss[Key](
        self,
        lost: list[tuple[Job[Key], Scenarios]],
        waiting: list[tuple[Job[Key], Scenarios]],
        *,
        is_again: bool,
    ) -> Iterator[tuple[Job[Key], Answer]]:
        """Run each job that was lost once more by itself: it may not have been at fault.

        If it is, the other runs of its lesson would do the same, and each takes its time: they are
        not run, and taken from those that wait.
        """
        at_fault: set[str] = set()
        for key, scenarios in lost:
            if is_again or scenarios[0].lesson in at_fault:
                yield key, failed(ENDED)
                continue
            for _, answer in self._run_warm({key: scenarios}, is_again=True):
                yield key, answer
                if answer == failed(ENDED):
                    at_fault.add(scenarios[0].lesson)
        for key, scenarios in [one for one in waiting if one[1][0].lesson in at_fault]:
            waiting.remove((key, scenarios))
            yield key, failed(ENDED)

    def _lost[Key](
        self, process: WarmProcess | None, running: dict[int, tuple[Job[Key], Scenarios]]
    ) -> list[tuple[Job[Key], Scenarios]]:
        """End a process that is lost, and take its jobs from those that are running."""
        ended = self._stop(process)
        numbers = [number for number, one in running.items() if process_of(*one) in ended]
        return [running.pop(number) for number in numbers]

    def _send_ahead[Key](
        self,
        waiting: list[tuple[Job[Key], Scenarios]],
        running: dict[int, tuple[Job[Key], Scenarios]],
    ) -> None:
        """Move jobs from `waiting` to `running` until as many run as may."""
        while waiting and len(running) < self._parallel:
            process = self._started(process_of(*waiting[0]), waiting[0][1][0].project)
            message = self._message(*waiting[0])
            try:
                process.send(message)
            except BrokenPipeError:
                wanted = process_of(*waiting[0])
                if any(process_of(*one) == wanted for one in running.values()):
                    return  # what became of them is heard soon
                self._stop(process)  # it was ended while it had nothing to do: another one starts
                continue
            running[message["id"]] = waiting.pop(0)

    def _run_cold[Key](self, of: Job[Key], scenarios: Scenarios) -> Answer:
        """Run one job in a new interpreter."""
        job = self._message(of, scenarios)
        answer = self._cold.run(job, self._servers.access(scenarios[0].database))
        shutil.rmtree(job["scratch"], ignore_errors=True)
        return answer

    def _message[Key](self, job: Job[Key], scenarios: Scenarios) -> dict[str, Any]:
        number = next(self._numbers)
        scratch = self._scratch / str(number)
        scratch.mkdir()
        mark = scratch / "mark"
        mark.write_bytes(bytes(MARK_SIZE))
        return {
            "id": number,
            "token": secrets.token_hex(16),
            "scratch": str(scratch),
            "mark": str(mark),
            "elsewhere": job.elsewhere,
            "brief": job.is_brief,
            "seconds": seconds_of(scenarios),
            "scenarios": [to_json(scenario) for scenario in scenarios],
        }

    def _started(self, which: Warm, project: ProjectSpec | None = None) -> WarmProcess:
        """Return the process of that kind; a new one if it has read what is other now."""
        if which in self._warm and not self._warm[which].takes(project):
            self._stop(self._warm[which])
        if which not in self._warm:
            self._warm[which] = WarmProcess(
                str(self._scratch),
                self._readable,
                self._heard,
                elsewhere=which[0],
                project=project,
                server=self._servers.access(which[2]),
            )
        return self._warm[which]

    def _hear(self, seconds: float) -> Heard | tuple[None, None]:
        """Return what is heard next; None for a process that is lost, or all that are silent.

        After `seconds` they are, and as soon as one was stopped. One that is still being made ready
        for a project is waited for.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if any(process.is_beginning() for process in self._warm.values()):
                deadline = time.monotonic() + seconds
            try:
                return self._heard.get(timeout=min(left, 1.0))
            except queue.Empty:
                for process in self._warm.values():
                    if process.is_stopped():
                        return process, None
        return None, None

    def _stop(self, process: WarmProcess | None) -> set[Warm]:
        """End a process, or all of them; return which were ended."""
        ended = {key for key, one in self._warm.items() if process in (None, one)}
        for key in ended:
            self._warm.pop(key).stop()
        return ended


_AT_ONCE = 8  # lessons for each process: enough to keep them all busy
