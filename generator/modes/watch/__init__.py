"""Watch: the player, which goes through the steps with the code and the state side by side."""

from dataclasses import dataclass

from proven_lessons.generator.modes import Block, Material, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchBlock(Block):
    """The player: it shows the rows of the execution table one by one, from step `first` to `last`."""

    mode = "watch"

    first: int
    last: int


class WatchMode(Mode):
    """Derives the reach of the player; what it shows stands in the execution table."""

    rank = 20
    title = "Watch"
    about = "Step through code and state"
    with_code = True

    def derive(self, material: Material) -> WatchBlock | None:
        numbers = [step.number for exchange in material.trace.runs["main"].exchanges for step in exchange.steps]
        return WatchBlock(first=numbers[0], last=numbers[-1]) if numbers else None
