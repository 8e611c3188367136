"""The questions of a lesson become cards: captured text stays text in them."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, view, write_lesson

QUIZ = """quiz:
  - {ask: "What is a?", answer: step.set.session.data.a, options: ["'<i>y</i>'"], because: It is so.}
"""


def decks(recorder: Recorder, data: Path) -> list[Deck]:
    return Builder(data, recorder).build().decks


def test_what_was_captured_is_text(recorder: Recorder, tmp_path: Path) -> None:
    hostile = view("request.session['a'] = '<b>x</b>'\nreturn HttpResponse('ok')")
    write_lesson(tmp_path, yaml=LESSON + QUIZ, source=hostile)
    (deck,) = decks(recorder, tmp_path)
    (card,) = deck.cards
    for text in (deck.html, card.front, card.back):
        assert "<b>x" not in text and "<i>y" not in text
    assert "&#60;b&#62;x" in card.back
    assert "lesson-cut" not in deck.html + card.front + card.back


def test_a_name_is_that_of_the_question(recorder: Recorder, tmp_path: Path) -> None:
    write_lesson(tmp_path, yaml=LESSON + QUIZ.replace("<i>y</i>", "2").replace("\"'2'\"", "2"))
    (deck,) = decks(recorder, tmp_path)
    assert deck.names == (deck.cards[0].name,)
    assert deck.title == "A lesson"
