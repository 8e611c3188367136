"""The child side of a job: bound what the process may use, run the scenario, write the answer."""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from proven_lessons.runner.conditions import elsewhere
from proven_lessons.runner.processes.channel import Marker
from proven_lessons.runner.worker import run_text

FILE_SIZE_LIMIT = 64 * 1024 * 1024
OF_A_THREAD = 80  # MiB of addresses: its stack, and what the C library sets aside for it
FILES_LIMIT = 256  # that are open


def run_job(job: dict[str, Any], answer_to: int, mark: Marker) -> None:
    """Run a job and write its answer, a line of JSON, to the file descriptor `answer_to`.

    `mark` is told of each statement.

    A job has one scenario, or several of which only the digests are wanted.
    """
    # What the lesson might replace is fetched before it runs.
    write, encode = os.write, str.encode
    own, pid = os.getpid(), os.getpid
    scenarios = job["scenarios"]
    threads = max(sum(1 for sent in one["requests"] if sent["together"]) for one in scenarios)
    memory = scenarios[0]["limits"]["memory"] + min(threads, 2) * OF_A_THREAD
    _restrict(memory, job["seconds"])
    with elsewhere() if job["elsewhere"] else contextlib.nullcontext():
        texts = [run_text(json.dumps(scenario), mark) for scenario in job["scenarios"]]
    if pid() != own:
        return  # a child that the lesson forked has come back: the answer is its parent's
    text = _digests(texts) if job["brief"] else _with_digest(texts[0])
    # A line of its own, whatever the lesson wrote to the same descriptor.
    left = memoryview(encode(f"\n{job['token']}{text}\n"))
    while left:
        left = left[write(answer_to, left) :]


def settle(scratch: str) -> None:
    """Have temporary files, and what is at home, in the folder of a job."""
    os.environ["TMPDIR"] = os.environ["HOME"] = scratch
    tempfile.tempdir = None


# Private


def _digests(texts: list[str]) -> str:
    """Return an answer that has the digests of others only: most often nobody needs to see more."""
    return json.dumps({"digests": [_digest(text) for text in texts]})


def _with_digest(text: str) -> str:
    """Return the answer in `text` with the digest of itself."""
    return f'{text[:-1]}, "digest": "{_digest(text)}"}}'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _restrict(memory: int, seconds: float) -> None:
    """Bound this process: address space in MiB on top of what it has, CPU time, file sizes."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = FILES_LIMIT if most == resource.RLIM_INFINITY else min(FILES_LIMIT, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE_LIMIT, FILE_SIZE_LIMIT))
    # A backstop only: the parent counts wall time and says what went wrong.
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 5, int(seconds) + 10))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
        size = pages * resource.getpagesize() + memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
