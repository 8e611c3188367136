"""What changed inside of a value is told by its path."""

import pytest

from proven_lessons.generator.facts.nested_changes import changes, instance_changes
from proven_lessons.runner.trace import Value
from tests.builders import a_value


def told(before: object, after: object) -> tuple[str, ...]:
    return changes(
        {"cart": Value(type="", repr=repr(before))}, {"cart": Value(type="", repr=repr(after))}
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"apple": 1}, {"apple": 2}, ("cart.apple: 1 → 2",)),
        ({"apple": 1}, {"apple": 1, "pear": 1}, ("cart.pear: nothing → 1",)),
        ({"apple": 1}, {}, ("cart.apple: 1 → nothing",)),
        (["a"], ["a", "b"], ("cart[1]: nothing → 'b'",)),
        ({"a": [{"n": 1}]}, {"a": [{"n": 2}]}, ("cart.a[0].n: 1 → 2",)),
        ({"a": 1}, {"a": True}, ("cart.a: 1 → True",)),
        ({"a": 1}, {"a": 1}, ()),
        (1, 2, ()),  # the value says it
        ("x", ["x"], ()),
        (
            dict.fromkeys("abcdefg", 1),
            dict.fromkeys("abcdefg", 2),
            (*tuple(f"cart.{key}: 1 → 2" for key in "abcde"), "… and 2 more"),
        ),
    ],
)
def test_changes_within_a_value_are_told(
    before: object, after: object, expected: tuple[str, ...]
) -> None:
    assert told(before, after) == expected


def test_keys_that_come_and_go_speak_for_themselves() -> None:
    one = {"a": Value(type="int", repr="1")}
    assert changes({}, one) == ()
    assert changes(one, {}) == ()


def test_what_was_cut_is_not_compared() -> None:
    cut = Value(type="dict", repr="{'a': 1, …}")
    assert changes({"a": cut}, {"a": Value(type="dict", repr="{'a': 2}")}) == ()


def test_the_fields_of_an_instance_are_told_though_it_is_the_same_row() -> None:
    def book(stars: str, pk: int = 1) -> Value:
        form = f'["model","lesson.Book",{pk},[["id",{pk}],["stars",{stars}]]]'
        return Value(type="Book", repr=f"<Book id={pk}>", exact=form)

    shown = '["shown","F(\'stars\') + 1"]'
    before, after = {"one": book("5"), "n": a_value(1)}, {"one": book(shown), "n": a_value(2)}
    assert instance_changes(before, after) == ("one.stars: 5 → F('stars') + 1",)
    assert instance_changes(after, after) == ()
    assert instance_changes({}, after) == ()


def test_another_row_under_the_same_name_has_not_changed_within() -> None:
    def book(pk: str, title: str) -> dict[str, Value]:
        form = f'["model","lesson.Book",{pk},[["id",{pk}],["title","{title}"]]]'
        return {"book": Value(type="Book", repr=f"<Book id={pk}>", exact=form)}

    assert instance_changes(book("1", "a"), book("2", "b")) == ()
    assert instance_changes(book("1", "a"), book("1", "b")) == ("book.title: 'a' → 'b'",)
    assert instance_changes(book("null", "a"), book("1", "a")) == ("book.id: None → 1",)
    assert instance_changes(book("null", "a"), book("1", "b")) == ()
