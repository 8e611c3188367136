"""The read-only names that authored texts and expressions may use: a view over the main run and its what-ifs."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from proven_lessons.generator.claims.readonly import NamesError, Seen, Steps, StepView, View
from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.values import literal, literals
from proven_lessons.generator.lessons.lesson import Lesson, StepNote
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.runner.scenario import source_lines
from proven_lessons.runner.trace import Cookie, Event, Exchange, Run, SessionState, Step, Trace, Value

# The last part of an event's kind names the step that did it: step.set, step.get, ...
_NAMING_PROBES = ("session", "auth", "messages", "forms", "templates")
_PLAIN_KINDS = ("request", "send", "response", "redirect", "raise", "except", "return")


class Names:
    """Every name that the expressions and texts of a lesson may use; `seen` says what the last one looked at."""

    def __init__(self, lesson: Lesson, trace: Trace) -> None:
        self.seen = Seen()
        self._lesson = lesson
        self._trace = trace
        self._runs: dict[str, View] = {}

    def top(self, name: str) -> Any:
        """Give what a name at the beginning of an expression stands for; raise NamesError if it is nothing."""
        if name == "what_if":
            known = [key for key in self._lesson.written.what_if if key in self._trace.runs]
            return View("what_if", {key: partial(self.run, key) for key in known})
        return getattr(self.run("main"), name)

    def knows(self, name: str) -> bool:
        """Say whether `name` can begin an expression."""
        return name == "what_if" or name in _RUN_NAMES

    def known(self) -> list[str]:
        """Give the names that can begin an expression."""
        return [*_RUN_NAMES, "what_if"]

    def run(self, name: str) -> View:
        """Give the names of one run; the automatic what-ifs are runs like any other here."""
        if name not in self._runs:
            self._runs[name] = _run(self._lesson, name, self._trace.runs[name], self.seen)
        return self._runs[name]


def notes_on(lesson: Lesson, run: str, step: Step) -> list[tuple[int, StepNote]]:
    """Give the author's notes on the source line of a step of `run`, each with its place in the list."""
    if step.at is None or not lesson.written.steps:
        return []
    lines = source_lines(source_of(lesson, run, step.at.file))[step.at.line - 1 : step.at.end_line]
    return [(index, note) for index, note in enumerate(lesson.written.steps) if note.at in "\n".join(lines)]


# Private

_RUN_NAMES = ("step", "steps", "final", "exchanges", "response", "variables", "sql", "cookies", "session")


def _run(lesson: Lesson, name: str, run: Run, seen: Seen) -> View:
    views = {
        step.number: StepView(name, step.number, _shown_of(step), seen)
        for exchange in run.exchanges
        for step in exchange.steps
    }
    exchanges = [_exchange(lesson, name, exchange, views, seen) for exchange in run.exchanges]
    last = run.exchanges[-1]
    closing = last.steps[-1].number
    shown: dict[str, Callable[[], Any]] = {
        "step": cache(partial(_all_steps, lesson, name, run, views)),
        "steps": lambda: list(views.values()),
        "final": lambda: views[closing],
        "exchanges": lambda: exchanges,
        "response": lambda: exchanges[-1].response,
        "variables": lambda: _variables(last),
        "sql": lambda: [query for exchange in exchanges for query in exchange.sql],
        "cookies": lambda: exchanges[-1].cookies,
        "session": lambda: views[closing].session,
    }
    kind = "the run" if name == "main" else f"what_if[{name!r}]"
    return View(kind, shown, lambda read: seen.note(name, None if read in ("step", "exchanges", "steps") else closing))


def _exchange(lesson: Lesson, run: str, exchange: Exchange, views: Mapping[int, StepView], seen: Seen) -> View:
    request, response = exchange.request, exchange.response
    mine = {step.number: views[step.number] for step in exchange.steps}
    first, last = exchange.steps[0].number, exchange.steps[-1].number
    asked: dict[str, Callable[[], Any]] = {
        "method": lambda: request.method,
        "path": lambda: request.path,
        "headers": lambda: dict(request.headers),
        "cookies": lambda: dict(request.cookies),
        "data": lambda: None if request.data is None else literals(request.data),
        "json": lambda: literal(request.json),
        "files": lambda: dict(request.files or {}),
    }
    answered: dict[str, Callable[[], Any]] = {
        "status": lambda: response.status,
        "text": lambda: response.text,
        "headers": lambda: dict(response.headers),
    }
    shown: dict[str, Callable[[], Any]] = {
        "step": cache(partial(_steps, lesson, run, exchange.steps, mine, {})),
        "steps": lambda: list(mine.values()),
        "client": lambda: exchange.client,
        "clock": lambda: exchange.clock,
        "left_behind": lambda: _left_behind(exchange),
        "kept": lambda: _left_behind(exchange),  # its older name, which lessons may still use
        "view": lambda: exchange.view,
        "request": lambda: View("a request", asked),
        "response": lambda: View("a response", answered),
        "cookies": lambda: {name: cookie.value for name, cookie in response.cookies.items()},
        "max_ages": lambda: {name: _age(cookie) for name, cookie in response.cookies.items()},
        "sql": lambda: [query for step in exchange.steps for query in _sql(step)],
        "error": lambda: None if exchange.error is None else exchange.error.type,
    }

    def note(read: str) -> None:
        number = None if read in ("step", "steps") else first if read in ("client", "request", "view") else last
        seen.note(run, number)

    return View("an exchange", shown, note)


