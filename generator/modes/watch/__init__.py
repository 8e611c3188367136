"""Watch: the player, which goes through the steps with the code and the state side by side."""

from dataclasses import dataclass

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import all_steps
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchBlock(Block):
    """The player: it shows the rows of the execution table, from step `first` to `last`."""

    mode = "watch"

    first: int
    last: int


class WatchMode(Mode):
    """Derives the reach of the player; what it shows stands in the execution table."""

    rank = 10
    title = _("Watch")
    about = _("Step through code and state")
    is_searched = False
    with_code = True

    def derive(self, material: Material) -> Derived:
        steps = all_steps(material.trace.runs["main"])
        if not steps:
            return NOTHING
        return Answer(value=WatchBlock(first=steps[0].number, last=steps[-1].number))
