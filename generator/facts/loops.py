"""Fold the rounds of a loop: the first and the last are shown, those between only counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proven_lessons.runner.trace import Place, Step

SHOWN = 4  # a loop with as many rounds is shown whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The steps of the rounds between the first and the last of a loop; `rounds` counts them."""

    steps: tuple[Step, ...]
    rounds: int


def folded(steps: Sequence[Step]) -> list[Step | Fold]:
    """Give `steps` with the middle rounds of each long loop folded; a loop within such rounds goes with them."""
    found: list[Step | Fold] = []
    index = 0
    while index < len(steps):
        starts = _rounds_from(steps, index)
        if len(starts) <= SHOWN:
            found.append(steps[index])
            index += 1
            continue
        found += [steps[index], *folded(steps[index + 1 : starts[1]])]
        found.append(Fold(steps=tuple(steps[starts[1] : starts[-1]]), rounds=len(starts) - 2))
        index = starts[-1]
        found.append(steps[index])
        index += 1
    return found


# Private


def _rounds_from(steps: Sequence[Step], index: int) -> list[int]:
    """Give where the rounds of the loop begin whose first round begins at `index`; nothing if none does."""
    first = steps[index]
    if not _is_round(first, first.at) or any(_is_round(step, first.at) for step in _before(steps, index)):
        return []
    found = []
    for place in range(index, len(steps)):
        step = steps[place]
        if step.depth < first.depth and step.at is not None:
            break
        if step.at == first.at and step.depth == first.depth and step.kind != "skipped":
            if step.outcome != "round":
                break
            found.append(place)
    return found


def _before(steps: Sequence[Step], index: int) -> Iterable[Step]:
    """Give the steps of this loop before `index`, back to where it was done for the last time."""
    first = steps[index]
    for step in reversed(steps[:index]):
        if step.at == first.at and step.outcome != "round":
            return
        yield step


def _is_round(step: Step, at: Place | None) -> bool:
    return step.kind == "loop" and step.outcome == "round" and step.at == at
