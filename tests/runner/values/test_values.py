"""Values are described: bounded, repeatable, and without running anything of the value's own."""

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.runner.trace import Value
from proven_lessons.runner.values import describe, describe_items, message_of


class Hostile:
    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)

    __repr__ = __str__ = __hash__ = __eq__ = __len__ = __iter__ = None  # type: ignore[assignment]


class HostileDict(dict):  # type: ignore[type-arg]
    def __iter__(self) -> None:  # type: ignore[override]
        raise RuntimeError

    items = keys = values = __len__ = __repr__ = __iter__  # type: ignore[assignment]


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


def test_a_literal_needs_no_other_form() -> None:
    assert describe({"a": [1, "b", 2.5, None, (True,)]}).exact is None
    assert describe("x" * 300) == Value(type="str", repr=repr("x" * 300))


def test_what_was_cut_keeps_its_form_or_its_length_and_digest() -> None:
    some = describe(list(range(45)))
    assert "(5 more)" in some.repr
    assert some.exact == f'["list",{str(list(range(45))).replace(" ", "")}]'
    many, other = describe(list(range(4000))), describe([*range(3999), 7])
    assert many.repr == other.repr
    assert (many.exact, many.length, other.length) == (None, 4000, 4000)
    assert many.digest != other.digest
    assert describe("x" * 5000).length == 5000


def test_what_is_not_known_to_compare_has_none_of_them() -> None:
    assert describe(object()) == Value(type="object", repr="<object object>")
    assert describe([object()]) == Value(type="list", repr="[<object object>]", length=1)


def test_a_message_has_its_parameters_filled_in() -> None:
    from django.core.exceptions import ValidationError
    from django.template.base import VariableDoesNotExist

    assert message_of(ValidationError("same")) == "same"
    assert message_of(ValidationError("not %(n)s", params={"n": 20})) == "not 20"
    assert message_of(ValidationError("not %(n)s", params={"n": object()})) == "not %(n)s"
    missing = VariableDoesNotExist("Failed lookup for key [%s] in %r", ("other", {"a": object()}))
    assert message_of(missing) == "Failed lookup for key ['other']"
    assert message_of(ValueError("a", 1)) == "a, 1"


class Named(str):
    """A text of a class of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError("this is the lesson's own code")


class Lost(OSError):
    def __str__(self) -> str:
        raise AssertionError("this is the lesson's own code")


class Path:
    def __repr__(self) -> str:
        raise AssertionError("this is the lesson's own code")


def test_an_error_of_python_has_the_words_of_python() -> None:
    with pytest.raises(OSError, match="nowhere") as missing:
        pathlib.Path("/nowhere/x").stat()
    with pytest.raises(UnicodeDecodeError) as broken:
        b"\xff".decode()
    for found in (missing, broken):
        assert message_of(found.value) == str(found.value)
    assert message_of(OSError("text")) == "text"
    assert message_of(ValueError(Named("text"))) == "text"
    assert message_of(Lost(2, "gone")) == "2, gone"
    assert "Path object" in message_of(OSError(2, Path()))
    assert message_of(OSError(2, "gone", Path())).startswith("2, gone")
