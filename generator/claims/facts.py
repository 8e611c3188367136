"""Gather what the runs of a lesson hold: what a text may quote, and what it may count."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Any

from proven_lessons.generator.claims.counting import Sent, sent
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.sql_text import read
from proven_lessons.generator.facts.statements import count
from proven_lessons.generator.facts.values import literal, literals
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import (
    Command,
    Event,
    Exchange,
    Run,
    SessionState,
    Step,
    Trace,
    Value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the runs of a lesson hold that a reader can see.

    The lesson's own run, and the author's what-ifs.

    `strings` are whole values and names, `bodies` longer texts to look into, `containers` the
    canonical texts of dictionaries and lists. `counts` are of statements that a step, a request or
    a run sends, `verbs` the same by their verb. `values_of` has the values of variables and keys of
    the session, as Python writes them; none for a name whose values are not all known.
    `step_names` and `line_names` are what an author would write for a step and for a line.
    """

    strings: frozenset[str]
    bodies: str
    containers: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[int]
    statuses: frozenset[int]
    exit_statuses: frozenset[int]
    counts: frozenset[int]
    verbs: Mapping[str, AbstractSet[int]]
    values_of: Mapping[str, AbstractSet[str]]
    sent: Sent
    step_names: Mapping[int, str]
    line_names: Mapping[int, str]


NOTHING = Facts(
    strings=frozenset(), bodies="", containers=frozenset(), keys=frozenset(), numbers=frozenset(),
    statuses=frozenset(), exit_statuses=frozenset(),
    counts=frozenset(), verbs={}, values_of={}, sent=sent(()),
    step_names={}, line_names={},
)  # fmt: skip


def facts_of(lesson: Lesson, trace: Trace) -> Facts:
    """Return the facts of a lesson."""
    # The automatic what-ifs are not told to readers, so what only they have is no fact of the page.
    runs = {
        name: run
        for name, run in trace.runs.items()
        if name == "main" or name in lesson.written.what_if
    }
    gathered = _gathered(lesson, runs)
    steps = Names(lesson, trace).index("main").all
    own = [step for exchange in trace.runs["main"].exchanges for step in exchange.steps]
    names = {step.number: steps.best(step.number) for step in own}
    return Facts(
        strings=frozenset(gathered.strings),
        bodies="\n".join(gathered.bodies),
        containers=frozenset(gathered.containers),
        keys=frozenset(gathered.keys),
        numbers=frozenset(
            gathered.numbers
            | gathered.statuses
            | gathered.exit_statuses
            | gathered.counts
            | set(names)
        ),
        statuses=frozenset(gathered.statuses),
        exit_statuses=frozenset(gathered.exit_statuses),
        counts=frozenset(gathered.counts),
        verbs=gathered.verbs,
        values_of=gathered.values_of,
        sent=sent(runs.values()),
        step_names=names,
        line_names={
            step.at.line: f"{names[step.number]}.line" for step in reversed(own) if step.at
        },
    )


def canonical(value: Any) -> str:
    """Return a text of a literal that is the same for equal ones."""
    if isinstance(value, dict):
        pairs = sorted((canonical(key), canonical(item)) for key, item in value.items())
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(canonical(item) for item in value) + "]"
    if isinstance(value, set | frozenset):
        return "set[" + ", ".join(sorted(canonical(item) for item in value)) + "]"
    return repr(value)


# Private


def _verbs(step: Step) -> Counter[str]:
    held = Counter(read(query.sql).verb for query in events_of([step], Query))
    for one in step.left_out:
        if one.kind == Query.kind and one.what:
            held[read(one.what).verb] += one.count
    return held


def _gathered(lesson: Lesson, runs: Mapping[str, Run]) -> "_Gathered":
    """Return what these runs and the lesson's files hold."""
    gathered = _Gathered()
    for run in runs.values():
        totals = [gathered.exchange(exchange) for exchange in run.exchanges]
        gathered.verbs_of(run)
        gathered.counts |= {sum(totals), *totals}
    sources = [source_of(lesson, run, file.path) for run in runs for file in lesson.files]
    paths = [file.path for file in lesson.files]
    gathered.bodies += [*sources, *paths, *lesson.written.tags, lesson.key]
    return gathered


