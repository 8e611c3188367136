"""A warm process that has served a request already and forks itself once for each job."""

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from proven_lessons.runner import postgres
from proven_lessons.runner.processes.channel import Marker, answer_in, read_mark
from proven_lessons.runner.processes.group import excess
from proven_lessons.runner.processes.jail import run_job, settle
from proven_lessons.runner.processes.namespaces import Jobs
from proven_lessons.runner.projects import read_in
from proven_lessons.runner.scenario import RequestSpec, Scenario, SourceFile, to_json
from proven_lessons.runner.worker import run_text

ANSWER_LIMIT = 50 * 1024 * 1024
TICK = 0.05  # seconds between two looks at children that died without a word
PIDS = (40, 20_000)  # before a job's own; in a run under other conditions another, and longer
_SUBREAPER = 36  # prctl: orphans of our children become our children
_DEATH_SIGNAL = 1  # prctl: the signal that a child gets when its parent dies

# Touches what most lessons touch, so that no child has to import it again.
_WARM_UP = """
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import engines
from django.urls import reverse
from django.views import View
from django.views.generic import ListView, TemplateView

def view(request):
    if request.path == "/fails/":
        raise ValueError
    request.session["n"] = request.session.get("n", 0) + 1
    messages.info(request, "warm")
    User.objects.filter(username="ada").first()
    source = "{{ user.is_authenticated }}{% for m in messages %}{{ m }}{% endfor %}"
    engines["django"].from_string(source).render({}, request)
    return HttpResponse(reverse("view"))
"""

# A project may have none of that, and its views are imported by each run: they may be changed.
_WARM_UP_PROJECT = """
from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import engines
from django.views.generic import ListView, TemplateView

def view(request):
    if request.path == "/fails/":
        raise ValueError
    return HttpResponse("warm")
"""


def serve(jobs: Jobs | None, project: dict[str, Any] | None = None) -> None:
    """Take jobs from standard input, a line of JSON each, and answer them until it closes.

    `jobs` starts them in namespaces of their own; None where there are none to be had. `project`
    is the one that they belong to.
    """
    answer = warm_up(project)
    if project is not None:
        _write({"ready": None if "failed" in answer else read_in(project["root"])})
    _process_control(_SUBREAPER, 1)
    gc.collect()
    gc.freeze()  # a collection in a child would copy every page that it looks at
    _Server(jobs, answer if "failed" in answer else None).run()


def warm_up(project: dict[str, Any] | None = None) -> dict[str, Any]:
    """Serve requests, so that everything that Django imports or caches late is there.

    Return the answer; a project may not let itself be set up, which none of its lessons survives.
    """
    source = _WARM_UP_PROJECT if project else _WARM_UP
    scenario = Scenario(
        lesson="warm-up",
        files=(SourceFile(path="views.py", content=source.encode()),),
        routes={"": "view", "fails/": "view"},
        requests=(
            RequestSpec(),
            RequestSpec(),
            RequestSpec(path="/fails/"),
            RequestSpec(path="/missing/"),
        ),
        database="postgresql" if postgres.has_access() else "sqlite",
    )
    message = to_json(scenario) | {"project": project}
    answer: dict[str, Any] = json.loads(run_text(json.dumps(message)))
    if answer.get("failed", {}).get("file") == "views.py":  # no lesson has these lines
        answer["failed"] |= {"file": None, "line": None}
    if "failed" in answer and project is None and scenario.database == "sqlite":
        raise RuntimeError(f"Django does not run here: {answer['failed']['reason']}")
    return answer


# Private


class _Child:
    """A job that is running: its process, the pipe of its answer, its deadline.

    In namespaces, `pid` is the first process there; how the job ended comes from `status_pipe`.
    """

    def __init__(self, job: dict[str, Any], pid: int, pipe: int, status_pipe: int | None) -> None:
        self.job = job
        self.pid = pid
        self.pipe = pipe
        self.status_pipe = status_pipe
        self.reaped = self.closed = False
        self.status = 0
        self.answer = bytearray()
        self.deadline = time.monotonic() + job["seconds"]

    def ended(self) -> bool:
        """Return whether the job has ended; then `status` says how."""
        if not self.reaped:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.reaped, self.status = True, self._told() or status
        return self.reaped

    def close(self) -> None:
        """Close the pipes that come from it."""
        for pipe in (self.pipe, self.status_pipe):
            if pipe is not None:
                os.close(pipe)

    def _told(self) -> int:
        """Return what the first process in its namespaces has said of the job, 0 for nothing."""
        said = b"" if self.status_pipe is None else os.read(self.status_pipe, 4)
        return int.from_bytes(said, "little")


