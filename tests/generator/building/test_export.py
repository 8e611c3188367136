"""Cards are written for all lessons or for some; pages are tested with the command."""

import zipfile
from pathlib import Path

import pytest

from proven_lessons.generator.building.export import write_cards
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.pages.cards import Card, Deck


def deck(key: str, count: int) -> Deck:
    cards = tuple(Card(name=str(number), front="?", back="!") for number in range(count))
    return Deck(key=key, topic="T", title="L", html="", cards=cards)


BUILT = Built(decks=[deck("s/a", 2), deck("s/b", 1)])


def test_the_cards_of_all_lessons_or_of_some_are_written(tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    assert write_cards(BUILT, [], path) == 3
    assert "collection.anki2" in zipfile.ZipFile(path).namelist()
    assert write_cards(BUILT, ["s/b/"], path) == 1


def test_a_lesson_without_cards_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no cards of 's/c'; did you mean"):
        write_cards(BUILT, ["s/a", "s/c"], tmp_path / "cards.apkg")
    assert list(tmp_path.iterdir()) == []
