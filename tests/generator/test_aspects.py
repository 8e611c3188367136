"""Each event has its aspect; an aspect that says nothing says it everywhere."""

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Aspect, groups_of
from proven_lessons.generator.aspects.cache import CacheAspect
from proven_lessons.generator.aspects.logs import LogsAspect
from proven_lessons.generator.aspects.session import SessionAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.translation import _
from proven_lessons.runner import probes
from proven_lessons.runner.probes.session.events import SessionHas, SessionLoad
from tests.builders import a_run, a_step, a_value, an_exchange

LOAD = SessionLoad(data={}, key=None)
HAS = SessionHas(key=a_value("a"), result=a_value(True))


def test_each_probe_has_its_own() -> None:
    found = aspects.load()
    assert tuple(found) == probes.names()
    assert type(found["session"]) is SessionAspect
    assert type(found["cache"]) is CacheAspect
    assert type(found["logs"]) is LogsAspect


def test_each_event_is_known_to_the_aspect_of_its_probe() -> None:
    for name, probe in zip(probes.names(), probes.load(), strict=True):
        for event in probe.emits:
            assert event.kind.partition(".")[0] == name
    assert aspects.aspect_of(LOAD) is aspects.load()["session"]


def test_neighbours_of_one_aspect_are_together_in_their_order() -> None:
    (group,) = groups_of((LOAD, HAS))
    assert (group.aspect, group.events) == (aspects.load()["session"], (LOAD, HAS))
    assert list(groups_of(())) == []


def test_an_aspect_that_says_nothing_says_it_everywhere() -> None:
    silent, step, exchange = Aspect(), a_step(LOAD), an_exchange()
    assert silent.columns == ()
    assert list(silent.notes(exchange)) == []
    assert list(silent.actions([LOAD], step)) == []
    assert silent.action(LOAD, step) is None
    assert silent.clause(LOAD, _("It")) is None
    assert list(silent.sentences(step, exchange)) == []
    assert silent.box(step) is None
    assert list(silent.arrows([LOAD], step)) == []
    assert list(silent.states(step, exchange)) == []
    assert silent.ending(exchange) is silent.left_behind(exchange) is None
    assert list(silent.moments(numbered(a_run())[0])) == []
    assert list(silent.questions(a_run())) == []
    assert silent.facts(LOAD) == {}
