"""An exchange with its place in its run: the one way to say which request something belongs to."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Exchange, Failure, Response, Run, Step, Trace

FIRST_CLIENT = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedExchange:
    """An exchange of `run`; `number` counts from 1."""

    run: Run
    number: int
    exchange: Exchange

    @property
    def index(self) -> int:
        """Its place in `exchanges` of an expression, which counts from 0."""
        return self.number - 1

    @property
    def is_alone(self) -> bool:
        """Return whether its run has no other: then it needs no number to be told apart."""
        return len(self.run.exchanges) == 1

    @property
    def has_several_clients(self) -> bool:
        """Return whether several browsers take part in the run."""
        sent = [exchange for exchange in self.run.exchanges if exchange.command is None]
        return len({exchange.client for exchange in sent}) > 1

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.exchange.steps

    @property
    def last(self) -> Step:
        return self.exchange.steps[-1]

    @property
    def response(self) -> Response:
        return self.exchange.response

    @property
    def single_steps(self) -> list[Step]:
        """The steps but those that stand for many: nothing can be said about one of them."""
        return [step for step in self.steps if not step.skipped]

    @property
    def earlier(self) -> "tuple[NumberedExchange, ...]":
        """Those that had ended when it began, in the order in which they did."""
        before = numbered(self.run)[: self.index]
        return tuple(sorted((one for one in before if not one.is_beside(self)), key=_end))

    @property
    def beside(self) -> "tuple[NumberedExchange, ...]":
        """Those that were served while it was."""
        if not self.exchange.together:
            return ()
        return tuple(one for one in numbered(self.run) if one.is_beside(self))

    def is_beside(self, other: "NumberedExchange") -> bool:
        """Return whether another exchange was served at once with it."""
        is_other = self.number != other.number
        return is_other and 0 != self.exchange.together == other.exchange.together

    def follows_another(self, step: Step) -> bool:
        """Return whether another exchange was at work between the step before and this one."""
        return bool(self.beside) and step.number - self.before(step).number > 1

    def before(self, step: Step) -> Step:
        """Return the step before, whose state a statement finds; the opening one has none."""
        return self.steps[max(0, _place(self.steps, step.number) - 1)]


def numbered(run: Run) -> tuple[NumberedExchange, ...]:
    """Return the exchanges of a run with their numbers."""
    return tuple(
        NumberedExchange(run=run, number=number, exchange=exchange)
        for number, exchange in enumerate(run.exchanges, 1)
    )


def last_of(run: Run) -> NumberedExchange:
    """Return the exchange of a run that ended last."""
    return max(numbered(run), key=_end)


def all_steps(run: Run) -> list[Step]:
    """Return the steps of all exchanges of a run in the order of time."""
    steps = (step for exchange in run.exchanges for step in exchange.steps)
    return sorted(steps, key=lambda step: step.number)


def exchange_of(run: Run, step: int) -> NumberedExchange | None:
    """Return the exchange that a step belongs to, by its number."""
    return next((one for one in numbered(run) if _at(one.steps, step) is not None), None)


def step_of(run: Run, number: int | None) -> Step | None:
    """Return the step with this number, None if there is none."""
    if number is None:
        return None
    found = (_at(exchange.steps, number) for exchange in run.exchanges)
    return next((step for step in found if step is not None), None)


def events_of[Kind: Event](steps: Iterable[Step], *kinds: type[Kind]) -> Iterator[Kind]:
    """Yield the events of these classes, in order."""
    for step in steps:
        for event in step.events:
            if isinstance(event, kinds):
                yield event


def left_out(steps: Iterable[Step], *kinds: type[Event]) -> int:
    """Return how many events of these classes were too many to be held."""
    names = {kind.kind for kind in kinds}
    return sum(one.count for step in steps for one in step.left_out if one.kind in names)


def without(trace: Trace, probe: str) -> Trace:
    """Return a trace that knows nothing of what a probe saw: neither its events nor its states."""
    runs = {
        name: replace(run, exchanges=tuple(_without(one, probe) for one in run.exchanges))
        for name, run in trace.runs.items()
    }
    return replace(trace, runs=runs)


def without_runs(trace: Trace, names: Container[str]) -> Trace:
    """Return a trace without some of its runs."""
    runs = {name: run for name, run in trace.runs.items() if name not in names}
    return replace(trace, runs=runs)


def failure_text(error: Failure) -> str:
    """Return an exception that nothing caught as Python would print it."""
    return f"{error.type}: {error.message}".rstrip(".") if error.message else error.type


def named_events(
    one: NumberedExchange, *, everywhere: bool = False
) -> Iterator[tuple[Step, Event, str]]:
    """Yield the events of the lesson's own steps, each with its name for an expression.

    `everywhere` has those of all other steps, too. Statements are listed apart, as `step.sql`.
    """
    for step in one.single_steps:
        listed = [event for event in step.events if not isinstance(event, Query)]
        is_named = (step.at or everywhere) and not step.left_out  # else none can be pointed at
        for index, event in enumerate(listed if is_named else ()):
            yield step, event, f"step[{step.number}].events[{index}]"


# Private


def _end(one: NumberedExchange) -> tuple[int, int]:
    """Return what orders exchanges by their ends; without steps they are as they were sent."""
    return (one.last.number if one.steps else 0), one.number


def _place(steps: Sequence[Step], number: int) -> int:
    """Return where a step with this number would stand: their numbers rise."""
    return bisect_left(steps, number, key=lambda step: step.number)


def _at(steps: Sequence[Step], number: int) -> Step | None:
    place = _place(steps, number)
    return steps[place] if place < len(steps) and steps[place].number == number else None


def _without(exchange: Exchange, probe: str) -> Exchange:
    return replace(exchange, steps=tuple(_step_without(step, probe) for step in exchange.steps))


def _step_without(step: Step, probe: str) -> Step:
    kept = [
        index for index, event in enumerate(step.events) if event.kind.partition(".")[0] != probe
    ]
    kind = "expression" if step.kind.startswith(f"{probe}.") else step.kind
    if step.names and kind != step.kind:
        kind = "assign"
    return replace(
        step,
        kind=kind,
        session=None if probe == "session" else step.session,
        events=tuple(step.events[index] for index in kept),
        after=None if step.after is None else tuple(step.after[index] for index in kept),
        left_out=tuple(one for one in step.left_out if one.kind.partition(".")[0] != probe),
    )
