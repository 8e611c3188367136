"""Run one scenario in this process and give what it left behind; single-threaded, so that a browser can do it too."""

import builtins
import functools
import io
import json
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from unittest import mock

from proven_lessons.runner.codec import to_data
from proven_lessons.runner.errors import LessonFailed, ScenarioError
from proven_lessons.runner.freeze import collect, frozen, stable
from proven_lessons.runner.modules import importable, write_files
from proven_lessons.runner.probes import load
from proven_lessons.runner.scenario import RequestSpec, Scenario, from_json
from proven_lessons.runner.site.client import REDIRECT_LIMIT, after_redirect, filled_in
from proven_lessons.runner.site.opening import open_project, set_up_for
from proven_lessons.runner.site.project import Project, decoded
from proven_lessons.runner.trace import Cookie, Exchange, Failure, Place, Request, Response, Run
from proven_lessons.runner.tracing.calls import CallWatcher
from proven_lessons.runner.tracing.recording import Recording
from proven_lessons.runner.tracing.statements import map_module
from proven_lessons.runner.tracing.tracer import StepLimitReached, Tracer
from proven_lessons.runner.values import cut, describe, message_of, type_name

OUTPUT_LIMIT = 4000
TEXT_LIMIT = 20_000

type Mark = Callable[[str, int], None]


def run_text(text: str, mark: Mark = lambda file, line: None) -> str:
    """Run the scenario in `text` (JSON); give {"run": ...} or {"failed": {reason, file, line, output}} as JSON text."""
    scenario = from_json(json.loads(text))
    printed = _Printed()
    genuine = dict(vars(builtins))
    last = _LastPlace(mark)
    with _scratch() as folder:
        keys: list[str] = []
        caught: BaseException | None = None
        data: Any = None
        try:
            with redirect_stdout(printed), redirect_stderr(printed):
                data = to_data(_Worker(scenario, folder, last, keys).run())
        except BaseException as error:  # whatever a lesson can raise, the answer is a message about it
            caught = error
        # Nothing below works before the built-ins are back.
        broken = [name for name in genuine if name != "_" and vars(builtins).get(name) is not genuine[name]]
        vars(builtins).update(genuine)
        if broken:
            caught = LessonFailed(f"it replaced the built-in {', '.join(broken)} and did not put it back")
        if caught is None:
            answer: dict[str, Any] = {"run": data}
        else:
            failed = _failure(caught, folder / "lesson")
            place = (failed.file, failed.line) if failed.file else (last.file, last.line)
            answer = {
                "failed": {
                    "reason": failed.reason,
                    "file": place[0],
                    "line": place[1],
                    "output": printed.getvalue(),
                }
            }
        return stable(json.dumps(answer), keys, json.dumps(str(folder))[1:-1])


