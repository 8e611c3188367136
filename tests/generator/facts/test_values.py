"""A description stands for a value if it is a literal, and else for its text, whole or cut."""

import datetime
from typing import Any

import pytest

from proven_lessons.generator.facts.partial import NotKnownError, Partial
from proven_lessons.generator.facts.values import (
    dict_text,
    key_of,
    known,
    literal,
    literals,
    parsed,
    shown,
)
from proven_lessons.runner.trace import VARIES, Value
from tests.builders import a_value, words_of


@pytest.mark.parametrize(
    "value", [None, 1, -1.5, "a", "it's", b"a", [1, {"a": (2,)}], {1, 2}, True]
)
def test_a_literal_is_its_value(value: object) -> None:
    found = literal(a_value(value))
    assert found == value
    assert type(found) is type(value)


def test_what_is_no_literal_is_known_in_part() -> None:
    found = literal(Value(type="Book", repr="<Book: A>"))
    assert isinstance(found, Partial)
    assert repr(found) == "<Book: A>"


def test_what_was_written_down_exactly_is_that_value() -> None:
    value = Value(type="date", repr="datetime.date(2026, 1, 5)", exact='["date","2026-01-05"]')
    assert literal(value) == datetime.date(2026, 1, 5)
    broken = Value(type="date", repr="datetime.date(2026, 1, 5)", exact='["date","soon"]')
    assert isinstance(literal(broken), Partial)


def test_what_was_cut_keeps_its_length() -> None:
    found = literal(
        Value(type="str", repr="'aaaa'… (996 more characters)", length=1000, digest="d")
    )
    assert isinstance(found, Partial)
    assert (len(found), found.digest) == (1000, "d")


def test_nothing_is_none() -> None:
    assert literal(None) is None
    assert literals({"a": a_value(1), "(2)": a_value("b")}) == {"a": 1, 2: "b"}


@pytest.mark.parametrize(
    ("name", "key"),
    [("a", "a"), ("(1)", 1), ("((1, 2))", (1, 2)), ("('(')", "("), ("(2.5)", 2.5)],
)
def test_a_key_in_parentheses_is_no_plain_text(name: str, key: object) -> None:
    assert key_of(name) == key


def test_items_are_written_as_python_would() -> None:
    items = {"a": a_value(1), "(2)": a_value("b")}
    assert dict_text(items) == "{'a': 1, 2: 'b'}"
    assert dict_text(items, lambda text: text[:1]) == "{'a': 1, 2: '}"


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        ("ok", ("response", "text"), "ok"),
        ("ok", ("locals", "name"), "'ok'"),
        ("", ("response", "text"), "''"),
        (None, ("session", "stored"), "nothing"),
        (None, ("session", "data"), "None"),
        (3, (), "3"),
    ],
)
def test_a_text_loses_its_quotes_where_it_is_no_value_of_python(
    value: object, path: tuple[str | int, ...], words: str
) -> None:
    assert words_of(shown(value, path)) == words


@pytest.mark.parametrize("text", ["1 +", "a", "f()", "(" * 500, "'\\d'[0]"])
def test_what_is_no_literal_is_not_evaluated(text: str) -> None:
    nothing: Any = object()
    assert parsed(text, otherwise=nothing) is nothing


def test_what_differs_from_run_to_run_is_no_literal_and_no_text() -> None:
    found = literal(Value(type="str", repr=f"'id {VARIES}'"))
    assert isinstance(found, Partial)
    text, plain = known([f"id {VARIES}", "a"])
    assert isinstance(text, Partial)
    assert plain == "a"
    assert isinstance(known({"a": (f"{VARIES}",)})["a"][0], Partial)
    assert known(3) == 3
    with pytest.raises(NotKnownError, match="differs from run to run, so it can't be compared"):
        assert text == "id 3"
