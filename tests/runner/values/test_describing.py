"""A describer gets what room is left; what has no describer is described by its class."""

from dataclasses import dataclass

import pytest

from proven_lessons.runner.values import Room, state_of, text, type_name
from proven_lessons.runner.values.describing import inside, listed, pairs


@dataclass
class Point:
    x: int


class Slotted:
    __slots__ = ("x",)


def test_items_end_where_there_is_no_more_room() -> None:
    room = Room(items=2)
    assert listed([1, 2, 3, 4], 4, room) == ["1", "2", "… (2 more)"]
    assert not room.is_literal
    assert pairs([("a", 1), ("b", 2)], ": ", Room(items=1)) == "'a': 1, …"
    assert pairs([("a", 1)], "=", Room(), names=True) == "a=1"


def test_a_container_in_itself_or_too_deep_is_not_gone_into() -> None:
    value: list[object] = []
    assert inside(value, Room(inside=[id(value)]), lambda: pytest.fail("gone into")) == "…"
    room = Room(depth=0)
    assert (
        inside(value, room, lambda: pytest.fail("gone into"))
        == "<list, not shown: nested too deep>"
    )
    assert not room.is_literal
    room = Room(depth=1)
    assert inside(value, room, lambda: "[]") == "[]"
    assert (room.depth, room.inside) == (1, [])


@pytest.mark.parametrize(
    ("value", "described"),
    [
        (Point(1), "Point(x=1)"),
        (Slotted(), "<Slotted object>"),
        (Point, f"<class {__name__}.Point>"),
    ],
)
def test_a_class_without_a_describer(value: object, described: str) -> None:
    room = Room()
    assert text(value, room) == described
    assert not room.is_literal


def test_attributes_are_read_where_python_keeps_them() -> None:
    assert state_of(Point(3)) == {"x": 3}
    assert state_of(Slotted()) == {}
    assert type_name(Point(3)) == "Point"
