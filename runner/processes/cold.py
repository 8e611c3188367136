"""New interpreters, each for one job: for settings that a warm process can't take back."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proven_lessons.runner.postgres import Access
from proven_lessons.runner.processes.channel import answer_in, read_mark
from proven_lessons.runner.processes.interpreters import close_pipes, kill_group, python
from proven_lessons.runner.processes.jobs import Answer, checked, failed
from proven_lessons.runner.processes.warm import START_OF_PROJECT

START_TIME = 10.0  # seconds that a new interpreter may take before the lesson's own time begins


class ColdProcesses:
    """Runs jobs in interpreters of their own, as many at a time as there are threads that ask.

    `readable` are files and folders beside Python's that lessons may read.
    """

    def __init__(self, readable: Sequence[Path]) -> None:
        self._readable = readable
        self._running: set[subprocess.Popen[bytes]] = set()

    def run(self, job: dict[str, Any], server: Access | None = None) -> Answer:
        """Run a job, given as the message that a warm process would get.

        `server` is that of its databases.
        """
        seconds, process = job["seconds"], self._started(job, server)
        try:
            written, _ = process.communicate(
                json.dumps(job).encode() + b"\n", seconds + _start(job)
            )
            reason = f"its process ended without an answer (exit code {process.returncode})"
        except subprocess.TimeoutExpired:
            written, reason = b"", f"it ran longer than {seconds:g} seconds (limits: seconds)"
        finally:
            kill_group(process)
            close_pipes(process)
            self._running.discard(process)
        answer = answer_in(written, job["token"])
        if answer is None:
            return failed(reason, *read_mark(Path(job["mark"])))
        return checked(answer, len(job["scenarios"]), is_brief=job["brief"])

    def _started(self, job: dict[str, Any], server: Access | None) -> "subprocess.Popen[bytes]":
        project = job["scenarios"][0]["project"]
        readable = [*self._readable, Path(project["root"])] if project else self._readable
        process = python(
            "once", job["scratch"], readable, elsewhere=job["elsewhere"], server=server
        )
        self._running.add(process)
        return process

    def stop(self) -> None:
        """End all of them: nobody waits for an answer any more."""
        for process in tuple(self._running):
            kill_group(process)


# Private


def _start(job: dict[str, Any]) -> float:
    """Return the seconds that a new interpreter may take before a job's own time begins."""
    return START_OF_PROJECT if job["scenarios"][0]["project"] else START_TIME
