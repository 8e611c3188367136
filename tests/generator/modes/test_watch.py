"""Watch: the reach of the player."""

from proven_lessons.generator.modes.watch import WatchBlock, WatchMode
from tests.builders import a_material, a_step, an_exchange, derived


def test_the_player_goes_from_the_first_step_to_the_last() -> None:
    given = a_material(an_exchange(a_step(), a_step()), an_exchange(a_step(), a_step()))
    assert derived(WatchMode(), given) == WatchBlock(first=1, last=8)
