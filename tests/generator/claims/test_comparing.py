"""Like is compared with like, and only what is known."""

import datetime
import decimal
from typing import Any

import pytest

from proven_lessons.generator.claims.comparing import UnlikeError, compared, kind_of
from proven_lessons.generator.facts.partial import NotKnownError, Partial

THING = Partial("<Book id=1>", "Book")
DAY = datetime.date(2026, 10, 5)


@pytest.mark.parametrize(
    ("name", "left", "right", "holds"),
    [
        ("eq", 1, 1.0, True),
        ("ne", 1, 2, True),
        ("lt", decimal.Decimal(9), decimal.Decimal(10), True),
        ("gt", DAY, datetime.date(2026, 9, 5), True),
        ("lteq", 2, 2, True),
        ("gteq", 1, 2, False),
        ("eq", None, 1, False),
        ("eq", None, THING, False),
        ("ne", THING, None, True),
        ("in", 1, [1, THING], True),
        ("notin", 1, [2, 3], True),
        ("in", "a", {"a": THING}, True),
        ("in", "a", "bad", True),
        ("in", 1, [], False),
        ("in", None, ["a"], False),
    ],
)
def test_what_is_known_is_compared_as_python_does(
    name: str, left: Any, right: Any, *, holds: bool
) -> None:
    assert compared(name, left, right) is holds


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("eq", 1, "1"),
        ("eq", 1, True),
        ("ne", "a", ["a"]),
        ("eq", [1], (1,)),
        ("lt", 1, "2"),
        ("eq", DAY, "2026-10-05"),
        ("eq", DAY, datetime.datetime(2026, 10, 5, tzinfo=datetime.UTC)),
        ("in", 1, ["1"]),
        ("notin", "a", [1, 2]),
    ],
)  # fmt: skip
def test_values_of_different_kinds_are_not(name: str, left: Any, right: Any) -> None:
    with pytest.raises(UnlikeError, match=f"^it compares a {kind_of(left)} with a "):
        compared(name, left, right)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("eq", THING, THING),
        ("in", 1, [2, THING]),
        ("notin", 1, [THING]),
        ("in", "a", THING),
        ("lt", 1, THING),
    ],
)
def test_what_is_not_known_is_an_error(name: str, left: Any, right: Any) -> None:
    with pytest.raises(NotKnownError):
        compared(name, left, right)
