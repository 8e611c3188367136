"""The read-only names that texts and expressions may use.

A view over the main run and its what-ifs.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.notes import notes_on
from proven_lessons.generator.claims.queries import queries_of, sql_of, whole
from proven_lessons.generator.claims.readonly import (
    NamesError,
    Seen,
    StepNames,
    Steps,
    StepView,
    View,
)
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.transactions import undone
from proven_lessons.generator.facts.values import key_of, known, literal, literals
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import (
    Cookie,
    Event,
    Exchange,
    LeftBehind,
    Run,
    SessionState,
    Step,
    Trace,
    Value,
)

type Shown = Mapping[str, Callable[[], Any]]

_PLAIN_KINDS = ("request", "send", "response", "redirect", "raise", "except", "return")
RUN_NAMES = (
    "step", "steps", "final", "exchanges", "response", "variables", "sql", "cookies", "session",
)  # fmt: skip


class Names:
    """Every name that the expressions and texts of a lesson may use.

    What they stand for is looked up in a `Namespace`, which notes what one evaluation looks at.
    """

    def __init__(self, lesson: Lesson, trace: Trace) -> None:
        self._lesson = lesson
        self._trace = trace
        self._indexes: dict[str, _Index] = {}

    def open(self) -> "Namespace":
        """Return the names for one evaluation."""
        return Namespace(self)

    def known(self) -> list[str]:
        """Return the names that can begin an expression."""
        return [*RUN_NAMES, "what_if"]

    def what_ifs(self) -> list[str]:
        """Return the what-ifs of the author that were run."""
        return [name for name in self._lesson.written.what_if if name in self._trace.runs]

    def index(self, run: str) -> "_Index":
        """Return the steps of a run with their names.

        The automatic what-ifs are runs like any other.
        """
        if run not in self._indexes:
            self._indexes[run] = _Index(self._lesson, run, self._trace.runs[run])
        return self._indexes[run]


class Namespace:
    """The names as one evaluation sees them; `seen` says what it has looked at."""

    def __init__(self, names: Names) -> None:
        self.seen = Seen()
        self._names = names

    def top(self, name: str) -> Any:
        """Return what a name at the beginning of an expression stands for.

        Raise NamesError if nothing.
        """
        if name == "what_if":
            return View("what_if", {key: partial(self.run, key) for key in self._names.what_ifs()})
        return getattr(self.run("main"), name)

    def known(self) -> list[str]:
        """Return the names that can begin an expression."""
        return self._names.known()

    def run(self, name: str) -> View:
        """Return the names of one run."""
        return _RunView(self._names.index(name), self.seen).view()


# Private


class _Index:
    """The steps of a run, by their numbers and names: worked out once, and never changed."""

    def __init__(self, lesson: Lesson, name: str, run: Run) -> None:
        self.name = name
        self.run = run
        steps = [step for exchange in run.exchanges for step in exchange.steps]
        self.steps = {step.number: step for step in steps}
        self.of_exchanges = [
            StepNames(
                numbers=tuple(step.number for step in exchange.steps),
                named=_named(lesson, name, exchange.steps),
            )
            for exchange in run.exchanges
        ]
        nearer = {
            (numbers[0], word): f"exchanges[{index}].step.{word}"
            for index, names in enumerate(self.of_exchanges)
            for word, numbers in names.named.items()
            if len(numbers) == 1 and len(run.exchanges) > 1
        }
        self.all = StepNames(
            numbers=tuple(self.steps), named=_named(lesson, name, steps), nearer=nearer
        )


class _RunView:
    """What an evaluation sees of one run."""

    def __init__(self, index: _Index, seen: Seen) -> None:
        self._index = index
        self._seen = seen

    def view(self) -> View:
        exchanges = self._index.run.exchanges
        last = len(exchanges) - 1
        closing = exchanges[-1].steps[-1].number
        shown: Shown = {
            "step": lambda: Steps(self._index.all, self._step),
            "steps": lambda: [self._step(number) for number in self._index.all.numbers],
            "final": lambda: self._step(closing),
            "exchanges": lambda: [self._exchange(index) for index in range(len(exchanges))],
            "response": lambda: self._exchange(last).response,
            "variables": lambda: _variables(exchanges[-1]),
            "sql": lambda: sql_of(step for exchange in exchanges for step in exchange.steps),
            "cookies": lambda: self._exchange(last).cookies,
            "session": lambda: self._step(closing).session,
        }
        name = self._index.name
        kind = "the run" if name == "main" else f"what_if[{name!r}]"
        whole = ("step", "exchanges", "steps")
        return View(
            kind, shown, lambda read: self._seen.note(name, None if read in whole else closing)
        )

    def _step(self, number: int) -> StepView:
        shown = _shown_of(self._index.steps[number])
        return StepView(self._index.name, number, shown, self._seen)

    def _exchange(self, index: int) -> View:
        exchange = self._index.run.exchanges[index]
        names = self._index.of_exchanges[index]
        first, last = names.numbers[0], names.numbers[-1]
        shown: Shown = {
            "step": lambda: Steps(names, self._step),
            "steps": lambda: [self._step(number) for number in names.numbers],
            **_shown_of_exchange(exchange),
        }

        def note(read: str) -> None:
            is_early = read in ("client", "request", "view")
            number = None if read in ("step", "steps") else first if is_early else last
            self._seen.note(self._index.name, number)

        return View("an exchange", shown, note)


def _shown_of_exchange(exchange: Exchange) -> Shown:
    cookies = exchange.response.cookies
    return {
        "client": lambda: exchange.client,
        "clock": lambda: exchange.clock,
        "left_behind": lambda: _left_behind(exchange.left_behind),
        # Its older name, which lessons may still use.
        "kept": lambda: _left_behind(exchange.left_behind),
        "view": lambda: exchange.view,
        "resolved_view": lambda: exchange.resolved_view or exchange.view,
        "answered_by": lambda: exchange.answered_by,
        "request": lambda: View("a request", _shown_of_request(exchange)),
        "response": lambda: View("a response", _shown_of_response(exchange)),
        "cookies": lambda: {name: known(cookie.value) for name, cookie in cookies.items()},
        "max_ages": lambda: {name: max_age(cookie) for name, cookie in cookies.items()},
        "sql": lambda: sql_of(exchange.steps),
        "queries": lambda: queries_of(exchange.steps),
        "undone": lambda: [one.query.sql for one in undone(exchange)],
        "error": lambda: None if exchange.error is None else exchange.error.type,
    }


def _shown_of_request(exchange: Exchange) -> Shown:
    request = exchange.request
    return {
        "method": lambda: request.method,
        "path": lambda: request.path,
        "headers": lambda: known(request.headers),
        "cookies": lambda: known(request.cookies),
        "data": lambda: None if request.data is None else literals(request.data),
        "json": lambda: literal(request.json),
        "files": lambda: dict(request.files or {}),
    }


def _shown_of_response(exchange: Exchange) -> Shown:
    response = exchange.response
    return {
        "status": lambda: response.status,
        "text": lambda: known(response.text),
        "headers": lambda: known(response.headers),
    }


def max_age(cookie: Cookie) -> int | None:
    """Return for how many seconds a cookie is set, None if its header does not say."""
    age = cookie.attributes.get("max-age", "")
    return int(age) if age.lstrip("-").isdigit() else None


def _left_behind(left: LeftBehind | None) -> View | None:
    if left is None:
        return None
    shown: Shown = {
        "cookies": lambda: known(left.cookies),
        "sessions": lambda: {one.key: literals(one.data) for one in left.sessions},
        "expired": lambda: [one.key for one in left.sessions if one.expired],
    }
    return View("what an exchange leaves", shown)


def _named(lesson: Lesson, run: str, steps: Iterable[Step]) -> dict[str, tuple[int, ...]]:
    named: dict[str, list[int]] = {}
    for step in steps:
        for name in sorted(_names_for(lesson, run, step)):
            named.setdefault(name, []).append(step.number)
    return {name: tuple(numbers) for name, numbers in named.items()}


def _names_for(lesson: Lesson, run: str, step: Step) -> set[str]:
    names = {name for event in step.events if (name := aspects.step_name(event)) is not None}
    if step.kind == "send":
        names = names & {"save", "load", "store"}
    names |= {step.kind} if step.kind in _PLAIN_KINDS else set()
    return names | {note.id for _, note in notes_on(lesson, run, step) if note.id}


def _shown_of(step: Step) -> Shown:
    return {
        "number": lambda: step.number,
        "kind": lambda: step.kind,
        "phase": lambda: step.phase,
        "line": lambda: None if step.at is None else step.at.line,
        "code": lambda: None if step.at is None else step.at.code,
        "depth": lambda: step.depth,
        "session": lambda: _session(step.session),
        "locals": lambda: literals(step.locals),
        "value": lambda: literal(step.value),
        "response": lambda: _response(step),
        "outcome": lambda: step.outcome,
        "error": lambda: None if step.error is None else step.error.type,
        "sql": lambda: sql_of([step]),
        "queries": lambda: queries_of([step]),
        "outside": lambda: literals(step.outside or {}),
        "events": lambda: _events(step),
    }


def _event(event: Event) -> dict[str, Any]:
    """Return an event as plain data, with what its aspect adds."""
    fields = {name: _plain(value) for name, value in event.fields().items()}
    return {"kind": event.kind} | fields | dict(aspects.aspect_of(event).facts(event))


def _plain(value: object) -> Any:
    if isinstance(value, Value):
        return literal(value)
    if isinstance(value, Mapping):
        return {key_of(str(key)): _plain(one) for key, one in value.items()}
    return known(value)


def _session(session: SessionState | None) -> View | None:
    if session is None:
        return None
    shown: Shown = {
        "status": lambda: session.status,
        "data": lambda: literals(session.data),
        "stored": lambda: _stored(session),
        "changed": lambda: list(session.changed),
        "key": lambda: session.key,
    }
    return View("a session", shown)


def _stored(session: SessionState) -> Any:
    if session.opaque:
        raise NamesError(
            "nobody can look into the session store of this lesson, so what is stored is not known"
        )
    return None if session.stored is None else literals(session.stored)


def _response(step: Step) -> View | None:
    response = step.response
    if response is None:
        return None
    return View(
        "a response", {"status": lambda: response.status, "text": lambda: known(response.text)}
    )


def _events(step: Step) -> list[dict[str, Any]] | Partial:
    more = sum(one.count for one in step.left_out if one.kind != Query.kind)
    return whole([_event(one) for one in step.events if not isinstance(one, Query)], more)


def _variables(exchange: Exchange) -> dict[str, Any]:
    """Return the locals of the view as they were last seen."""
    variables: dict[str, Any] = {}
    for step in exchange.steps:
        if step.depth == 1 and step.at is not None:
            variables = literals(step.locals)
    return variables
