"""A question knows its own key."""

import dataclasses

from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.quiz.block import Asked, Option

RIGHT = Option(letter="A", shown=Code("1"), is_right=True, reason=None)
WRONG = Option(letter="B", shown=Code("2"), is_right=False, reason=None)
ASKED = Asked(
    number=1, name="n", source="?", ask="?", options=(WRONG, RIGHT), hints=(), problems=()
)


def test_its_key_is_the_option_that_is_right() -> None:
    assert ASKED.key is RIGHT
    assert dataclasses.replace(ASKED, options=(WRONG,)).key is None
