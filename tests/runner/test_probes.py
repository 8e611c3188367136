"""Each probe is a module of its own, and each event has a kind that names its probe."""

from contextlib import ExitStack
from typing import Any

import pytest

from proven_lessons.runner import probes
from proven_lessons.runner.probes import Probe, Sample
from proven_lessons.runner.trace import Value


def test_probes_are_found_by_their_modules() -> None:
    assert [probe.__name__ for probe in probes.load()] == [
        f"{name.title()}Probe" for name in probes.names()
    ]
    assert list(probes.names()) == sorted(probes.names())


def test_an_event_is_of_one_probe() -> None:
    types = probes.event_types()
    assert len(types) == sum(len(probe.emits) for probe in probes.load())
    assert {kind.partition(".")[0] for kind in types} <= set(probes.names())


@pytest.mark.parametrize("probe", probes.load(), ids=lambda probe: probe.__name__)
def test_a_probe_that_finds_nothing_adds_nothing(probe: type[Probe]) -> None:
    class Empty:
        is_beside = False

        def __init__(self) -> None:
            self.held_outside: dict[str, Value] = {}

        def session(self) -> None: ...
        def stored_session(self) -> None: ...
        def response(self) -> None: ...
        def shows_store(self) -> bool:
            return True

    into = Sample()
    probe().sample(Empty(), None, "opening", into)  # type: ignore[arg-type]
    assert (into.session, into.response, into.locals) == (None, None, {})


def test_both_hooks_do_nothing_by_themselves() -> None:
    site: Any = object()
    into = Sample()
    with ExitStack() as stack:
        stack.enter_context(Probe().watch(site, pytest.fail))
        Probe().sample(site, None, "view", into)
    assert into == Sample()
