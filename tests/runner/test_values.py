"""Values are described: bounded, repeatable, and without running anything of the value's own."""

import collections
import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.runner.trace import Value
from proven_lessons.runner.values import describe, describe_items


class Color(enum.Enum):
    RED = 1


@dataclass
class Point:
    x: int
    inner: object = None


class Hostile:
    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)

    __repr__ = __str__ = __hash__ = __eq__ = __len__ = __iter__ = None  # type: ignore[assignment]


class HostileDict(dict):  # type: ignore[type-arg]
    def __iter__(self) -> None:  # type: ignore[override]
        raise RuntimeError

    items = keys = values = __len__ = __repr__ = __iter__  # type: ignore[assignment]


LOOP: list[object] = [1]
LOOP.append(LOOP)


@pytest.mark.parametrize(
    ("value", "type_name", "text"),
    [
        (None, "NoneType", "None"),
        (True, "bool", "True"),
        (3, "int", "3"),
        (1.5, "float", "1.5"),
        ("it's", "str", '"it\'s"'),
        (b"x", "bytes", "b'x'"),
        ({"a": [1, (2,)], 1: set()}, "dict", "{'a': [1, (2,)], 1: set()}"),
        ({"b", "a"}, "set", "{'a', 'b'}"),
        (frozenset({1}), "frozenset", "frozenset({1})"),
        (collections.OrderedDict(a=1), "OrderedDict", "OrderedDict({'a': 1})"),
        (LOOP, "list", "[1, …]"),
        (Color.RED, "Color", "Color.RED"),
        (Point(1, Point(2)), "Point", "Point(x=1, inner=Point(x=2, inner=None))"),
        (ValueError("no", 1), "ValueError", "ValueError('no', 1)"),
        (datetime.date(2026, 1, 5), "date", "datetime.date(2026, 1, 5)"),
        (decimal.Decimal("1.10"), "Decimal", "Decimal('1.10')"),
        (uuid.UUID(int=0), "UUID", "UUID('00000000-0000-0000-0000-000000000000')"),
        (object(), "object", "<object object>"),
        (Hostile, "type", "<class tests.runner.test_values.Hostile>"),
        (len, "builtin_function_or_method", "<function len>"),
        (datetime, "module", "<module datetime>"),
        (1 << 5000, "int", "<int of 5001 bits>"),
    ],
)
def test_values_have_a_plain_text(value: object, type_name: str, text: str) -> None:
    assert describe(value) == Value(type=type_name, repr=text)


def test_nothing_of_the_values_own_is_called() -> None:
    assert describe(Hostile()) == Value(type="Hostile", repr="<Hostile object>")
    assert describe(HostileDict(a=1)) == Value(type="HostileDict", repr="HostileDict({'a': 1})")


def test_long_and_deep_values_are_cut() -> None:
    assert describe("x" * 1000).repr == f"'{'x' * 300}'… (700 more characters)"
    assert describe(list(range(1000))).repr.endswith("39, … (960 more)]")
    deep: object = 1
    for _ in range(20):
        deep = [deep]
    assert describe(deep).repr == "[[[[[[<list, not shown: nested too deep>]]]]]]"
    wide = [[list(range(50))] * 50] * 50
    assert len(describe(wide).repr) < 3000


def test_items_keep_their_order_and_odd_keys_stand_in_parentheses() -> None:
    assert list(describe_items({"b": 1, 2: 2, "a": 3, "2": 4})) == ["b", "(2)", "a", "2"]
    assert list(describe_items({"(2)": 1, 2: 2, (): 3})) == ["('(2)')", "(2)", "(())"]
    assert list(describe_items({object(): 1, object(): 2})) == [
        "(<object object>)",
        "((<object object>))",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON)
def test_small_plain_values_are_described_as_python_would(value: object) -> None:
    shown = describe(value)
    if (
        "nested too deep" not in shown.repr
        and "bits>" not in shown.repr
        and "more" not in shown.repr
    ):
        assert shown.repr == repr(value)
