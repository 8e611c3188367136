"""A warm process, seen from the parent: started once, sent jobs, heard of, ended."""

import contextlib
import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from proven_lessons.runner.postgres import Access
from proven_lessons.runner.processes.interpreters import close_pipes, kill_group, python
from proven_lessons.runner.project_files import FilesRead
from proven_lessons.runner.scenario import ProjectSpec

START_OF_PROJECT = 300.0  # seconds: a large one has hundreds of migrations

# What a warm process says: an answer, or None once it is gone.
type Heard = tuple["WarmProcess", dict[str, Any] | None]


class WarmProcess:
    """One that puts whatever it answers into a queue; `elsewhere` is under other conditions.

    `project` is the one that it is ready for, `server` that of its databases.
    """

    def __init__(
        self,
        scratch: str,
        readable: Iterable[Path],
        heard: "queue.SimpleQueue[Heard]",
        *,
        elsewhere: bool,
        project: ProjectSpec | None = None,
        server: Access | None = None,
    ) -> None:
        self._files = FilesRead(Path(project.root)) if project else None
        self._begun = None if project is None else time.monotonic()
        self.digest = (
            project.digest if project else ""
        )  # of the project's files, as of the last job
        self._process = python(
            "serve",
            scratch,
            [*readable, *([Path(project.root)] if project else [])],
            elsewhere=elsewhere,
            project=json.dumps(asdict(project.anywhere())) if project else "",
            server=server,
        )
        self._heard = heard
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def send(self, job: dict[str, Any]) -> None:
        """Send a job; raise BrokenPipeError if nobody is there to take it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()

    def is_stopped(self) -> bool:
        """Return whether somebody has stopped it: nothing would ever be heard of it."""
        with contextlib.suppress(ChildProcessError):  # it has ended, and that is heard
            flags = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self._process.pid, flags) is not None
        return False

    def is_beginning(self) -> bool:
        """Return whether it is still being made ready for a project, as long as that may take."""
        begun = self._begun
        return begun is not None and time.monotonic() - begun < START_OF_PROJECT

    def takes(self, project: ProjectSpec | None) -> bool:
        """Return whether it has read nothing of its project that is other now."""
        if project is None or self._files is None or project.digest == self.digest:
            return True
        self.digest = project.digest
        return self._files.hold()

    def stop(self) -> None:
        """End it with all that it has started."""
        process = self._process
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr] # it is a pipe
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)
        kill_group(process)
        self._listener.join(2)
        close_pipes(process)

    # Private

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # whoever writes something else is lost
            for line in self._process.stdout:
                said = json.loads(line)
                if "ready" in said and self._files is not None:
                    self._files.told(said["ready"])
                    self._begun = None
                else:
                    self._heard.put((self, said))
        self._heard.put((self, None))
