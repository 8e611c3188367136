"""What expressions see of a run: read-only things that note who looks at them, and say what they have."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from proven_lessons.generator.errors import did_you_mean
from proven_lessons.generator.markup import step_link


class NamesError(AttributeError):
    """A name stands for nothing, or for more than one thing."""


@dataclass(slots=True)
class Seen:
    """What an evaluation has looked at: the steps, as (run, number), and whether it looked at a run at all."""

    steps: list[tuple[str, int]] = field(default_factory=list)
    anything: bool = False

    def note(self, run: str, number: int | None) -> None:
        self.anything = True
        if number is not None and (run, number) not in self.steps:
            self.steps.append((run, number))


class View:
    """Shows some attributes of a thing, and nothing else; the sandbox lets expressions see only these.

    `shown` gives each attribute when it is asked for; `note` is told its name.
    """

    def __init__(
        self, kind: str, shown: Mapping[str, Callable[[], Any]], note: Callable[[str], None] | None = None
    ) -> None:
        self._kind = kind
        self._shown = shown
        self._note = note

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._shown:
            hint = did_you_mean(name, self._shown)
            known = ", ".join(self._shown)
            raise NamesError(f"{self._kind} has no {name!r}; it has {known}" + (f"; {hint}" if "mean" in hint else ""))
        if self._note is not None:
            self._note(name)
        return self._shown[name]()

    def __repr__(self) -> str:
        return f"<{self._kind}>"


class StepView(View):
    """A step; in a text it becomes a link to its row."""

    def __init__(self, run: str, number: int, shown: Mapping[str, Callable[[], Any]], seen: Seen) -> None:
        super().__init__(f"step {number}", shown, lambda _: seen.note(run, number))
        self._run = run
        self._number = number
        self._seen = seen

    def __html__(self) -> str:
        self._seen.note(self._run, self._number)
        return step_link(self._run, self._number)


class Steps:
    """All steps of some exchanges: by number, by an author's id, or by what they did when only one did it.

    `nearer` names steps by their exchange, for a message: {6: "exchanges[1].step.get"}.
    """

    def __init__(
        self, steps: Mapping[int, StepView], named: Mapping[str, tuple[int, ...]], nearer: Mapping[tuple[int, str], str]
    ) -> None:
        self._steps = steps
        self._named = named
        self._nearer = nearer

    def __getitem__(self, number: object) -> StepView:
        if not isinstance(number, int) or number not in self._steps:
            raise NamesError(f"there is no step {number!r}; the steps are {min(self._steps)} to {max(self._steps)}")
        return self._steps[number]

    def __getattr__(self, name: str) -> StepView:
        found = self._named.get(name, ()) if not name.startswith("_") else ()
        if len(found) == 1:
            return self._steps[found[0]]
        if found:
            better = [self._nearer.get((number, name), f"step[{number}]") for number in found]
            raise NamesError(f"step.{name} could be {' or '.join(better)}")
        known = ", ".join(f"step.{known}" for known in self._named)
        hint = did_you_mean(name, self._named)
        raise NamesError(f"there is no step.{name}; there are {known}" + (f"; {hint}" if "mean" in hint else ""))

    def name_of(self, number: int) -> str:
        """Give the best name of a step: what only it did, or that within its exchange, or its number."""
        mine = [name for name, numbers in self._named.items() if numbers == (number,)]
        nearer = [better for (step, _), better in self._nearer.items() if step == number]
        return f"step.{mine[-1]}" if mine else nearer[-1] if nearer else f"step[{number}]"

    def __iter__(self) -> Iterator[StepView]:
        return iter(self._steps.values())

    def __len__(self) -> int:
        return len(self._steps)

    def __repr__(self) -> str:
        return "<all steps>"
