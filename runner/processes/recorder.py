"""Record lessons: worker processes, limits and crash containment, seen from the parent."""

import contextlib
import itertools
import json
import os
import queue
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from proven_lessons.runner.codec import run_from_data
from proven_lessons.runner.errors import LessonFailed, RunnerError, ScenarioError
from proven_lessons.runner.freshness import made_from
from proven_lessons.runner.processes.channel import MARK_SIZE, answer_in, read_mark
from proven_lessons.runner.processes.interpreters import close_pipes, kill_group, python
from proven_lessons.runner.scenario import Scenario, keeps_steps, runs_of, to_json
from proven_lessons.runner.side_effects import without_steps
from proven_lessons.runner.site.config import needs_new_process
from proven_lessons.runner.trace import Run, Trace

GRACE = 30.0  # seconds that a worker may be late with an answer before it counts as lost
_CAN_FORK = hasattr(os, "fork") and sys.platform != "win32"

type Outcome = Run | LessonFailed


class Recorder:
    """Runs scenarios in processes of their own; use it as a context manager, which ends them all.

    `start` is "fork" (from a warm process, where the platform can) or "spawn" (a new interpreter
    for each run).
    """

    def __init__(self, *, parallel: int | None = None, start: str | None = None) -> None:
        self._parallel = parallel or os.cpu_count() or 1
        self._forks = _CAN_FORK if start is None else start == "fork"
        self._scratch = Path(tempfile.mkdtemp(prefix="lessons-"))
        self._numbers = itertools.count()
        self._server: subprocess.Popen[bytes] | None = None

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
        """Start the warm process now and do not wait for it, so that the first run need not."""
        if self._forks:
            self._started()

    def close(self) -> None:
        """End the worker processes and remove what they wrote."""
        self._stop_server()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def record(self, scenarios: Sequence[Scenario]) -> dict[str, Trace | RunnerError]:
        """Run each scenario with all its variants.

        Give a trace, or what went wrong, for each lesson.
        """
        jobs: dict[tuple[str, str], Scenario] = {}
        traces: dict[str, Trace | RunnerError] = {}
        for scenario in scenarios:
            try:
                for name, run in runs_of(scenario).items():
                    # An interpreter for each is too much for runs whose steps nobody sees.
                    if keeps_steps(scenario, name) or not needs_new_process(run.settings or {}):
                        jobs[scenario.lesson, name] = run
            except ScenarioError as error:
                traces[scenario.lesson] = error
        outcomes = self.run(jobs)
        for scenario in scenarios:
            if scenario.lesson in traces:
                continue
            mine = {
                name: outcome
                for (lesson, name), outcome in outcomes.items()
                if lesson == scenario.lesson
            }
            traces[scenario.lesson] = _trace_of(scenario, mine)
        return traces

    def run[Key](self, jobs: Mapping[Key, Scenario]) -> dict[Key, Outcome]:
        """Run each scenario, which must have no variants, in a process of its own.

        Keep the order.
        """
        warm = {
            key: job
            for key, job in jobs.items()
            if self._forks and not needs_new_process(job.settings or {})
        }
        cold = {key: job for key, job in jobs.items() if key not in warm}
        outcomes = dict(self._run_warm(warm))
        with ThreadPoolExecutor(self._parallel) as pool:
            outcomes |= dict(zip(cold, pool.map(self._run_cold, cold.values()), strict=True))
        return {key: outcomes[key] for key in jobs}

    # Private

    def _run_warm[Key](self, jobs: Mapping[Key, Scenario]) -> Iterator[tuple[Key, Outcome]]:
        """Send the jobs to the warm process, a few ahead of those that are running."""
        waiting = list(jobs.items())
        running: dict[int, tuple[Key, Scenario]] = {}
        while waiting or running:
            self._send_ahead(waiting, running)
            seconds = max(scenario.limits.seconds for _, scenario in running.values())
            reply = self._answer(seconds + GRACE)
            if reply is None:
                self._stop_server()
                unanswered = list(running.values())
                running.clear()
                yield from self._without_answer(unanswered)
                continue
            shutil.rmtree(self._scratch / str(reply["id"]), ignore_errors=True)
            key, _ = running.pop(reply["id"])
            yield key, _outcome(reply["answer"])

    def _send_ahead[Key](
        self, waiting: list[tuple[Key, Scenario]], running: dict[int, tuple[Key, Scenario]]
    ) -> None:
        """Move jobs from `waiting` to `running` until as many run as may."""
        server = self._started()
        with contextlib.suppress(BrokenPipeError):
            while waiting and len(running) < self._parallel:
                job = self._job(waiting[0][1])
                running[job["id"]] = waiting.pop(0)
                _send(server, job)

    def _without_answer[Key](
        self, jobs: list[tuple[Key, Scenario]]
    ) -> Iterator[tuple[Key, Outcome]]:
        """Yield what became of jobs that the warm process took and did not answer."""
        if len(jobs) == 1:
            ((key, _),) = jobs
            yield key, LessonFailed("it ended the process that watches over it")
        else:  # which of them did it, a run of each alone will tell
            for key, scenario in jobs:
                yield from self._run_warm({key: scenario})

    def _run_cold(self, scenario: Scenario) -> Outcome:
        """Run one job in a new interpreter."""
        job = self._job(scenario)
        process = python("once", job["scratch"])
        try:
            written, _ = process.communicate(
                json.dumps(job).encode() + b"\n", scenario.limits.seconds + _START_TIME
            )
            reason = f"its process ended without an answer (exit code {process.returncode})"
        except subprocess.TimeoutExpired:
            written, reason = (
                b"",
                f"it ran longer than {scenario.limits.seconds:g} seconds (limits: seconds)",
            )
        finally:
            kill_group(process)
            close_pipes(process)
        file, line = read_mark(Path(job["mark"]))
        shutil.rmtree(job["scratch"], ignore_errors=True)
        answer = answer_in(written, job["token"])
        if answer is not None:
            return _outcome(answer)
        return LessonFailed(reason, file=file, line=line)

    def _job(self, scenario: Scenario) -> dict[str, Any]:
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
            "scenario": to_json(scenario),
        }

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._server is None:
            self._server = python("serve", str(self._scratch))
            self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
            self._listener = threading.Thread(
                target=_listen, args=(self._server, self._answers), daemon=True
            )
            self._listener.start()
        return self._server

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def _stop_server(self) -> None:
        if self._server is None:
            return
        server, self._server = self._server, None
        with contextlib.suppress(OSError):
            server.stdin.close()  # type: ignore[union-attr] # it is a pipe
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(2)
        kill_group(server)
        self._listener.join(2)
        close_pipes(server)


