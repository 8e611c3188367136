"""Collect the steps of one exchange: state, events and limits."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import CodeType, FrameType

from proven_lessons.runner.probes import Probe, Sample, Site
from proven_lessons.runner.probes.middleware import MiddlewareEntered, MiddlewareLeft
from proven_lessons.runner.probes.response import ResponseCreated
from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionHas,
    SessionOperation,
    SessionPop,
    SessionRead,
    SessionSetDefault,
)
from proven_lessons.runner.trace import Event, Place, Raised, Step, Value
from proven_lessons.runner.tracing.statements import CodeMap, Statement
from proven_lessons.runner.values import describe, message_of, type_name

EVENT_LIMIT = 200  # for one step
READS_SHOWN = 2
_RETRIEVING = SessionRead | SessionPop | SessionSetDefault | SessionHas | SessionCall
# What belongs to the way of a request alone is no work by itself.
_LAYERS = MiddlewareEntered | MiddlewareLeft


class Recording:
    """The steps of one exchange while they are made.

    `phase` moves from opening over view and closing to sent.
    """

    def __init__(
        self, site: Site, probes: Sequence[Probe], first_number: int, iterations: int
    ) -> None:
        self.phase = "opening"
        self.looking = False  # what runs while we look at values is no step of the lesson
        self.events_dropped = 0
        self.steps: list[Step] = []
        self._site = site
        self._probes = probes
        self._number = first_number
        self._iterations = iterations
        self._events: list[tuple[int, Event]] = []  # each with the number of the step before
        self._callers: list[list[tuple[int, Event]]] = []
        self._executed: dict[object, int] = {}
        self._skipped = 0
        self._skipped_at: tuple[Statement, int] | None = None

    def emit(self, event: Event) -> None:
        """Keep an event for the step that is running; past the limit, only count it."""
        if self.looking:
            return
        if len(self._events) >= EVENT_LIMIT:
            self.events_dropped += 1
        else:
            self._events.append((self._number - 1, event))

    def open(self) -> None:
        """Record the opening step, unless it is there.

        The request has come as far as the lesson or the URLconf.
        """
        if not self.steps:
            self._add("request", None, 0, None, phase="opening")

    def entered(self, code_map: CodeMap, frame: FrameType, depth: int, *, called: bool) -> None:
        """Note that a function of the lesson begins; `called` says that another one called it."""
        self.open()
        if not called and any(not isinstance(event, _LAYERS) for _, event in self._events):
            self._add(
                "django", None, 0, None, phase=self.phase
            )  # between two pieces of the lesson, Django was at work
        if called:
            self.calls()
            if self._counts(code_map):
                arguments = _Ending(names=_arguments(frame.f_code))
                self._add("call", code_map.place, depth, frame, ending=arguments)

    def calls(self) -> None:
        """Put aside the events of a statement that has called another function.

        It has not ended.
        """
        self._callers.append(self._events)
        self._events = []

    def comes_back(self) -> None:
        """Take up the events of the statement that had called."""
        if self._callers:
            self._events = [*self._callers.pop(), *self._events]

    def begins(self, statement: Statement, frame: FrameType) -> None:
        """Note that a statement is about to run: iterations that were only counted end here."""
        if self._skipped and self._executed.get(statement.node, 0) < self._iterations:
            self._end_skipped(frame)

    def ran(
        self,
        statement: Statement,
        frame: FrameType,
        depth: int,
        *,
        outcome: str | None,
        raised: BaseException | None,
        result: object,
        kind: str | None = None,
    ) -> int | None:
        """Record a statement that has run.

        Give the index of its step, None when it was only counted.

        `kind` is given for a part of a statement: its `yield`.
        """
        # The way out of a loop is news, however many iterations there were.
        if not self._counts(statement.node) and outcome != "done":
            self._skipped += 1
            self._skipped_at = (statement, depth)
            return None
        self._end_skipped(frame)
        error = (
            None if raised is None else Raised(type=type_name(raised), message=message_of(raised))
        )
        names = () if kind else statement.names
        ending = _Ending(
            statement=statement, result=result, outcome=outcome, names=names, error=error
        )
        self._add(kind or statement.kind, statement.place, depth, frame, ending=ending)
        return len(self.steps) - 1

    def returned(self, index: int, result: object) -> None:
        """Return the step of a `return` statement its value, once that is known."""
        step = self.steps[index]
        if step.kind == "return":
            self.steps[index] = replace(step, value=describe(result))

    def close(self) -> None:
        """Record the closing step: the response has left the site."""
        self.open()
        self._end_skipped(None)
        self.phase = "sent"
        self._add("send", None, 0, None, phase="closing")

    # Private

    def _counts(self, node: object) -> bool:
        self._executed[node] = self._executed.get(node, 0) + 1
        return self._executed[node] <= self._iterations

    def _end_skipped(self, frame: FrameType | None) -> None:
        if not self._skipped or self._skipped_at is None:
            return
        count, (statement, depth) = self._skipped, self._skipped_at
        self._skipped, self._skipped_at = 0, None
        is_inside = frame is not None and frame.f_code.co_qualname == statement.place.function
        self._add("skipped", statement.place, depth, frame if is_inside else None, skipped=count)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        self.looking = True
        try:
            yield
        finally:
            self.looking = False

    def _add(
        self,
        kind: str,
        place: Place | None,
        depth: int,
        frame: FrameType | None,
        *,
        phase: str | None = None,
        skipped: int = 0,
        ending: "_Ending | None" = None,
    ) -> None:
        ending = ending or _Ending()
        after = tuple(number for number, _ in self._events)
        events, self._events = tuple(event for _, event in self._events), []
        into = Sample()
        with self._looking():
            for probe in self._probes:
                probe.sample(self._site, frame, self.phase, into)
            value = _value(kind, events, into.locals, ending)
        self.steps.append(
            Step(
                number=self._number,
                kind=_named_after(kind, events),
                phase=phase or self.phase,
                at=place,
                depth=depth,
                session=into.session,
                locals=into.locals,
                value=value,
                events=events,
                response=into.response,
                outcome=ending.outcome,
                names=ending.names,
                error=ending.error,
                skipped=skipped,
                after=after if set(after) - {self._number - 1} else None,
                aliases=into.aliases,
            )
        )
        self._number += 1


# Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How a statement ended: which way, with what result or error, and the names that it bound."""

    statement: Statement | None = None
    result: object = None
    outcome: str | None = None
    names: tuple[str, ...] = ()
    error: Raised | None = None


