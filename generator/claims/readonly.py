"""What expressions see of a run.

Read-only things that note who looks at them, and say what they have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from proven_lessons.generator.errors import did_you_mean


class NamesError(AttributeError):
    """A name stands for nothing, or for more than one thing."""


# Where a value stands: a run, a step or an exchange of it, and the way from there.
type Place = tuple[str | int, ...]
type Shown = Mapping[str, Callable[[], Any]]


@dataclass(slots=True)
class Seen:
    """What one evaluation has looked at.

    The steps, as (run, number), whether it looked at a run at all, and the values (`leaves`) by
    their places. `instead` has what it is to see in the place of some of them.
    """

    steps: list[tuple[str, int]] = field(default_factory=list)
    anything: bool = False
    leaves: dict[Place, Any] = field(default_factory=dict)
    instead: Mapping[Place, Any] = field(default_factory=dict)

    def leaf(self, place: Place, value: Any) -> Any:
        """Return what is to be seen at `place`, where the run has `value`."""
        self.leaves.setdefault(place, value)
        return self.instead.get(place, value)

    def note(self, run: str, number: int | None) -> None:
        """Note that something of a step was looked at, or of a run as a whole."""
        self.anything = True
        if number is not None and (run, number) not in self.steps:
            self.steps.append((run, number))


class View:
    """Shows some attributes of a thing, and nothing else.

    The sandbox lets expressions see only these.

    `shown` gives each attribute when it is asked for; `note` is told its name. It may be what
    gives all of them: of many views in a list, most are not looked at. What is within a view has
    its `place`; without one, that of the view through which it is seen.
    """

    def __init__(
        self,
        kind: str,
        shown: Shown | Callable[[], Shown],
        note: Callable[[str], None] | None = None,
        *,
        seen: Seen | None = None,
        place: Place = (),
    ) -> None:
        self._kind = kind
        self._given = shown
        self._note = note
        self._seen = seen
        self._at = place

    @property
    def _shown(self) -> Shown:
        if not isinstance(self._given, Mapping):
            self._given = self._given()
        return self._given

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._shown:
            hint = did_you_mean(name, self._shown)
            known = ", ".join(self._shown) or "nothing"
            near = f"; {hint}" if "mean" in hint else ""
            raise NamesError(f"{self._kind} has no {name!r}; it has {known}{near}")
        if self._note is not None:
            self._note(name)
        value = self._shown[name]()
        if self._seen is None or isinstance(value, Steps):
            return value
        if not isinstance(value, View):
            return self._seen.leaf((*self._at, name), value)
        if value._seen is None:  # noqa: SLF001 (of its own class)
            value._seen, value._at = self._seen, (*self._at, name)  # noqa: SLF001
        return value

    def __repr__(self) -> str:
        return f"<{self._kind}>"


def attributes_of(view: View) -> Mapping[str, Callable[[], Any]]:
    """Return what a view shows: no name for expressions, but what we list."""
    return view._shown  # noqa: SLF001 (hidden from expressions, not from us)


class StepView(View):
    """A step; in a text it becomes a link to its row."""

    def __init__(
        self, run: str, number: int, shown: Mapping[str, Callable[[], Any]], seen: Seen
    ) -> None:
        super().__init__(
            f"step {number}",
            shown,
            lambda _: seen.note(run, number),
            seen=seen,
            place=(run, number),
        )
        self._place = run, number


def place_in_trace(step: StepView) -> tuple[str, int]:
    """Return the run and the number of a step: no name for expressions, but what we follow."""
    return step._place  # noqa: SLF001 (hidden from expressions, not from us)


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers that rise in words: those in a row by the first and the last."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(one) if one == other else f"{one} to {other}" for one, other in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNames:
    """How the steps of some exchanges can be called.

    By number, by an author's id, or by what only one did.

    `nearer` names steps by their exchange, for a message: {(6, "get"): "exchanges[1].step.get"}.
    """

    numbers: tuple[int, ...]
    named: Mapping[str, tuple[int, ...]]
    nearer: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def best(self, number: int) -> str:
        """Return the best name of a step.

        What only it did, or that within its exchange, or its number.
        """
        mine = [name for name, numbers in self.named.items() if numbers == (number,)]
        nearer = [better for (step, _), better in self.nearer.items() if step == number]
        return f"step.{mine[-1]}" if mine else nearer[-1] if nearer else f"step[{number}]"


class Steps:
    """The steps of some exchanges by their names; `view` gives one by its number."""

    def __init__(self, names: StepNames, view: Callable[[int], StepView]) -> None:
        self._names = names
        self._view = view

    def __getitem__(self, number: object) -> StepView:
        numbers = self._names.numbers
        if not isinstance(number, int) or number not in numbers:
            there_are = f"the steps are {_ranges(numbers)}"
            raise NamesError(f"there is no step {number!r}; {there_are}")
        return self._view(number)

    def __getattr__(self, name: str) -> StepView:
        numbers = self._names.named.get(name, ()) if not name.startswith("_") else ()
        if len(numbers) == 1:
            return self._view(numbers[0])
        if numbers:
            nearer = self._names.nearer
            better = [nearer.get((number, name), f"step[{number}]") for number in numbers]
            raise NamesError(f"step.{name} could be {' or '.join(better)}")
        known = ", ".join(f"step.{known}" for known in self._names.named)
        hint = did_you_mean(name, self._names.named)
        near = f"; {hint}" if "mean" in hint else ""
        raise NamesError(f"there is no step.{name}; there are {known}{near}")

    def __iter__(self) -> Iterator[StepView]:
        return (self._view(number) for number in self._names.numbers)

    def __len__(self) -> int:
        return len(self._names.numbers)

    def __repr__(self) -> str:
        return "<all steps>"