_START_TIME = 10.0  # seconds that a new interpreter may take before the lesson's own time begins


def _trace_of(scenario: Scenario, outcomes: Mapping[str, Outcome]) -> Trace | RunnerError:
    """Return the trace of a lesson from its runs, or the first failure that counts."""
    for name, outcome in outcomes.items():
        variant = (scenario.variants or {}).get(name)
        if isinstance(outcome, LessonFailed) and not (variant and variant.optional):
            outcome.run = name
            return outcome
    done = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Run)}
    runs = {
        name: replace(run if keeps_steps(scenario, name) else without_steps(run), imported=None)
        for name, run in done.items()
    }
    return Trace(lesson=scenario.lesson, made_from=made_from(scenario, done.values()), runs=runs)


def _send(server: "subprocess.Popen[bytes]", job: dict[str, Any]) -> None:
    assert server.stdin is not None
    server.stdin.write(json.dumps(job).encode() + b"\n")
    server.stdin.flush()


def _listen(
    server: "subprocess.Popen[bytes]", answers: "queue.SimpleQueue[dict[str, Any] | None]"
) -> None:
    assert server.stdout is not None
    for line in server.stdout:
        answers.put(json.loads(line))
    answers.put(None)


def _outcome(answer: dict[str, Any]) -> Outcome:
    if "failed" in answer:
        failed = answer["failed"]
        return LessonFailed(
            failed["reason"],
            file=failed["file"],
            line=failed["line"],
            output=failed.get("output", ""),
        )
    return run_from_data(answer["run"])
