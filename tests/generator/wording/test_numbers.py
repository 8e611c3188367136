"""Each small number has its word, at its own place."""

from proven_lessons.generator.wording.numbers import NUMBERS


def test_a_word_stands_at_the_place_of_its_number() -> None:
    assert [NUMBERS.index(word) for word in ("no", "one", "two", "six", "twelve")] == [
        0,
        1,
        2,
        6,
        12,
    ]
    assert len(set(NUMBERS)) == len(NUMBERS) == 13
