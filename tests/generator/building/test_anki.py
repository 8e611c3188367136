"""Cards for Anki: what it is to import, the same bytes for the same cards."""

import sqlite3
import zipfile
from io import BytesIO
from pathlib import Path

from proven_lessons.generator.building.anki import package
from proven_lessons.generator.pages.cards import Card, Deck


def deck(key: str, topic: str, *names: str) -> Deck:
    cards = tuple(Card(name=name, front=f"<p>{name}?</p>", back="<p>Yes</p>") for name in names)
    return Deck(key=key, topic=topic, title="T", html="", cards=cards)


def rows(content: bytes, folder: Path, query: str) -> list[tuple[object, ...]]:
    path = folder / "collection.anki2"
    path.write_bytes(zipfile.ZipFile(BytesIO(content)).read("collection.anki2"))
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_each_question_is_a_note_and_each_track_a_deck(tmp_path: Path) -> None:
    content = package([deck("s/a", "Sessions", "1", "2"), deck("q/b", "Queries", "1")])
    notes = rows(content, tmp_path, "select flds, tags, guid from notes order by id")
    assert [note[0] for note in notes] == [
        "<p>1?</p>\x1f<p>Yes</p>", "<p>2?</p>\x1f<p>Yes</p>", "<p>1?</p>\x1f<p>Yes</p>",
    ]  # fmt: skip
    assert [str(note[1]).strip() for note in notes] == ["s::a", "s::a", "q::b"]
    assert len({note[2] for note in notes}) == 3
    (decks,) = rows(content, tmp_path, "select decks from col")[0]
    assert "Django lessons::Sessions" in str(decks) and "Django lessons::Queries" in str(decks)
    assert rows(content, tmp_path, "select count(*) from cards") == [(3,)]


def test_the_same_cards_give_the_same_bytes_and_the_same_notes(tmp_path: Path) -> None:
    once, again = (package([deck("s/a", "Sessions", "1")]) for _ in range(2))
    assert once == again
    later = package([deck("s/a", "Sessions", "2", "1")])
    guid = "select guid from notes where flds like '<p>1?%'"
    assert rows(once, tmp_path, guid) == rows(later, tmp_path, guid)
