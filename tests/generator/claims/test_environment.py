"""What expressions can look at, compare and count; nothing else gets through."""

from typing import Any

import pytest
from jinja2.exceptions import SecurityError

from proven_lessons.generator.claims.comparing import UnlikeError
from proven_lessons.generator.claims.environment import Environment
from proven_lessons.generator.facts.partial import NotKnownError, Partial

ENVIRONMENT = Environment()
LIST = Partial("[<object object>, …]", "list", 45)


def value(expression: str, **names: Any) -> Any:
    return ENVIRONMENT.compile_expression(expression, undefined_to_none=False)(**names)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a | length", 45),
        ("a | count == 45", True),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("2 in [1, 2] and 'x' not in 'abc'", True),
        ("[3, 1] | sort | first", 1),
    ],
)
def test_what_is_known_is_answered(expression: str, expected: object) -> None:
    assert value(expression, a=LIST) == expected


@pytest.mark.parametrize(
    "expression",
    ["a | upper", "a | join", "[a] | join(', ')", "a | first", "[a, 1] | sort", "1 in a", "a < 1"],
)
def test_what_is_known_in_part_goes_through_no_filter(expression: str) -> None:
    with pytest.raises(NotKnownError):
        value(expression, a=LIST)


def test_unlike_things_are_not_compared() -> None:
    with pytest.raises(UnlikeError):
        value("1 == '1'")
    with pytest.raises(UnlikeError):
        value("1 < 2 < '3'")


@pytest.mark.parametrize("expression", ["2 ** 3", "'a' * 9", "f()", "9999999 * 2"])
def test_nothing_is_called_and_no_number_made_large(expression: str) -> None:
    with pytest.raises(SecurityError):
        value(expression, f=len)


def test_there_is_nothing_but_names_and_filters() -> None:
    assert ENVIRONMENT.globals == {}
    assert "map" not in ENVIRONMENT.filters
    assert "attr" not in ENVIRONMENT.filters
