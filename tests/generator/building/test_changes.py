"""What is new in a build is told; other pages, or other places for them, are not."""

from dataclasses import replace
from pathlib import Path

import pytest

from proven_lessons.generator.building.changes import Changes, changes_since
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.pages.cards import Deck


def built(
    title: str = "One", track: str = "T", path: str = "t/one.md", text: str = "text"
) -> Built:
    lessons = Entry(title=title, path=path), Entry(title="Two", path="t/two.md")
    return Built(
        pages={path: text, "t/two.md": "two"},
        sources={path: Path("one")},
        navigation=[Entry(title=track, path="t/index.md", inside=lessons)],
    )


def test_nothing_new() -> None:
    assert changes_since(built(), built()) == Changes(contents={}, titles=[])


def test_new_texts_and_titles() -> None:
    found = changes_since(built(), built(title="New", track="U", text="other"))
    assert found == Changes(
        contents={"t/one.md": "other"},
        titles=[("t/one.md", "One", "New"), ("t/index.md", "T", "U")],
    )


@pytest.mark.parametrize("kind", ["page", "order", "place", "source"])
def test_other_pages_are_not_told(kind: str) -> None:
    now = built()
    track = now.navigation[0]
    match kind:
        case "page":
            now = built(path="t/else.md")
        case "order":
            now.navigation = [Entry(title="T", path=track.path, inside=track.inside[::-1])]
        case "place":
            now.navigation = [Entry(title="T", path=track.path), *track.inside]
        case "source":
            now.sources = {"t/one.md": Path("else")}
    assert changes_since(built(), now) is None


def test_the_file_with_all_cards_is_made_when_somebody_asks() -> None:
    def with_card(text: str) -> Built:
        deck = Deck(key="t/one", topic="T", title="One", html=text, cards=())
        return replace(built(), decks=[deck])

    found = changes_since(with_card("a"), with_card("b"))
    assert found is not None
    assert found.contents == {"assets/cards/t/one.html": "b"}
    ((path, make),) = found.late.items()
    assert path.endswith(".apkg") and make() == with_card("b").cards[path]
    assert changes_since(with_card("a"), with_card("a")) == Changes(contents={}, titles=[])
    assert changes_since(built(), with_card("a")) is None
