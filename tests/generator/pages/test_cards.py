"""The questions of a lesson become cards: captured text stays text in them."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, a_lab_folder, view, write_lesson

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


LAB = """lab:
  - task: Have it store a 2.
    goal: ["step[2].session.data.a == 2"]
    solution: [{replace: "'<b>x</b>'", with: '2'}]
"""


def test_a_task_of_the_lab_is_a_card_where_there_is_a_lab(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("request.session['a'] = '<b>x</b>'\nreturn HttpResponse('ok')")
    write_lesson(tmp_path, yaml=LESSON + QUIZ + LAB, source=source)
    assert [len(deck.cards) for deck in decks(recorder, tmp_path)] == [1]
    builder = Builder(tmp_path, recorder)
    builder.use_lab(a_lab_folder())
    (deck,) = builder.build().decks
    card = deck.cards[1]
    assert card.name.startswith("lab-") and f'data-question="{deck.key}:{card.name}"' in deck.html
    assert "Have it store a 2." in card.front and "= 2" not in card.front
    assert "2</span>" in card.back and "<b>x" not in card.back + deck.html
