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


def test_that_page_holds_the_questions_of_all_lessons_in_order(
    recorder: Recorder, tmp_path: Path
) -> None:
    write_lesson(tmp_path, yaml=LESSON + QUIZ)
    other = tmp_path / "track" / "two"
    other.mkdir()
    (other / "lesson.yml").write_text((LESSON + QUIZ).replace("A lesson", "Another"))
    (other / "views.py").write_text((tmp_path / "track" / "one" / "views.py").read_text())
    page = Builder(tmp_path, recorder).build().pages["recall.md"]
    assert page.index("[A lesson](track/one.md)") < page.index("[Another](track/two.md)")
    assert 'data-question="track/one:' in page and 'data-question="track/two:' in page
    assert page.count("<form") == 2


def test_without_a_question_there_is_no_such_page(recorder: Recorder, tmp_path: Path) -> None:
    write_lesson(tmp_path, yaml=LESSON + "nonsense: 1\n")
    assert "recall.md" not in Builder(tmp_path, recorder).build().pages


def test_a_step_that_is_named_is_a_row_of_the_lessons_own_page(
    recorder: Recorder, tmp_path: Path
) -> None:
    quiz = QUIZ.replace("What is a?", "What is a after {{ step.set }}?")
    write_lesson(tmp_path, yaml=LESSON + quiz)
    page = Builder(tmp_path, recorder).build().pages["recall.md"]
    assert "What is a after [step 2](track/one.md#step-2)?" in page
