"""The child side of a job: bound what the process may use, run the scenario, write the answer."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from proven_lessons.runner.processes.channel import Marker
from proven_lessons.runner.worker import run_text

FILE_SIZE_LIMIT = 64 * 1024 * 1024


def run_job(job: dict[str, Any], answer_to: int) -> None:
    """Run a job and write its answer, a line of JSON, to the file descriptor `answer_to`."""
    # What the lesson might replace is fetched before it runs.
    write, encode = os.write, str.encode
    own, pid = os.getpid(), os.getpid
    limits = job["scenario"]["limits"]
    _restrict(limits["memory"], limits["seconds"])
    text = run_text(json.dumps(job["scenario"]), Marker(job["mark"]))
    if pid() != own:
        return  # a child that the lesson forked has come back: the answer is its parent's
    # A line of its own, whatever the lesson wrote to the same descriptor.
    left = memoryview(encode(f"\n{job['token']}{text}\n"))
    while left:
        left = left[write(answer_to, left) :]


# Private


def _restrict(memory: int, seconds: float) -> None:
    """Bound this process: address space in MiB on top of what it has, CPU time, file sizes."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE_LIMIT, FILE_SIZE_LIMIT))
    # A backstop only: the parent counts wall time and says what went wrong.
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 5, int(seconds) + 10))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
        size = pages * resource.getpagesize() + memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