class _Gathered:
    """What has been found in the runs so far."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.bodies: list[str] = []
        self.containers: set[str] = set()
        self.keys: set[str] = set()
        self.numbers: set[int] = set()
        self.statuses: set[int] = set()
        self.exit_statuses: set[int] = set()
        self.counts: set[int] = set()
        self.verbs: dict[str, set[int]] = {}
        self.values_of: dict[str, set[str]] = {}
        self._unknown: set[str] = set()

    def verbs_of(self, run: Run) -> None:
        """Take in how often each verb is sent by a step, a request and the run."""
        of_exchanges = [[_verbs(step) for step in exchange.steps] for exchange in run.exchanges]
        sums = [sum(counts, Counter[str]()) for counts in of_exchanges]
        everything = [*chain.from_iterable(of_exchanges), *sums, sum(sums, Counter[str]())]
        for verb in {verb for counts in everything for verb in counts}:
            self.verbs.setdefault(verb, {0}).update(counts[verb] for counts in everything)

    def exchange(self, exchange: Exchange) -> int:
        """Take in an exchange; give the number of SQL statements in it."""
        request, response = exchange.request, exchange.response
        if exchange.command is not None:
            self._command(exchange.command)
            self.numbers.add(exchange.command.exit_status)
            return sum(self._step(step) for step in exchange.steps)
        self.statuses.add(response.status)
        self.strings |= {
            exchange.client,
            exchange.tab,
            exchange.view or "",
            request.method,
            request.path,
        }
        for mapping in (request.headers, request.cookies, response.headers):
            self.strings |= {*mapping, *mapping.values()}
        self.strings |= {*response.cookies, *(cookie.value for cookie in response.cookies.values())}
        self.bodies += [response.text or "", *response.headers.values()]
        self._values((request.data or {}).values())
        self.keys |= set(request.data or {})
        return sum(self._step(step) for step in exchange.steps)

    def _command(self, command: Command) -> None:
        self.exit_statuses.add(command.exit_status)
        self.strings |= {command.line, *command.line.split(), f"manage.py {command.line}"}
        self.bodies += [command.output, command.errors]

    def _step(self, step: Step) -> int:
        self.strings |= {step.kind, step.phase, step.outcome or "", *step.locals}
        self.numbers |= {step.at.line} if step.at else set()
        self._values([*step.locals.values(), *([step.value] if step.value else [])])
        self._named(step.locals)
        if step.session is not None:
            self._session(step.session)
        if step.error is not None:
            self.bodies += [step.error.type, step.error.message]
        if step.response is not None:
            self.statuses.add(step.response.status)
            self.bodies.append(step.response.text or "")
        for event in step.events:
            self._event(event)
        sent = count([step])
        self.counts.add(sent)
        return sent

    def _session(self, session: SessionState) -> None:
        self.strings |= {session.status, session.key or ""}
        for data in (session.data, session.stored or {}):
            self._literal(literals(data))
            self._named(data)

    def _named(self, values: Mapping[str, Value]) -> None:
        for name, value in values.items():
            made = literal(value)
            if isinstance(made, Partial):
                self._unknown.add(name)
                self.values_of.pop(name, None)
            elif name not in self._unknown:
                self.values_of.setdefault(name, set()).add(repr(made))

    def _event(self, event: Event) -> None:
        for value in event.fields().values():
            if isinstance(value, Value):
                self._literal(literal(value))
            elif isinstance(value, str):
                self.bodies.append(value)
            elif isinstance(value, int):
                self.numbers.add(value)

    def _values(self, values: Iterable[Value]) -> None:
        for value in values:
            self._literal(literal(value))

    def _literal(self, value: Any) -> None:
        if isinstance(value, Partial):
            self.strings.add(value.text)
            self.bodies.append(value.text)
        elif isinstance(value, str):
            self.strings.add(str(value))
        elif isinstance(value, int):
            self.numbers.add(value)
        elif isinstance(value, dict | list | tuple | set):
            self.containers.add(canonical(value))
            if isinstance(value, dict):
                self.keys |= {key for key in value if isinstance(key, str)}
                value = [*value, *value.values()]
            for inner in value:
                self._literal(inner)
        elif value is not None:
            self.strings |= {str(value), repr(value)}
