"""The way in for the recorder's processes: `python -m runner serve` or `python -m runner once`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from proven_lessons.runner.postgres import take_access
from proven_lessons.runner.processes import forkserver, jail, namespaces
from proven_lessons.runner.processes.channel import Marker

PACKAGE = Path(__file__).resolve().parent


def main(how: str, project: str, *readable: str) -> None:
    """Serve jobs from standard input, or run the one that is there.

    `project` is the one to be ready for, as JSON, or empty. Where the kernel allows it, both go on
    in namespaces of their own, in which there is `readable`.
    """
    take_access(os.environ, is_once=how == "once")
    jobs, there = None, [PACKAGE, *map(Path, readable)]
    if namespaces.why_not(there) is None:
        namespaces.enter(Path.cwd(), there)
        jobs = namespaces.Jobs()
    if how == "serve":
        forkserver.serve(jobs, json.loads(project) if project else None)
    else:
        _run_once(json.loads(sys.stdin.readline()), jobs)


# Private


def _run_once(job: dict[str, Any], jobs: namespaces.Jobs | None) -> None:
    """Run a job in a child: a lesson that kills its parent gets us, not the recorder."""
    mark = Marker(job["mark"])
    jail.settle(job["scratch"])
    # The lesson must not reach the channel of the answer by printing.
    answer_to = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)

    def run() -> None:
        jail.run_job(job, answer_to, mark)
        os._exit(0)  # threads that the lesson left must not keep us

    if jobs is not None:
        told, tells = os.pipe()
        first = jobs.fork(run, Path(job["scratch"]), tells, forkserver.PIDS[bool(job["elsewhere"])])
        os.waitpid(first, 0)
        os.close(tells)
        _end_as(int.from_bytes(os.read(told, 4), "little"))
    if hasattr(os, "fork") and (child := os.fork()):
        _end_as(os.waitpid(child, 0)[1])
    run()


def _end_as(status: int) -> None:
    os._exit(os.waitstatus_to_exitcode(status) % 256)


if __name__ == "__main__":
    main(*sys.argv[1:])
