"""Fold the iterations of a loop: the first and the last are shown, those between only counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proven_lessons.runner.trace import Place, Step

SHOWN = 4  # a loop with as many iterations is shown whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The steps of the iterations between the first and the last of a loop.

    `iterations` counts them.
    """

    steps: tuple[Step, ...]
    iterations: int


def folded(steps: Sequence[Step]) -> list[Step | Fold]:
    """Return `steps` with the middle iterations of each long loop folded, with any loop in them."""
    pieces: list[Step | Fold] = []
    index = 0
    while index < len(steps):
        starts = _iterations_from(steps, index)
        if len(starts) <= SHOWN:
            pieces.append(steps[index])
            index += 1
            continue
        pieces += [steps[index], *folded(steps[index + 1 : starts[1]])]
        between = steps[starts[1] : starts[-1]]
        if between[-1].number - between[0].number == len(between) - 1:
            pieces.append(Fold(steps=tuple(between), iterations=len(starts) - 2))
        else:
            pieces += between  # a fold would hide when another exchange was at work
        index = starts[-1]
        pieces.append(steps[index])
        index += 1
    return pieces


# Private


def _iterations_from(steps: Sequence[Step], index: int) -> list[int]:
    """Return where the iterations of the loop begin whose first iteration begins at `index`.

    Nothing if none does.
    """
    first = steps[index]
    if not _is_iteration(first, first.at) or any(
        _is_iteration(step, first.at) for step in _before(steps, index)
    ):
        return []
    iterations = []
    for place in range(index, len(steps)):
        step = steps[place]
        if step.depth < first.depth and step.at is not None:
            break
        if step.at == first.at and step.depth == first.depth and step.kind == first.kind:
            if step.outcome != "iteration":
                break
            iterations.append(place)
    return iterations


def _before(steps: Sequence[Step], index: int) -> Iterable[Step]:
    """Return the steps of this loop before `index`, back to where it was done for the last time."""
    first = steps[index]
    for step in reversed(steps[:index]):
        if step.at == first.at and step.kind == first.kind and step.outcome != "iteration":
            return
        yield step


def _is_iteration(step: Step, at: Place | None) -> bool:
    return step.kind == "loop" and step.outcome == "iteration" and step.at == at
