"""The read-only names that texts and expressions may use.

A view over the main run and its what-ifs.
"""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.notes import notes_on
from proven_lessons.generator.claims.parts import of_exchange, of_step, variables_of
from proven_lessons.generator.claims.queries import sql_of
from proven_lessons.generator.claims.readonly import (
    Place,
    Seen,
    Shown,
    StepNames,
    Steps,
    StepView,
    View,
    place_in_trace,
)
from proven_lessons.generator.facts.exchanges import all_steps, last_of
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.runner.trace import (
    Run,
    Step,
    Trace,
)

_PLAIN_KINDS = ("request", "send", "response", "redirect", "raise", "except", "return")
NEAR = 6  # steps before and after one, whose values could stand there, too
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

    def open(self, instead: Mapping[Place, Any] | None = None) -> "Namespace":
        """Return the names for one evaluation, with other values `instead` of some of the run's."""
        return Namespace(self, instead)

    def elsewhere(self, place: Place) -> Iterator[Any]:
        """Yield what other steps, exchanges and runs have where `place` is in its own."""
        run, *way = place
        for name in ("main", *self.what_ifs()):
            view = self.open().run(name)
            match way:
                case [int(number), *rest]:
                    starts: list[Any] = [
                        step for step in view.step if abs(place_in_trace(step)[1] - number) <= NEAR
                    ]
                case ["exchange", _, *rest]:
                    starts = view.exchanges
                case rest:
                    starts = [view] if name != run else []
            for start in starts:
                with contextlib.suppress(AttributeError):
                    yield functools.reduce(getattr, map(str, rest), start)

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

    def __init__(self, names: Names, instead: Mapping[Place, Any] | None = None) -> None:
        self.seen = Seen(instead=instead or {})
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
        self.last = last_of(run)
        self._shown: dict[int, Shown] = {}
        steps = all_steps(run)
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

    def shown_of(self, number: int) -> Shown:
        """Return what is shown of a step: many expressions look at the same one."""
        if number not in self._shown:
            self._shown[number] = of_step(self.steps[number])
        return self._shown[number]


class _RunView:
    """What an evaluation sees of one run."""

    def __init__(self, index: _Index, seen: Seen) -> None:
        self._index = index
        self._seen = seen

    def view(self) -> View:
        closing = self._index.last.last.number
        shown = self._of_last(closing) | self._of_whole()
        name = self._index.name
        kind = "the run" if name == "main" else f"what_if[{name!r}]"
        whole = ("step", "exchanges", "steps")
        return View(
            kind, shown, lambda read: self._seen.note(name, None if read in whole else closing)
        )

    def _of_last(self, closing: int) -> dict[str, Callable[[], Any]]:
        """Return what is short for a part of the last exchange, or of its closing step."""
        last = self._index.last.index
        return {
            "step": lambda: Steps(self._index.all, self._step),
            "final": lambda: self._step(closing),
            "session": lambda: self._step(closing).session,
            "response": lambda: self._exchange(last).response,
            "cookies": lambda: self._exchange(last).cookies,
        }

    def _of_whole(self) -> dict[str, Callable[[], Any]]:
        """Return what is of the run as a whole."""
        exchanges, numbers = self._index.run.exchanges, self._index.all.numbers
        found: dict[str, Callable[[], Any]] = {
            "steps": lambda: list(map(self._step, numbers)),
            "exchanges": lambda: list(map(self._exchange, range(len(exchanges)))),
            "variables": lambda: variables_of(self._index.last.exchange),
            "sql": lambda: sql_of(all_steps(self._index.run)),
        }
        return {name: partial(self._own, name, show) for name, show in found.items()}

    def _own(self, name: str, show: Callable[[], Any]) -> Any:
        """Return a value of the run as a whole; others are those of an exchange or a step."""
        return self._seen.leaf((self._index.name, name), show())

    def _step(self, number: int) -> StepView:
        return StepView(self._index.name, number, self._index.shown_of(number), self._seen)

    def _exchange(self, index: int) -> View:
        return _ExchangeView(self._index, self._seen, self._step, index)


class _ExchangeView(View):
    """An exchange: of the hundred that an expression finds in a list, it looks at one."""

    _kind = "an exchange"

    def __init__(
        self, index: _Index, seen: Seen, step: Callable[[int], StepView], number: int
    ) -> None:
        self._index = index
        self._seen = self._noted = seen
        self._step = step
        self._number = number
        self._at = index.name, "exchange", number

    @cached_property
    def _shown(self) -> Shown:
        names = self._index.of_exchanges[self._number]
        return {
            "step": lambda: Steps(names, self._step),
            "steps": lambda: [self._step(number) for number in names.numbers],
            **of_exchange(self._index.run.exchanges[self._number]),
        }

    def _note(self, read: str) -> None:
        numbers = self._index.of_exchanges[self._number].numbers
        is_early = read in ("client", "request", "view")
        number = None if read in ("step", "steps") else numbers[0 if is_early else -1]
        self._noted.note(self._index.name, number)


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