class _Server:
    def __init__(self, jobs: Jobs | None, failed: dict[str, Any] | None = None) -> None:
        self.jobs = jobs
        self.failed = failed  # the answer to every job, where no job can run
        self.children: dict[int, _Child] = {}
        self.pending = b""
        self.open = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us

    def run(self) -> None:
        while self.open or self.children:
            readable, _, _ = select.select(
                [*([0] if self.open else []), *self._pipes()], [], [], TICK
            )
            for pipe in readable:
                if pipe == 0:
                    self._take_jobs()
                else:
                    self._hear(self.children[pipe])
            for child in list(self.children.values()):
                self._check(child)

    def _pipes(self) -> list[int]:
        return [pipe for pipe, child in self.children.items() if not child.closed]

    def _take_jobs(self) -> None:
        read = os.read(0, 1 << 20)
        if not read:  # our parent is gone or done: nobody waits for an answer
            self.open = False
            for child in list(self.children.values()):
                self._end(child)
            return
        *lines, self.pending = (self.pending + read).split(b"\n")
        for line in lines:
            self._start(json.loads(line))

    def _start(self, job: dict[str, Any]) -> None:
        if self.failed is not None:
            _write({"id": job["id"], "answer": self.failed})
            return
        reading, writing = os.pipe()
        mark = Marker(job["mark"])  # while it is still to be seen

        def run() -> None:
            _be_child(job, mark, writing, [reading, *self.children])

        status_pipe = None
        if self.jobs is None:
            pid = os.fork()
            if pid == 0:
                run()
        else:
            status_pipe, told = os.pipe()
            pid = self.jobs.fork(run, Path(job["scratch"]), told, PIDS[bool(job["elsewhere"])])
            os.close(told)
        os.close(writing)
        mark.close()
        self.children[reading] = _Child(job, pid, reading, status_pipe)

    def _hear(self, child: _Child) -> None:
        read = os.read(child.pipe, 1 << 20)
        if not read:  # it has closed the pipe: what became of it, `_check` will see
            child.closed = True
        child.answer += read
        answer = (
            answer_in(child.answer, child.job["token"]) if child.answer.endswith(b"\n") else None
        )
        if answer is not None:
            self._reply(child, answer)
        elif len(child.answer) > ANSWER_LIMIT:
            self._fail(child, "its trace grew beyond 50 MiB")

    def _check(self, child: _Child) -> None:
        if child.pipe not in self.children:
            return
        if child.ended():
            if not child.closed and select.select([child.pipe], [], [], 0)[0]:
                self._hear(child)  # its last words are still in the pipe
            else:
                self._fail(child, death(os.waitstatus_to_exitcode(child.status)))
        elif time.monotonic() > child.deadline:
            seconds = child.job["seconds"]
            self._fail(child, f"it ran longer than {seconds:g} seconds (limits: seconds)")
        elif reason := excess(child.pid, child.job["scenarios"][0]["limits"]["memory"]):
            self._fail(child, reason)

    def _fail(self, child: _Child, reason: str) -> None:
        file, line = read_mark(Path(child.job["mark"]))
        self._reply(child, {"failed": {"reason": reason, "file": file, "line": line, "output": ""}})

    def _reply(self, child: _Child, answer: dict[str, Any]) -> None:
        self._end(child)
        _write({"id": child.job["id"], "answer": answer})

    def _end(self, child: _Child) -> None:
        del self.children[child.pipe]
        child.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        if not child.reaped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)  # in case it had not yet left our process group
            os.waitpid(child.pid, 0)
        self._end_strays()

    def _end_strays(self) -> None:
        """Kill processes that a lesson left behind in a session of their own."""
        ours = {child.pid for child in self.children.values() if not child.reaped}
        listing = Path(f"/proc/self/task/{os.getpid()}/children")
        with contextlib.suppress(OSError):
            for pid in {int(word) for word in listing.read_text(encoding="utf-8").split()} - ours:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def death(code: int) -> str:
    """Return how a process ended that gave no answer; `code` is negative for a signal."""
    if code >= 0:
        return f"it ended its process with exit code {code} (os._exit?)"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGXCPU":
        return "it used more processor time than it may (limits: seconds)"
    return f"its process was ended by {name}"


def _write(reply: dict[str, Any]) -> None:
    """Send a line of JSON to the process that started us."""
    left = memoryview((json.dumps(reply) + "\n").encode())
    while left:
        left = left[os.write(1, left) :]


def _process_control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _be_child(job: dict[str, Any], mark: Marker, answer_to: int, others: list[int]) -> None:
    try:
        os.setsid()
        _process_control(_DEATH_SIGNAL, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        for descriptor in others:
            os.close(descriptor)
        settle(job["scratch"])
        run_job(job, answer_to, mark)
    finally:
        os._exit(0)
