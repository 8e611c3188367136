"""Recall: the way to the page on which questions come back."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.modes.recall import RecallBlock, RecallMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, write_lesson

QUIZ = 'quiz:\n  - {ask: "What is a?", answer: step.set.session.data.a, options: [2], because: It is.}\n'


def test_a_lesson_leads_to_the_page_of_all_questions(recorder: Recorder, tmp_path: Path) -> None:
    assert derived(RecallMode(), material(recorder, write_lesson(tmp_path))) == RecallBlock(
        page="../recall.md"
    )


def test_that_page_names_the_questions_of_all_lessons_in_order(
    recorder: Recorder, tmp_path: Path
) -> None:
    write_lesson(tmp_path, yaml=LESSON + QUIZ)
    other = tmp_path / "track" / "two"
    other.mkdir()
    (other / "lesson.yml").write_text((LESSON + QUIZ).replace("A lesson", "Another"))
    (other / "views.py").write_text((tmp_path / "track" / "one" / "views.py").read_text())
    built = Builder(tmp_path, recorder).build()
    page, (first, second) = built.pages["recall.md"], built.decks
    assert page.index("[A lesson](track/one.md#quiz)") < page.index("[Another](track/two.md#quiz)")
    assert (first.key, second.key) == ("track/one", "track/two")
    assert f'data-lesson="track/one" data-names="{first.cards[0].name}"' in page
    assert "<form" not in page, "cards are loaded when they are due"


def test_without_a_question_there_is_no_such_page(recorder: Recorder, tmp_path: Path) -> None:
    write_lesson(tmp_path, yaml=LESSON + "nonsense: 1\n")
    assert "recall.md" not in Builder(tmp_path, recorder).build().pages


def test_a_card_stands_alone(recorder: Recorder, tmp_path: Path) -> None:
    quiz = QUIZ.replace("What is a?", "What is a after {{ step.set }}?")
    write_lesson(tmp_path, yaml=LESSON + quiz)
    (deck,) = Builder(tmp_path, recorder).build().decks
    for shown in (deck.html, deck.cards[0].front):
        assert "A lesson" in shown and "views.py" in shown and "GET" in shown
        assert 'href="#step-2">step 2</a>' in shown, "the page leads to the lesson's own row"
    assert "It is." in deck.cards[0].back and "It is." not in deck.cards[0].front
    assert f'data-question="track/one:{deck.cards[0].name}"' in deck.html
