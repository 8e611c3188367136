"""One run of a lesson: the site, the tracer, and the exchanges one after another."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from http.cookies import SimpleCookie
from itertools import groupby
from pathlib import Path
from typing import Any

from proven_lessons.runner import projects
from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.failures import uncaught
from proven_lessons.runner.freeze import collect, frozen
from proven_lessons.runner.imports import imported_since
from proven_lessons.runner.modules import importable, write_files
from proven_lessons.runner.own import SETTING_UP
from proven_lessons.runner.probes import load
from proven_lessons.runner.scenario import RequestSpec, Scenario
from proven_lessons.runner.side_effects import without_steps
from proven_lessons.runner.site.client import REDIRECT_LIMIT, after_redirect, filled_in
from proven_lessons.runner.site.makers import is_before_view
from proven_lessons.runner.site.opening import open_project, replaced_settings, set_up_for
from proven_lessons.runner.site.project import BODY_LIMIT, Project, decoded
from proven_lessons.runner.site.shared_databases import close_all, renewed
from proven_lessons.runner.together import Turn, run_together
from proven_lessons.runner.trace import Cookie, Exchange, Place, Request, Response, Run
from proven_lessons.runner.tracing.barriers import Barriers
from proven_lessons.runner.tracing.calls import CallWatcher, Served, serving
from proven_lessons.runner.tracing.recording import Numbers, Recording
from proven_lessons.runner.tracing.statements import map_module
from proven_lessons.runner.tracing.tracer import Mark, Tracer
from proven_lessons.runner.values import cut, describe

TEXT_LIMIT = 20_000


class Execution:
    """One run: the site, the tracer and the exchanges."""

    def __init__(self, scenario: Scenario, folder: Path, mark: Mark, keys: list[str]) -> None:
        self.scenario = scenario
        self.folder = folder
        self.keys = keys
        # What is served at once waits behind statements, whether somebody looks at them or not.
        needs_tracer = scenario.traced or any(one.together for one in scenario.requests)
        self.watcher = CallWatcher() if needs_tracer else None
        self.tracer = Tracer(scenario.limits.steps, mark, self.watcher) if self.watcher else None
        self.probes = load()
        self.numbers = Numbers()
        self.barriers = Barriers(one for sent in scenario.requests for one in sent.barriers)

    def run(self) -> Run:
        write_files(self.scenario.files, self.folder)
        with ExitStack() as stack:
            stack.enter_context(_inside(self.folder))
            if self.watcher and self.tracer:
                stack.enter_context(self.watcher.active())
                stack.enter_context(self.tracer.active())
            stack.enter_context(importable(self.folder, self._follow))
            with frozen():  # what it draws must not depend on whether Django was set up before
                loaded = projects.begin(self.scenario, self._follow)
                set_up_for(self.scenario)
            stack.enter_context(frozen())
            _date(self.folder)
            project = stack.enter_context(open_project(self.scenario, self.folder, self.watcher))
            project.session_keys = self.keys
            exchanges: list[Exchange] = []
            for specs in _groups(self.scenario.requests):
                exchanges.extend(self._carry_out(project, specs))
            imported = imported_since(loaded, *self._folders())
            replaced = replaced_settings(self.scenario)
        return self._kept(
            Run(exchanges=tuple(exchanges), imported=imported or None, replaced=replaced)
        )

    def _kept(self, run: Run) -> Run:
        return run if self.scenario.keeps_steps else without_steps(run)

    def _folders(self) -> list[Path]:
        """Return where the author's own code is."""
        project = self.scenario.project
        return [self.folder, *([Path(project.root)] if project else [])]

    def _follow(self, code: Any, source: str, file: str) -> None:
        if self.tracer and file != SETTING_UP:
            self.tracer.add(map_module(code, source, file))
            self.barriers.look_in(file, source)

    def _carry_out(self, project: Project, specs: tuple[RequestSpec, ...]) -> Iterable[Exchange]:
        if len(specs) == 1:
            return self._follow_redirects(project, specs[0])
        time.sleep(specs[0].clock)
        project.held_outside = {}
        project.error = None
        collect()  # what an earlier request has left may hold a lock
        renewed()
        both, is_overlapping = run_together(
            [partial(self._beside, project, spec) for spec in specs]
        )
        # Where neither has waited for the other, one was served after the other.
        return both if is_overlapping else [replace(one, together=0) for one in both]

    def _beside(self, project: Project, spec: RequestSpec, turn: Turn) -> Exchange:
        """Carry out a request in a thread of its own, while another one is served."""
        pause = self.barriers.of(spec.barriers, turn)
        try:
            return self._exchange(project.beside(), spec, pause)
        finally:
            collect()
            close_all()

    def _follow_redirects(self, project: Project, spec: RequestSpec) -> Iterator[Exchange]:
        for _ in range(REDIRECT_LIMIT):
            time.sleep(spec.clock)  # which moves the clock on and returns at once
            carry_out = self._command if spec.command else self._exchange
            exchange = carry_out(project, spec)
            yield exchange
            location = exchange.response.headers.get("Location")
            if not spec.follow or location is None:
                return
            following = after_redirect(spec, exchange.response.status, location)
            if following is None:
                return
            spec = following
        raise LessonFailed(f"followed {REDIRECT_LIMIT} redirects and the last answer was one more")

    def _exchange(
        self, project: Project, spec: RequestSpec, pause: Callable[[Place], None] | None = None
    ) -> Exchange:
        client = project.client(spec.client)
        spec = filled_in(spec, client)
        sent = _cookies_in(spec.headers or {}) or client.cookies(spec.path)
        with serving(Served(pause)), project.exchange(spec) as send, ExitStack() as stack:
            recording = self._recording(project, stack) if self.tracer else None
            response, body = send()
            if recording is not None:
                recording.close()
        error = self._ended(project)
        exchange = Exchange(
            client=spec.client,
            request=_request(spec, sent),
            view=project.view,
            steps=(),
            response=_response(response, body),
            error=None if error is None else uncaught(error),
            resolved_view=None if project.view else project.resolved_view,
            returned=project.returned,
            raised=project.raised,
            clock=spec.clock,
            tab=spec.tab,
            left_behind=project.left_behind(),
            together=spec.together,
        )
        return self._with_steps(exchange, recording, project)

    def _command(self, project: Project, spec: RequestSpec) -> Exchange:
        with (
            serving(Served()),
            project.command(spec.command) as carry_out,
            ExitStack() as stack,
        ):
            recording = (
                self._recording(project, stack, ("command", "exit")) if self.tracer else None
            )
            command = carry_out()
            if recording is not None:
                recording.close()
        error = self._ended(project)
        exchange = Exchange(
            client="",
            request=Request(method="", path="", headers={}, cookies={}, data=None),
            view=None,
            steps=(),
            response=Response(status=0, headers={}, cookies={}, text=None, length=0),
            error=None if error is None else uncaught(error),
            clock=spec.clock,
            left_behind=project.left_behind(),
            command=command,
        )
        if recording is None or not self.scenario.traced:
            return exchange
        return replace(
            exchange,
            steps=tuple(recording.steps),
            events_dropped=recording.events_dropped,
        )

    def _ended(self, project: Project) -> BaseException | None:
        """Return what nothing caught in an exchange that has ended, when its garbage is gone."""
        error = project.error
        self._check(error)
        collect()
        _date(self.folder)
        return error

    def _with_steps(
        self, exchange: Exchange, recording: Recording | None, project: Project
    ) -> Exchange:
        """Return an exchange with what only a tracer can tell of it."""
        if recording is None or not self.scenario.traced:
            return exchange
        view, resolved = exchange.view, exchange.resolved_view
        if project.bodies and not project.bodies & recording.codes:
            view, resolved = None, view or resolved  # what decorates the view has answered
        elif view and not project.bodies and is_before_view(project.answered_by):
            view, resolved = None, view  # so it has one whose code nobody follows
        return replace(
            exchange,
            view=view,
            resolved_view=resolved,
            answered_by=project.answered_by,
            steps=tuple(recording.steps),
            events_dropped=recording.events_dropped,
        )

    def _recording(
        self, project: Project, stack: ExitStack, moments: tuple[str, str] = ("request", "send")
    ) -> Recording:
        """Return a recording of the exchange that begins, with its probes at work until it ends."""
        assert self.tracer is not None
        probes = [probe() for probe in self.probes] if self.scenario.traced else []
        limit = self.scenario.limits.iterations
        # What is told of single steps costs most: where nobody keeps them, nobody looks.
        sampling = probes if self.scenario.keeps_steps else []
        recording = Recording(project, sampling, self.numbers, limit, moments)
        project.changed_phase, project.aside = recording.enter, recording.aside
        for probe in probes:
            stack.enter_context(probe.watch(project, recording.emit))
        stack.enter_context(self.tracer.recording(recording))
        return recording

    def _check(self, error: BaseException | None) -> None:
        """Raise what must not become a trace.

        An error of our own, or one that came from the limits.
        """
        for watcher in (self.watcher, self.tracer):
            if watcher is not None and watcher.failure is not None:
                raise watcher.failure
        if issubclass(type(error), MemoryError) or (self.tracer and self.tracer.out_of_memory):
            raise MemoryError


