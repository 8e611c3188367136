"""What all processes of a job use together, on Linux: the kernel's limits hold for each alone."""

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TASKS_LIMIT = 128  # processes and their threads
_PROC = Path("/proc")
_OWN = re.compile(r"^Private_Dirty:\s+(\d+) kB$", re.MULTILINE)


def excess(first: int, memory: int) -> str | None:
    """Return what the process `first` and all below it use too much of, None if it is in order.

    `memory` is in MiB, of what they have written themselves.
    """
    if sys.platform != "linux":
        return None
    processes = list(_below(first))
    tasks = sum(_tasks(pid) for pid in processes)
    if tasks > TASKS_LIMIT:
        return f"it started more than {TASKS_LIMIT} processes and threads"
    # One alone has the kernel's limit, which also says where it was reached.
    if len(processes) > _ALONE and sum(map(_written, processes)) > memory * 1024:
        return "its processes together need more memory than it may have (limits: memory)"
    return None


# Private

_ALONE = 2  # the first one, which only waits, and the job


def _below(first: int) -> Iterator[int]:
    """Yield a process and all that it has started, and they have, whatever sessions they are in."""
    waiting = [first]
    while waiting:
        pid = waiting.pop()
        yield pid
        for path in _PROC.glob(f"{pid}/task/*/children"):
            with contextlib.suppress(OSError):  # it has just ended
                waiting += map(int, path.read_text(encoding="ascii").split())


def _tasks(pid: int) -> int:
    with contextlib.suppress(OSError):
        return sum(1 for _ in (_PROC / str(pid) / "task").iterdir())
    return 0


def _written(pid: int) -> int:
    """Return the memory in KiB that a process has written to and shares with nobody."""
    with contextlib.suppress(OSError):
        found = _OWN.search((_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii"))
        return int(found[1]) if found else 0
    return 0
