"""Collect the steps of one exchange: state, events and limits."""

import inspect
from collections import Counter
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
from proven_lessons.runner.together import take_waited
from proven_lessons.runner.trace import Event, LeftOut, Place, Raised, Step, Value
from proven_lessons.runner.tracing.calls import served
from proven_lessons.runner.tracing.statements import CodeMap, Statement
from proven_lessons.runner.values import describe, message_of, type_name

EVENT_LIMIT = 200  # for one step
TEXTS_LIMIT = 30  # of events that are only counted
READS_SHOWN = 2
_RETRIEVING = SessionRead | SessionPop | SessionSetDefault | SessionHas | SessionCall
# What belongs to the way of a request alone is no work by itself.
_LAYERS = MiddlewareEntered | MiddlewareLeft


class Numbers:
    """Counts the steps of a run, those of all its exchanges."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


class Recording:
    """The steps of one exchange while they are made.

    `phase` moves from opening over view and closing to sent.
    """

    phase = "opening"
    looking = False  # what runs while we look at values is no step of the lesson
    events_dropped = 0
    _skipped = 0
    _skipped_at: tuple[Statement, int] | None = None

    def __init__(
        self,
        site: Site,
        probes: Sequence[Probe],
        numbers: Numbers,
        iterations: int,
        moments: tuple[str, str] = ("request", "send"),
    ) -> None:
        self.steps: list[Step] = []
        self.codes: set[CodeType] = set()  # the functions of the lesson that did
        self._site = site
        self._probes = probes
        self._numbers = numbers
        self._last = numbers.last  # the number of the step that ended last
        self._served = served.get()
        self._iterations = iterations
        self._opening, self._closing = moments
        self._events: list[tuple[int, Event]] = []  # each with the number of the step before
        self._left_out: Counter[tuple[str, str | None]] = Counter()  # by kind and what they are
        self._callers: list[tuple[list[tuple[int, Event]], Counter[tuple[str, str | None]]]] = []
        self._executed: dict[object, int] = {}
        self._folded: set[object] = set()  # the statements in loops of which enough is shown

    def emit(self, event: Event) -> None:
        """Keep an event for the step that is running; past the limit, only count it."""
        if self.looking or served.get() not in (None, self._served):
            return
        if len(self._events) >= EVENT_LIMIT:
            self.events_dropped += 1
            self._leave_out(event)
        else:
            self._events.append((self._last, event))

    def open(self) -> None:
        """Record the opening step, unless it is there.

        The request has come as far as the lesson or the URLconf.
        """
        if not self.steps:
            self._add(self._opening, None, 0, None, phase="opening")

    def enter(self, phase: str) -> None:
        """Note that the request moves on: what Django did for the view has a step of its own."""
        self.open()
        if self.phase == "view" and phase != "view" and self._has_work():
            self._add("django", None, 0, None, phase="view")
        self.phase = phase

    def entered(
        self, code_map: CodeMap, frame: FrameType, depth: int, caller: "Caller | None"
    ) -> None:
        """Note that a function of the lesson begins; `caller` is another one that called it."""
        self.open()
        self.codes.add(frame.f_code)
        if caller is None and self._has_work():
            self._add(
                "django", None, 0, None, phase=self.phase
            )  # between two pieces of the lesson, Django was at work
        if caller is not None:
            self.calls(caller)
            if self._counts(code_map, self._iterations):
                arguments = _Ending(names=_arguments(frame.f_code))
                self._add("call", code_map.place, depth, frame, ending=arguments)
            else:
                self._folded |= code_map.first.keys()

    def calls(self, caller: "Caller") -> None:
        """Note that a statement has called another function: it has not ended.

        What it did so far comes before what is called, in a step of its own. Where its steps are
        only counted, its events are put aside.
        """
        statement = caller.statement
        if statement is not None and self._events and self._is_shown(statement):
            self._add("begun", statement.place, caller.depth, caller.frame, phase=caller.phase)
        self._callers.append((self._events, self._left_out))
        self._events, self._left_out = [], Counter()

    def comes_back(self) -> None:
        """Take up the events of the statement that had called."""
        if self._callers:
            events, left_out = self._callers.pop()
            self._events, self._left_out = [*events, *self._events], left_out + self._left_out

    def begins(self, statement: Statement, frame: FrameType) -> None:
        """Note that a statement is about to run: iterations that were only counted end here."""
        if self._skipped and self._executed.get(statement.node, 0) < self._limit_of(statement):
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
        is_shown = self._counts(statement.node, self._limit_of(statement))
        if not is_shown:
            self._folded |= statement.body if statement.kind == "loop" else set()
        # The way out of a loop is news, however many iterations there were.
        if not is_shown and (outcome != "done" or statement.node in self._folded):
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
        self._add(self._closing, None, 0, None, phase="closing")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Record nothing of what is done meanwhile."""
        self.looking = True
        try:
            yield
        finally:
            self.looking = False

    # Private

    def _leave_out(self, event: Event) -> None:
        """Count an event that is too many; of very many texts, those past a limit together."""
        key = (event.kind, event.counted_by())
        is_new = key[1] is not None and key not in self._left_out
        if is_new and len(self._left_out) >= TEXTS_LIMIT:
            key = (event.kind, "…")
        self._left_out[key] += 1

    def _taken_out(self) -> tuple[LeftOut, ...]:
        counts, self._left_out = self._left_out, Counter()
        return tuple(
            LeftOut(kind=kind, count=count, what=what) for (kind, what), count in counts.items()
        )

    def _has_work(self) -> bool:
        """Return whether more has happened since the last step than a request on its way."""
        return any(not isinstance(event, _LAYERS) for _, event in self._events)

    def _is_shown(self, statement: Statement) -> bool:
        limit = self._limit_of(statement)
        return not self._skipped and self._executed.get(statement.node, 0) < limit

    def _limit_of(self, statement: Statement) -> int:
        """Return how often a statement is shown: in a loop of which enough is shown, once."""
        return 1 if statement.node in self._folded else self._iterations

    def _counts(self, node: object, limit: int) -> bool:
        """Count an execution; return whether it is one of those that are shown."""
        self._executed[node] = self._executed.get(node, 0) + 1
        return self._executed[node] <= limit

    def _end_skipped(self, frame: FrameType | None) -> None:
        if not self._skipped or self._skipped_at is None:
            return
        count, (statement, depth) = self._skipped, self._skipped_at
        self._skipped, self._skipped_at = 0, None
        is_inside = frame is not None and frame.f_code.co_qualname == statement.place.function
        self._add("skipped", statement.place, depth, frame if is_inside else None, skipped=count)

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
        with self.aside():
            for probe in self._probes:
                probe.sample(self._site, frame, self.phase, into)
            value = _value(kind, events, into.locals, ending)
        before, self._last = self._last, self._numbers.next()
        self.steps.append(
            Step(
                number=self._last,
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
                after=after if set(after) - {before} else None,
                aliases=into.aliases,
                outside=into.outside or None,
                waited=take_waited(),
                left_out=self._taken_out(),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A function of the lesson that has called another one, with the statement that it is at.

    `phase` is the one in which that statement began.
    """

    statement: Statement | None
    frame: FrameType
    depth: int
    phase: str


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
