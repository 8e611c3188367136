"""The read-only names that authored texts and expressions may use: a view over the main run and its what-ifs."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator.lesson import Lesson, StepNote
from runner.scenario import source_lines
from runner.trace import Exchange, Run, Step, Trace, Value

# The last part of an event's kind names the step that did it: step.set, step.get, ...
_PLAIN_KINDS = ("request", "send", "response", "redirect", "raise", "except", "return")


class NamesError(AttributeError):
    """A name stands for nothing, or for more than one thing."""


class View:
    """Shows some attributes of a thing, and nothing else; the sandbox lets expressions see only these."""

    def __init__(self, kind: str, shown: Mapping[str, Any]) -> None:
        self._kind = kind
        self._shown = dict(shown)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._shown:
            known = ", ".join(self._shown)
            raise NamesError(f"{self._kind} has no {name!r}; it has {known}")
        return self._shown[name]

    def __repr__(self) -> str:
        return f"<{self._kind}>"


class StepView(View):
    """A step; in a text it becomes a link to its row."""

    @property
    def _number(self) -> int:
        return int(self._shown["number"])

    def __html__(self) -> str:
        return Markup('<a class="lesson-step" href="#step-{0}">step {0}</a>').format(self._number)


class Steps:
    """All steps of some exchanges: by number, by an author's id, or by what they did when only one did it."""

    def __init__(self, steps: Mapping[int, StepView], named: Mapping[str, tuple[int, ...]]) -> None:
        self._steps = steps
        self._named = named

    def __getitem__(self, number: object) -> StepView:
        if not isinstance(number, int) or number not in self._steps:
            raise NamesError(f"there is no step {number!r}; the steps are {min(self._steps)} to {max(self._steps)}")
        return self._steps[number]

    def __getattr__(self, name: str) -> StepView:
        found = self._named.get(name, ()) if not name.startswith("_") else ()
        if len(found) == 1:
            return self._steps[found[0]]
        if found:
            numbers = " or ".join(f"step[{number}]" for number in found)
            raise NamesError(f"step.{name} could be {numbers}")
        raise NamesError(f"there is no step.{name}; there are {', '.join(f'step.{known}' for known in self._named)}")

    def __iter__(self) -> Iterator[StepView]:
        return iter(self._steps.values())

    def __len__(self) -> int:
        return len(self._steps)


def names_of(lesson: Lesson, trace: Trace) -> dict[str, Any]:
    """Give every name that expressions and texts of `lesson` may use."""
    what_if = {
        name: View(f"what_if[{name!r}]", _run(lesson, run)) for name, run in trace.runs.items() if name != "main"
    }
    return _run(lesson, trace.runs["main"]) | {"what_if": what_if}


def notes_on(lesson: Lesson, step: Step) -> list[tuple[int, StepNote]]:
    """Give the author's notes on the source line of a step, each with its place in the list."""
    if step.at is None or not lesson.written.steps:
        return []
    source = next((file.content for file in lesson.files if file.path == step.at.file), b"")
    lines = source_lines(source.decode(errors="replace"))[step.at.line - 1 : step.at.end_line]
    return [(index, note) for index, note in enumerate(lesson.written.steps) if note.at in "\n".join(lines)]


def literal(value: Value | None) -> Any:
    """Give the Python value that a description stands for; its text if it is no literal."""
    if value is None:
        return None
    try:
        return ast.literal_eval(value.repr)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value.repr


# Private


def _run(lesson: Lesson, run: Run) -> dict[str, Any]:
    steps = [(step, exchange) for exchange in run.exchanges for step in exchange.steps]
    all_steps = _steps(lesson, steps)
    last = run.exchanges[-1]
    exchanges = [_exchange(lesson, exchange, all_steps) for exchange in run.exchanges]
    closing = all_steps[last.steps[-1].number]
    return {
        "step": all_steps,
        "steps": list(all_steps),
        "final": closing,
        "exchanges": exchanges,
        "response": exchanges[-1].response,
        "variables": _variables(last),
        "sql": [query for exchange in exchanges for query in exchange.sql],
        "cookies": exchanges[-1].cookies,
        "session": closing.session,
    }


def _exchange(lesson: Lesson, exchange: Exchange, all_steps: Steps) -> View:
    steps = _steps(lesson, [(step, exchange) for step in exchange.steps])
    response = exchange.response
    return View(
        "an exchange",
        {
            "step": steps,
            "steps": [all_steps[step.number] for step in exchange.steps],
            "client": exchange.client,
            "view": exchange.view,
            "request": View(
                "a request",
                {
                    "method": exchange.request.method,
                    "path": exchange.request.path,
                    "headers": dict(exchange.request.headers),
                    "cookies": dict(exchange.request.cookies),
                },
            ),
            "response": View(
                "a response", {"status": response.status, "text": response.text, "headers": dict(response.headers)}
            ),
            "cookies": {name: cookie.value for name, cookie in response.cookies.items()},
            "sql": [query for step in steps for query in step.sql],
            "error": None if exchange.error is None else exchange.error.type,
        },
    )


def _steps(lesson: Lesson, steps: list[tuple[Step, Exchange]]) -> Steps:
    named: dict[str, list[int]] = {}
    for step, _ in steps:
        for name in _names_for(lesson, step):
            named.setdefault(name, []).append(step.number)
    views = {step.number: _step(step) for step, _ in steps}
    return Steps(views, {name: tuple(numbers) for name, numbers in named.items()})


def _names_for(lesson: Lesson, step: Step) -> set[str]:
    names = {event.kind.partition(".")[2] for event in step.events if event.kind.startswith("session.")}
    if step.kind == "send":
        names = names & {"save", "load"}
    names |= {step.kind} if step.kind in _PLAIN_KINDS else set()
    return names | {note.id for _, note in notes_on(lesson, step) if note.id}


def _step(step: Step) -> StepView:
    session = step.session
    return StepView(
        f"step {step.number}",
        {
            "number": step.number,
            "kind": step.kind,
            "phase": step.phase,
            "line": None if step.at is None else step.at.line,
            "depth": step.depth,
            "session": None if session is None else View(
                "a session",
                {
                    "status": session.status,
                    "data": _literals(session.data),
                    "stored": None if session.stored is None else _literals(session.stored),
                    "changed": list(session.changed),
                    "key": session.key,
                },
            ),
            "locals": _literals(step.locals),
            "value": literal(step.value),
            "response": None if step.response is None else View(
                "a response", {"status": step.response.status, "text": step.response.text}
            ),
            "outcome": step.outcome,
            "error": None if step.error is None else step.error.type,
            "sql": [event.sql for event in step.events if event.kind == "sql"],  # type: ignore[attr-defined]
        },
    )  # fmt: skip


def _literals(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: literal(value) for name, value in values.items()}


def _variables(exchange: Exchange) -> dict[str, Any]:
    """Give the locals of the view as they were last seen."""
    found: dict[str, Any] = {}
    for step in exchange.steps:
        if step.depth == 1 and step.at is not None:
            found = _literals(step.locals)
    return found
