"""Start the interpreters that run lessons, and end them with all that they have started."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from proven_lessons.runner.conditions import HASH_SEED
from proven_lessons.runner.postgres import Access


def python(
    how: str,
    scratch: str,
    readable: Iterable[Path],
    *,
    elsewhere: bool,
    project: str = "",
    server: Access | None = None,
) -> subprocess.Popen[bytes]:
    """Start `python -m runner` with an environment that holds nothing of ours.

    `readable` are files and folders beside Python that lessons may read; `elsewhere` starts it for
    runs under other conditions; `project` is the one that it is to be ready for, as JSON, `server`
    the database server that its lessons are run on.
    """
    places = [*readable, *([Path(server.folder)] if server else [])]
    environment = {
        "PATH": os.defpath,
        "HOME": scratch,
        "TMPDIR": scratch,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": HASH_SEED if elsewhere else "0",
        "PYTHONSAFEPATH": "1",  # the scratch folder is none of Python's, and never the same
        "MALLOC_ARENA_MAX": "1",  # each thread would reserve memory, which counts
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if server is not None:
        environment |= server.as_environment()
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return subprocess.Popen(
        [sys.executable, "-m", "proven_lessons.runner", how, project, *map(str, places)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if how == "serve" else subprocess.DEVNULL,
        cwd=scratch,
        env=environment,
        start_new_session=True,
    )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def close_pipes(process: subprocess.Popen[bytes]) -> None:
    """Close the ends of its pipes that are ours."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
