"""A value is written down exactly only if its equal can be made from that, whatever class it has."""

import collections
import datetime
import decimal
import enum
import fractions
import pathlib
import typing
import uuid
import zoneinfo
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.generator.facts.forms import Member, Record, value_of
from proven_lessons.runner.values.exact import NotExactError, digest_of, form_of, length_of


class Color(enum.Enum):
    RED = 1


class Priority(enum.IntEnum):
    HIGH = 3


class State(enum.StrEnum):
    OPEN = "open"


class Loud(enum.Enum):
    ONE = 1

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = enum.Enum.__hash__


@dataclass
class Point:
    x: int
    y: object = None
    hidden: int = field(default=0, compare=False)


@dataclass
class Odd:
    x: int

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


class Pair(typing.NamedTuple):
    a: int
    b: str


class Plain(list):  # type: ignore[type-arg]
    pass


class Equal(list):  # type: ignore[type-arg]
    def __eq__(self, other: object) -> bool:
        raise AssertionError("nothing of the lesson runs")

    __hash__ = None  # type: ignore[assignment]


class Hostile(type):
    def __eq__(cls, other: object) -> bool:
        raise AssertionError("nothing of the lesson runs")

    __hash__ = type.__hash__


class OfHostile(metaclass=Hostile):
    pass


UTC = datetime.UTC
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -5, 1 << 200, "", "it's ä \ud800", 1.5, -0.0, float("inf"), 2 + 1j,
        b"\x00\xff", [1, [2]], (1,), {"a": {1: 2}}, {1, 2}, frozenset({"a"}), range(1, 9, 2),
        decimal.Decimal("1.10"), decimal.Decimal("NaN"), fractions.Fraction(1, 3), uuid.UUID(int=7),
        datetime.date(2026, 1, 5), datetime.datetime(2026, 1, 5, 9, 30, 1, 7),  # noqa: DTZ001 (naive, as many are)
        datetime.datetime(2026, 1, 5, tzinfo=UTC), datetime.datetime(2026, 1, 5, tzinfo=BERLIN),
        datetime.time(9, 30), datetime.timedelta(days=-1, seconds=5, microseconds=3),
        collections.OrderedDict(b=1, a=2), collections.Counter("aab"),
        pathlib.PurePosixPath("/a/b"), list(range(45)),
    ],
    ids=lambda value: f"{type(value).__name__} {value!r:.20}",
)  # fmt: skip
def test_the_value_comes_back(value: object) -> None:
    found = value_of(form_of(value))
    assert repr(found) == repr(value)
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Priority.HIGH, 3),
        (State.OPEN, "open"),
        (Color.RED, Member(f"{__name__}.Color", "RED")),
        (Pair(1, "x"), (1, "x")),
        (Plain([1]), [1]),
        (Point(1, [2]), Record(f"{__name__}.Point", (("x", 1), ("y", [2])))),
    ],
)
def test_a_class_of_the_lesson_is_what_it_compares_as(value: object, expected: object) -> None:
    assert value_of(form_of(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        object(), Equal([1]), [Equal()], Loud.ONE, Odd(1), OfHostile(), OfHostile, len,
        {"a": object()}, iter([]), collections.defaultdict(list), collections.deque(),
        type("Zone", (datetime.tzinfo,), {})(),
        datetime.datetime(2026, 1, 5, tzinfo=type("Zone", (datetime.tzinfo,), {})()),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_may_compare_in_its_own_way_is_not_exact(value: object) -> None:
    if isinstance(value, collections.defaultdict):
        assert value_of(form_of(value)) == {}
        return
    with pytest.raises(NotExactError):
        form_of(value)


def test_what_goes_on_for_ever_is_not_exact() -> None:
    loop: list[object] = []
    loop.append(loop)
    deep: object = 1
    for _ in range(50):
        deep = [deep]
    long = "x" * 10_000_000
    for value in (
        loop,
        deep,
        list(range(50_000)),
        [["x"] * 300] * 300,
        long,
        [long],
        long.encode(),
    ):
        with pytest.raises(NotExactError):
            form_of(value)


def test_a_set_has_one_form_whatever_its_order() -> None:
    assert form_of({3, 1, 2}) == form_of({2, 3, 1}) == '["set",[1,2,3]]'


def test_what_differs_has_another_digest() -> None:
    one, other = list(range(2000)), [*range(1999), 7]
    assert digest_of(form_of(one)) == digest_of(form_of(list(range(2000))))
    assert digest_of(form_of(one)) != digest_of(form_of(other))


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ("ab", 2),
        (b"a", 1),
        ([object()] * 3, 3),
        ({"a": object()}, 1),
        (Plain([1]), 1),
        (Equal([1]), None),
        (5, None),
        (object(), None),
    ],
)
def test_a_length_is_known_where_the_class_counts_as_a_built_in_one(
    value: object, length: int | None
) -> None:
    assert length_of(value) == length


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
)
LEAVES |= (
    st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.uuids()
    | st.fractions()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_any_plain_value_comes_back(value: object) -> None:
    assert repr(value_of(form_of(value))) == repr(value)
