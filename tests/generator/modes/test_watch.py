"""Watch: the reach of the player."""

import dataclasses

from proven_lessons.generator.modes.watch import WatchBlock, WatchMode
from tests.builders import a_material, a_step, an_exchange, at_once, derived


def test_the_player_goes_from_the_first_step_to_the_last() -> None:
    given = a_material(an_exchange(a_step(), a_step()), an_exchange(a_step(), a_step()))
    assert derived(WatchMode(), given) == WatchBlock(first=1, last=8)


def test_of_two_requests_at_once_the_last_step_is_that_of_the_one_that_ends_last() -> None:
    run = at_once("aabbbba", an_exchange(a_step()), an_exchange(a_step(), a_step()))
    material = a_material(*run.exchanges)
    trace = dataclasses.replace(material.trace, runs={"main": run})
    found = derived(WatchMode(), dataclasses.replace(material, trace=trace))
    assert found == WatchBlock(first=1, last=7)
