"""A track adds up its lessons: their minutes, and each level once."""

from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.pages.page import LEVELS, LessonCard, TrackPage
from tests.builders import words_of


def card(minutes: int | None, level: str | None) -> LessonCard:
    known = None if level is None else LEVELS[level]
    return LessonCard(
        key="track/one", name="one", title="One", summary="", minutes=minutes, level=known
    )


def test_a_track_adds_up_what_is_known_of_its_lessons() -> None:
    cards = (card(5, "beginner"), card(None, None), card(7, "advanced"), card(1, "beginner"))
    track = TrackPage(
        key="track", title="T", summary="S", promise="S", intro=Markdown(""), lessons=cards
    )
    assert track.minutes == 13
    assert [words_of(level) for level in track.levels] == ["beginner", "advanced"]
