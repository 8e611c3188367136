"""Of a value that is known in part, what the record decides is answered, and nothing else."""

from collections.abc import Callable

import pytest

from proven_lessons.generator.facts.partial import NotKnownError, Partial

CUT = Partial("'aaa'… (700 more characters)", "str", 1000, "d1")
SAME = Partial("'aaa'… (700 more characters)", "str", 1000, "d1")
OTHER = Partial("'aaa'… (700 more characters)", "str", 1000, "d2")
LIST = Partial("[<object object>, …]", "list", 45)
THING = Partial("<Book id=1>", "Book")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (CUT, SAME, True),
        (CUT, OTHER, False),
        (CUT, "aaa", False),
        (LIST, [1, 2], False),
        (CUT, None, False),
        (THING, None, False),
    ],
)
def test_what_the_record_decides_is_answered(one: Partial, other: object, *, equal: bool) -> None:
    assert (one == other) is equal
    assert (one != other) is not equal


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CUT == "a" * 1000,
        lambda: (
            Partial("[…]", "list", 45, "d1") == Partial("[…]", "list", 45, "d2")
        ),  # [1] and [1.0]
        lambda: Partial("<Book id=1>", "Book") == THING,
        lambda: THING == "<Book id=1>",
        lambda: THING != "<Book id=1>",
        lambda: CUT < "b",
        lambda: CUT >= "b",
        lambda: "a" in CUT,
        lambda: CUT[0],
        lambda: list(LIST),
        lambda: len(THING),
        lambda: bool(THING),
    ],
)
def test_what_it_does_not_is_an_error(ask: Callable[[], object]) -> None:
    with pytest.raises(NotKnownError, match=r"^recorded by its text only, so "):
        ask()


def test_a_length_that_was_recorded_is_known() -> None:
    assert (len(LIST), bool(LIST), bool(Partial("…", "list", 0))) == (45, True, False)


def test_it_is_shown_as_it_was_described() -> None:
    assert repr(THING) == "<Book id=1>"
    assert hash(CUT) == hash(SAME) != hash(OTHER)
