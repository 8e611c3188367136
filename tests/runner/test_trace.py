"""A trace is data that nobody changes, and every kind of event can be told apart."""

import dataclasses

import pytest

from proven_lessons.runner import trace
from proven_lessons.runner.trace import Event, Run, Trace

CLASSES = [
    found
    for found in vars(trace).values()
    if isinstance(found, type) and dataclasses.is_dataclass(found)
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_each_part_is_frozen_and_made_by_keyword(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert all(field.kw_only for field in dataclasses.fields(kind))
    assert "__dict__" not in dir(kind) or kind is Event or not dataclasses.fields(kind)


def test_the_parts_of_a_trace_are_those() -> None:
    assert {Run, Trace, Event} <= set(CLASSES)
    assert len({found.__name__ for found in CLASSES}) == len(CLASSES)