# Private


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder that goes when the run is over, with all temporary files: sessions may be among them."""
    with tempfile.TemporaryDirectory(prefix="lesson-") as name:
        folder = Path(name).resolve()
        (folder / "tmp").mkdir()
        with mock.patch.object(tempfile, "tempdir", str(folder / "tmp")):
            yield folder


class _Printed(io.StringIO):
    """What the lesson prints, up to a limit."""

    def write(self, text: str) -> int:
        room = OUTPUT_LIMIT - self.tell()
        super().write(text[: max(0, room)])
        return len(text)


class _LastPlace:
    """Remembers the statement that ran last, and passes it on."""

    def __init__(self, mark: Mark) -> None:
        self.file: str | None = None
        self.line: int | None = None
        self._mark = mark

    def __call__(self, file: str, line: int) -> None:
        self.file, self.line = file, line
        self._mark(file, line)


class _Worker:
    """One run: the site, the tracer and the exchanges."""

    def __init__(self, scenario: Scenario, folder: Path, mark: Mark, keys: list[str]) -> None:
        self.scenario = scenario
        self.folder = folder
        self.keys = keys
        self.watcher = CallWatcher() if scenario.traced else None
        self.tracer = Tracer(scenario.limits.steps, mark, self.watcher) if self.watcher else None
        self.probes = load()
        self.steps = 0

    def run(self) -> Run:
        write_files(self.scenario.files, self.folder)
        with ExitStack() as stack:
            stack.enter_context(_inside(self.folder))
            if self.watcher and self.tracer:
                stack.enter_context(self.watcher.active())
                stack.enter_context(self.tracer.active())
            stack.enter_context(importable(self.folder, self._follow))
            with frozen():  # what it draws must not depend on whether Django was set up before
                set_up_for(self.scenario)
            stack.enter_context(frozen())
            _date(self.folder)
            project = stack.enter_context(open_project(self.scenario, self.folder, self.watcher))
            project.session_keys = self.keys
            exchanges: list[Exchange] = []
            for spec in self.scenario.requests:
                exchanges.extend(self._follow_redirects(project, spec))
        return Run(exchanges=tuple(exchanges))

    def _follow(self, code: Any, source: str, file: str) -> None:
        if self.tracer and file != "prepare.py":
            self.tracer.add(map_module(code, source, file))

    def _follow_redirects(self, project: Project, spec: RequestSpec) -> Iterator[Exchange]:
        for _ in range(REDIRECT_LIMIT):
            exchange = self._exchange(project, spec)
            yield exchange
            location = exchange.response.headers.get("Location")
            if not spec.follow or location is None:
                return
            following = after_redirect(spec, exchange.response.status, location)
            if following is None:
                return
            spec = following
        raise LessonFailed(f"followed {REDIRECT_LIMIT} redirects and the last answer was one more")

    def _exchange(self, project: Project, spec: RequestSpec) -> Exchange:
        time.sleep(spec.clock)  # which moves the clock on and returns at once
        spec = filled_in(spec, project.client(spec.client))
        sent = project.client(spec.client).cookies(spec.path)
        sent = _cookies_in(spec.headers or {}) or sent
        recording: Recording | None = None
        with project.exchange(spec) as send, ExitStack() as stack:
            if self.tracer:
                probes = [probe() for probe in self.probes]
                recording = Recording(project, probes, self.steps + 1, self.scenario.limits.rounds)
                project.changed_phase = functools.partial(_enter_phase, recording)
                for probe in probes:
                    stack.enter_context(probe.watch(project, recording.emit))
                stack.enter_context(self.tracer.recording(recording))
            response, body = send()
            if recording is not None:
                recording.close()
            error = project.error
        self._check(error)
        collect()
        _date(self.folder)
        self.steps += len(recording.steps) if recording else 0
        return Exchange(
            client=spec.client,
            request=Request(
                method=spec.method,
                path=spec.path,
                headers=dict(spec.headers or {}),
                cookies=sent,
                data=None if spec.data is None else {key: describe(value) for key, value in spec.data.items()},
                json=None if spec.json is None else describe(spec.json),
                files=spec.files,
            ),
            view=project.view,
            steps=tuple(recording.steps) if recording else (),
            response=_response(response, body),
            error=None if error is None else _uncaught(error, self.folder / "lesson"),
            chosen=None if project.view else project.chosen,
            gave=project.gave,
            events_dropped=recording.events_dropped if recording else 0,
            clock=spec.clock,
            kept=project.kept(),
        )

    def _check(self, error: BaseException | None) -> None:
        """Raise what must not become a trace: an error of our own, or one that came from the limits."""
        for watcher in (self.watcher, self.tracer):
            if watcher is not None and watcher.failure is not None:
                raise watcher.failure
        if issubclass(type(error), MemoryError) or (self.tracer and self.tracer.out_of_memory):
            raise MemoryError


def _date(folder: Path) -> None:
    """Give what was written in a run the date of the run: a session in a file ends by the age of that file."""
    now = time.time()
    for path in folder.rglob("*"):
        if path.stat().st_mtime > now:
            os.utime(path, (now, now))


def _enter_phase(recording: Recording, phase: str) -> None:
    recording.open()
    recording.phase = phase


def _cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Give the cookies of a `Cookie` header that the author wrote: it takes the place of the jar's."""
    written = next((value for name, value in headers.items() if name.lower() == "cookie"), "")
    return {name: morsel.value for name, morsel in SimpleCookie(written).items()}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _response(response: Any, body: bytes) -> Response:
    text = decoded(response, body)
    cookies = {
        name: Cookie(value=morsel.value, attributes={key: str(value) for key, value in morsel.items() if value})
        for name, morsel in response.cookies.items()
    }
    return Response(
        status=response.status_code,
        headers=dict(response.items()),
        cookies=cookies,
        text=None if text is None else cut(text, TEXT_LIMIT),
    )


def _uncaught(error: BaseException, package: Path) -> Failure:
    file, line, code, function = _last_place(error, package)
    at = None if file is None or line is None else Place(
        file=file, line=line, end_line=line, code=code, function=function
    )  # fmt: skip
    return Failure(type=type_name(error), message=message_of(error), at=at)


def _last_place(error: BaseException, package: Path) -> tuple[str | None, int | None, str, str]:
    """Give file, line, code and function of the lesson's innermost frame in a traceback."""
    inside = str(package) + os.sep
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(inside):
            return Path(frame.filename).relative_to(package).as_posix(), frame.lineno, frame.line or "", frame.name
    return None, None, "", ""


def _failure(error: BaseException, package: Path) -> LessonFailed:
    file, line, _, _ = _last_place(error, package)
    if isinstance(error, LessonFailed):
        return error
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(str(package)):
        file = Path(error.filename).relative_to(package).as_posix()
        return LessonFailed(f"Python can't read it: {error.msg}", file=file, line=error.lineno)
    match error:
        case ScenarioError():
            reason = str(error)
        case StepLimitReached():
            reason = "it executed more statements than it may (limits: steps); does a loop never end?"
        case MemoryError():
            reason = "it needs more memory than it may have (limits: memory)"
        case SystemExit():
            reason = f"it called sys.exit({error.code!r}), which ends a server"
        case RecursionError():
            reason = "it went too deep: RecursionError"
        case _:
            message = message_of(error)
            reason = f"{type_name(error)}: {message}" if message else type_name(error)
            if file is None:
                reason += f" (in {_innermost(error)})"
    return LessonFailed(reason, file=file, line=line)


def _innermost(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "no frame"