def _age(cookie: Cookie) -> int | None:
    age = cookie.attributes.get("max-age", "")
    return int(age) if age.lstrip("-").isdigit() else None


def _left_behind(exchange: Exchange) -> View | None:
    kept = exchange.left_behind
    if kept is None:
        return None
    shown: dict[str, Callable[[], Any]] = {
        "cookies": lambda: dict(kept.cookies),
        "sessions": lambda: {one.key: literals(one.data) for one in kept.sessions},
        "expired": lambda: [one.key for one in kept.sessions if one.expired],
    }
    return View("what an exchange leaves", shown)


def _all_steps(lesson: Lesson, name: str, run: Run, views: Mapping[int, StepView]) -> Steps:
    nearer: dict[tuple[int, str], str] = {}
    for index, exchange in enumerate(run.exchanges):
        for word, numbers in _named(lesson, name, exchange.steps).items():
            if len(numbers) == 1 and len(run.exchanges) > 1:
                nearer[numbers[0], word] = f"exchanges[{index}].step.{word}"
    return _steps(lesson, name, [step for exchange in run.exchanges for step in exchange.steps], views, nearer)


def _steps(
    lesson: Lesson,
    run: str,
    steps: Sequence[Step],
    views: Mapping[int, StepView],
    nearer: Mapping[tuple[int, str], str],
) -> Steps:
    return Steps({step.number: views[step.number] for step in steps}, _named(lesson, run, steps), nearer)


def _named(lesson: Lesson, run: str, steps: Sequence[Step]) -> dict[str, tuple[int, ...]]:
    named: dict[str, list[int]] = {}
    for step in steps:
        for name in sorted(_names_for(lesson, run, step)):
            named.setdefault(name, []).append(step.number)
    return {name: tuple(numbers) for name, numbers in named.items()}


def _names_for(lesson: Lesson, run: str, step: Step) -> set[str]:
    kinds = (event.kind.partition(".") for event in step.events)
    names = {name for probe, _, name in kinds if probe in _NAMING_PROBES}
    if step.kind == "send":
        names = names & {"save", "load", "store"}
    names |= {step.kind} if step.kind in _PLAIN_KINDS else set()
    return names | {note.id for _, note in notes_on(lesson, run, step) if note.id}


def _shown_of(step: Step) -> dict[str, Callable[[], Any]]:
    return {
        "number": lambda: step.number,
        "kind": lambda: step.kind,
        "phase": lambda: step.phase,
        "line": lambda: None if step.at is None else step.at.line,
        "code": lambda: None if step.at is None else step.at.code,
        "depth": lambda: step.depth,
        "session": lambda: _session(step),
        "locals": lambda: literals(step.locals),
        "value": lambda: literal(step.value),
        "response": lambda: _response(step),
        "outcome": lambda: step.outcome,
        "error": lambda: None if step.error is None else step.error.type,
        "sql": lambda: _sql(step),
        "events": lambda: [_event(event) for event in step.events if event.kind != "sql"],
    }


def _event(event: Event) -> dict[str, Any]:
    """Give an event as plain data."""
    found: dict[str, Any] = {"kind": event.kind}
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        found[name] = literal(value) if isinstance(value, Value) else value
    return found


def _session(step: Step) -> View | None:
    session = step.session
    if session is None:
        return None
    shown: dict[str, Callable[[], Any]] = {
        "status": lambda: session.status,
        "data": lambda: literals(session.data),
        "stored": lambda: _stored(session),
        "changed": lambda: list(session.changed),
        "key": lambda: session.key,
    }
    return View("a session", shown)


def _stored(session: SessionState) -> Any:
    if session.opaque:
        raise NamesError("nobody can look into the session store of this lesson, so what is stored is not known")
    return None if session.stored is None else literals(session.stored)


def _response(step: Step) -> View | None:
    response = step.response
    if response is None:
        return None
    return View("a response", {"status": lambda: response.status, "text": lambda: response.text})


def _sql(step: Step) -> list[str]:
    return [event.sql for event in events_of([step], "sql")]


def _variables(exchange: Exchange) -> dict[str, Any]:
    """Give the locals of the view as they were last seen."""
    found: dict[str, Any] = {}
    for step in exchange.steps:
        if step.depth == 1 and step.at is not None:
            found = literals(step.locals)
    return found
