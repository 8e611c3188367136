"""Each value of Python and its standard library has a plain text."""

import collections
import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass

import pytest

from proven_lessons.runner.values import describe


class Color(enum.Enum):
    RED = 1


@dataclass
class Point:
    x: int
    inner: object = None


class Lesson:
    pass


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
        (Lesson, "type", f"<class {__name__}.Lesson>"),
        (len, "builtin_function_or_method", "<function len>"),
        (datetime, "module", "<module datetime>"),
        (1 << 5000, "int", "<int of 5001 bits>"),
    ],
)
def test_values_have_a_plain_text(value: object, type_name: str, text: str) -> None:
    described = describe(value)
    assert (described.type, described.repr) == (type_name, text)
