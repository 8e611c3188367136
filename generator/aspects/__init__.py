"""What is said of what each probe saw.

One file or folder here for each probe, of the probe's name.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner import probes
from proven_lessons.runner.trace import Event, Exchange, Run, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A part of a cell that opens when its `summary` is asked for.

    `kind` names it to the styles.
    """

    summary: Said
    body: tuple[Said, ...]
    kind: str = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A numbered list within a part of a cell that opens."""

    summary: Said
    items: tuple[Said, ...]
    kind: str = "sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A short word in a cell that is set apart: a status, or a note on what it stands beside."""

    said: Said
    kind: str


type Part = Said | Folded | Rows | Mark
type Cell = Callable[[Step, Exchange, Step | None], Sequence[Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the execution table. `place` orders them: lower is further to the left.

    `cell` gives what stands in the row of a step, when the step before is known too. `is_wanted`
    says whether an exchange is shown with it if the author of the lesson did not choose; a column
    in which nothing stands is left out in any case. `shows_state` says that a cell shows
    what goes on to be so: it is news where it differs from the one above. Else it shows what
    happened in its step, and is news whatever stands above. `stays` says that it is shown empty,
    too, if another exchange of the run has something in it: that nothing happens is then the point.
    `is_done_by` says whether a step can have changed the state that is shown, where another
    exchange, served at once, may have changed it.
    """

    place: int
    title: Message
    cell: Cell
    shows_state: bool = False
    stays: bool = False
    is_wanted: Callable[[Exchange], bool] = lambda exchange: True
    is_done_by: Callable[[Step], bool] = lambda step: True


# The lanes of a sequence, from left to right; an aspect may have another of its own.
BROWSER, MIDDLEWARE = _("Browser"), _("Django and middleware")
VIEW, SESSION = _("View"), _("Session")
CACHE, DATABASE = _("Cache"), _("Database")
TERMINAL, COMMAND, CALLED = _("Terminal"), _("Command"), _("Code that it runs")
LANES = (TERMINAL, BROWSER, MIDDLEWARE, VIEW, COMMAND, CALLED, SESSION, CACHE, DATABASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """Something that one lane of a sequence does to another.

    `lane` is the other one, None for what is done without one. `source` is who does it, None for
    the code that runs.
    """

    words: Said
    lane: Message | None = None
    source: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Something that holds after a step, and that a reader can be asked for.

    `label` names it, `value` is what is right: a Python literal, or words if `is_words`. `choices`
    are all that it can be, empty if it is to be typed. `lasts` says that it holds until it changes,
    and not for its own step alone. `surprises` says that a reader is to be asked for it even if it
    stayed as it was. `because` is why, where the action of its step does not say it.
    """

    name: str
    label: Said
    value: Said
    place: int
    is_words: bool = False
    lasts: bool = False
    surprises: bool = False
    choices: tuple[Said, ...] = ()
    because: "Claimed | None" = None


HERE = "<here>"  # the exchange that a claim is about, in its expressions


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something in a run that surprises people.

    A question, its answer, and expressions that prove it.

    Those with a lower `rank` surprise more.
    """

    rank: int
    ask: Message
    answer: Said
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that a run can be asked; `answer` is an expression.

    Those with a lower `rank` tell more.

    `is_about_end` says that the reason is how the last exchange ended.
    """

    rank: int
    ask: Message
    answer: str
    is_about_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A sentence about an exchange, and what it claims: where that is not true, it is not said.

    `proof` are expressions; `HERE` in them stands for the exchange.
    """

    said: Said
    proof: tuple[str, ...]

    def proof_in(self, index: int) -> tuple[str, ...]:
        """Return the expressions for the exchange with this index."""
        return tuple(one.replace(HERE, f"exchanges[{index}]") for one in self.proof)


class Aspect:
    """What is said of what one probe saw. Each part says nothing unless an aspect overrides it.

    An aspect sees the events of its own probe only, by their classes.
    """

    columns: tuple[Column, ...] = ()
    actor: str = (
        ""  # who is at work in the concept flow when this happens; empty for the code itself
    )

    # Whether expressions can name a step after what is seen here: `step.get` for "session.get".
    names_steps: bool = False

    def actions(self, events: Sequence[Event], step: Step) -> Iterator[Message]:
        """Yield what happens in a step, in a few words each; `events` are neighbours in it."""
        for event in events:
            words = self.action(event, step)
            if words is not None:
                yield words

    def action(self, event: Event, step: Step) -> Message | None:
        """Return what an event is, in a few words: "Get 'menu' from the cache: a hit"."""
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        """Return an event as a sentence of the transcript that begins with `where`.

        "Line 5", or "It".
        """
        return None

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        """Yield what the transcript adds after all clauses of a step."""
        yield from ()

    def box(self, step: Step) -> Message | None:
        """Return what the concept flow calls a step in which this happens."""
        return None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        """Yield who asks whom when this happens; `events` are neighbours in a step."""
        yield from ()

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        """Yield what holds after a step."""
        yield from ()

    def ending(self, exchange: Exchange) -> Claimed | None:
        """Return what became of this in the end, as a sentence for the note below the table."""
        return None

    def notes(self, exchange: Exchange) -> Iterator[Claimed]:
        """Yield what is to be said below the table of an exchange besides how it ended."""
        yield from ()

    def left_behind(self, exchange: Exchange) -> Claimed | None:
        """Return what an exchange leaves of this for the next one, as a sentence."""
        return None

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        """Yield what is surprising in an exchange."""
        yield from ()

    def questions(self, run: Run) -> Iterator[Question]:
        """Yield questions about a run."""
        yield from ()

    def facts(self, event: Event) -> Mapping[str, object]:
        """Return what texts and expressions may use of an event beside its fields."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Events of one aspect that are neighbours in a step."""

    aspect: Aspect
    events: tuple[Event, ...] = field(default=())


@cache  # which aspects there are does not change while the program runs
def load() -> Mapping[str, Aspect]:
    """Return each aspect by its name: `cache.py` holds `CacheAspect`."""
    loaded: dict[str, Aspect] = {}
    for name in probes.names():
        try:
            module = importlib.import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            loaded[name] = Aspect()  # nothing is said of a probe without one
            continue
        aspect: Aspect = getattr(module, f"{name.title().replace('_', '')}Aspect")()
        loaded[name] = aspect
    return loaded


def groups_of(events: Sequence[Event]) -> Iterator[Group]:
    """Yield events in their order, neighbours of one aspect together."""
    for aspect, same in groupby(events, key=aspect_of):
        yield Group(aspect=aspect, events=tuple(same))


def aspect_of(event: Event) -> Aspect:
    """Return the aspect that knows this event."""
    return _by_event()[type(event)]


def step_name(event: Event) -> str | None:
    """Return what a step is named after this event, None if it is not."""
    return event.kind.partition(".")[2] if aspect_of(event).names_steps else None


# Private


@cache
def _by_event() -> Mapping[type[Event], Aspect]:
    pairs = zip(load().values(), probes.load(), strict=True)
    return {event: aspect for aspect, probe in pairs for event in probe.emits}
