"""Options stand in an order that stays and says nothing; a text that names the key is found out."""

from dataclasses import replace
from typing import Any

import pytest

from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.quiz.block import Asked
from proven_lessons.generator.modes.quiz.options import Choice, balanced, names, ordered
from proven_lessons.generator.translation import Said, _


def choices(*values: Any) -> list[Choice]:
    return [Choice(value=value, reason=None) for value in values]


def test_the_order_stays_and_hangs_on_what_is_asked() -> None:
    right, *wrong = choices("a", "b", "c", "d")
    found = ordered("t/one", "What?", right, wrong, None)
    assert found == ordered("t/one", "What?", right, wrong[::-1], None)
    assert [option.letter for option in found] == ["A", "B", "C", "D"]
    assert [str(option.shown) for option in found if option.is_right] == ["'a'"]
    orders = {
        tuple(str(option.shown) for option in ordered("t/one", ask, right, wrong, None))
        for ask in ("What?", "Which?", "Who?", "How?")
    }
    assert len(orders) > 1


def test_only_the_very_choice_is_right_even_if_another_is_equal() -> None:
    right, *wrong = choices(1, 1.0, 2)
    found = ordered("t/one", "What?", right, wrong, None)
    assert sum(option.is_right for option in found) == 1


@pytest.mark.parametrize("key", [True, False])
def test_true_comes_before_false(*, key: bool) -> None:
    right, *wrong = choices(key, not key)
    found = ordered("t/one", "Is it?", right, wrong, None)
    assert [str(option.shown) for option in found] == ["True", "False"]
    assert [option.is_right for option in found] == [key, not key]


@pytest.mark.parametrize(
    ("said", "key", "is_named"),
    [
        (_("It is {value}.", value=Code("'blue'")), "blue", True),
        (_("It is {value}.", value="blue"), "blue", True),
        (_("It is {value}.", value="bluer"), "blue", False),
        (_("It is {value}.", value="is"), "is", False),  # a short text may be a word
        (_("It is {value}.", value="3"), 3, True),
        (_("It is {value}.", value="13"), 3, False),
        (_("It is {value}.", value="3.5"), 3.5, True),
        (_("There are three of them."), 3, True),
        (_("There is no one."), 0, False),
        (_("It is {value}.", value="True"), True, True),
        (_("There is one."), True, False),
        (_("It is {value}.", value=Code("{'a': 1}")), {"a": 1}, True),
        (_("It is a {value}.", value="b"), "a", False),
        (_("There are twelve."), -1, False),
        (_("It is None."), None, False),
    ],
)
def test_a_text_that_names_the_key_is_found_out(said: Said, key: Any, *, is_named: bool) -> None:
    assert names(said, key) is is_named


def a_question(number: int, *values: Any) -> Asked:
    right, *wrong = choices(*values)
    options = ordered("t/one", f"What {number}?", right, wrong, None)
    return Asked(
        number=number, name="n", source="s", ask="a", options=options, hints=(), problems=()
    )


@pytest.mark.parametrize("count", [2, 3, 4])
def test_each_letter_is_right_in_turn(count: int) -> None:
    asked = [a_question(number, *range(count)) for number in range(count)]
    found = balanced("t/one", asked)
    keys = [one.key.letter for one in found if one.key]
    assert sorted(keys) == ["A", "B", "C", "D"][:count]
    for one in found:
        assert [option.letter for option in one.options] == ["A", "B", "C", "D"][:count]
        assert str(one.key and one.key.shown) == "0"
        assert sorted(str(option.shown) for option in one.options) == [*map(str, range(count))]


def test_true_stays_before_false_and_a_question_without_a_key_as_it_is() -> None:
    asked = [a_question(1, False, True), replace(a_question(2, 1, 2), options=())]
    assert balanced("t/one", asked) == tuple(asked)
