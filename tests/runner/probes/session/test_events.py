"""The events of the session: each has its kind, and a save says by whom."""

import dataclasses

from proven_lessons.runner.codec import from_data, to_data
from proven_lessons.runner.probes.session import SessionProbe
from proven_lessons.runner.probes.session.events import SessionRead, SessionSave
from proven_lessons.runner.trace import Event
from tests.builders import a_value

READ = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
SAVE = SessionSave(data={"a": a_value(1)}, key="k", created=True, by="SessionMiddleware")


def test_each_kind_is_one_class() -> None:
    kinds = [event.kind for event in SessionProbe.emits]
    assert len(set(kinds)) == len(kinds)
    assert all(kind.startswith("session.") for kind in kinds)


def test_an_event_comes_back_from_a_trace_as_it_went_in() -> None:
    for event in (READ, SAVE):
        assert from_data(Event, to_data(event)) == event
    assert to_data(READ)["kind"] == "session.get"


def test_an_event_is_not_changed() -> None:
    assert all(event.__dataclass_params__.frozen for event in SessionProbe.emits)  # type: ignore[attr-defined]
    assert dataclasses.replace(SAVE, by=None) != SAVE