def _arguments(code: CodeType) -> tuple[str, ...]:
    """Return the names of the arguments of a function, its `*args` and `**kwargs` among them."""
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_varnames[:count]


def _named_after(kind: str, events: tuple[Event, ...]) -> str:
    """Name a step after what it did to session or response, if it is a plain statement."""
    if kind not in ("assign", "delete", "expression", "return"):
        return kind
    names = [name for event in events if (name := event.step_kind()) is not None]
    return names[-1] if names else kind


def _value(
    kind: str, events: tuple[Event, ...], bound: Mapping[str, Value], ending: _Ending
) -> Value | None:
    """Return what the step retrieved.

    From the session, as a function's result, or from a call into a variable.
    """
    statement = ending.statement
    if statement is None:
        return None
    operations = [event for event in events if isinstance(event, SessionOperation)]
    # A line that does much to the session, such as login(), retrieves nothing by what it looked up
    # on the way.
    for event in reversed(operations if len(operations) <= READS_SHOWN else operations[-1:]):
        if isinstance(event, _RETRIEVING) and event.result is not None:
            return event.result
    if ending.error is not None:
        return None
    if kind in ("return", "yield"):
        is_response = any(isinstance(event, ResponseCreated) for event in events)
        return None if is_response else describe(ending.result)
    if statement.calls and len(statement.names) == 1:
        return bound.get(statement.names[0])
    return None