# Private


def _groups(requests: Iterable[RequestSpec]) -> Iterator[tuple[RequestSpec, ...]]:
    """Yield each request alone, and those together that are served at once."""
    for together, group in groupby(requests, key=lambda one: one.together):
        specs = tuple(group)
        yield from [specs] if together else zip(specs, strict=False)


def _date(folder: Path) -> None:
    """Return what was written in a run the date of the run.

    A session in a file ends by the age of that file. What a link leads to may be elsewhere, or
    nowhere.
    """
    now = time.time()
    for path in folder.rglob("*"):
        if not path.is_symlink() and path.stat().st_mtime > now:
            os.utime(path, (now, now))


def _cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies of a `Cookie` header that the author wrote.

    It takes the place of the jar's.
    """
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


def _request(spec: RequestSpec, cookies: Mapping[str, str]) -> Request:
    """Return a request as a trace has it; `cookies` are those that were sent."""
    data = None if spec.data is None else {key: describe(one) for key, one in spec.data.items()}
    return Request(
        method=spec.method,
        path=spec.path,
        headers=dict(spec.headers or {}),
        cookies=cookies,
        data=data,
        json=None if spec.json is None else describe(spec.json),
        files=spec.files,
    )


def _response(response: Any, body: bytes) -> Response:
    text = decoded(response, body)
    cookies = {
        name: Cookie(
            value=morsel.value,
            attributes={
                key: str(value)
                for key, value in morsel.items()
                if value is not False and value != ""  # an age of 0 is said
            },
        )
        for name, morsel in response.cookies.items()
    }
    answer = Response(
        status=int(response.status_code),  # as it is written: 200.0 goes out as 200
        headers=dict(response.items()),
        cookies=cookies,
        text=None if text is None else cut(text, TEXT_LIMIT),
    )
    if text is not None and len(text) <= TEXT_LIMIT:
        return answer
    if len(body) > BODY_LIMIT:
        return answer  # it was not read to its end
    digest = hashlib.sha256(body).hexdigest()[:16] if body else None
    return replace(answer, length=len(body), digest=digest)
