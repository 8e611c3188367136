"""Quiz: the key is computed, exactly one option is right, the order stays."""

from pathlib import Path

from generator.modes.quiz import QuizBlock, QuizMode
from runner.recorder import Recorder
from tests.builders import LESSON, material, write_lesson

QUIZ = """\
quiz:
  - ask: What is in the session after {{ step.set }}?
    answer: step.set.session.data
    options: [{}, {a: 2}, '"nothing"']
    hint: Look at {{ step.set }}.
"""


def quiz(recorder: Recorder, tmp_path: Path, text: str) -> tuple[QuizBlock, list[str]]:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + text))
    block = QuizMode().derive(given)
    assert block is not None
    return block, [problem.message for problem in given.claims.problems]


def test_the_key_is_computed_from_the_run(recorder: Recorder, tmp_path: Path) -> None:
    block, problems = quiz(recorder, tmp_path, QUIZ)
    (asked,) = block.questions
    assert problems == []
    assert [option.shown for option in asked.options if option.is_right] == ["{'a': 1}"]
    assert sorted(option.shown for option in asked.options) == ["'nothing'", "{'a': 1}", "{'a': 2}", "{}"]
    assert [option.letter for option in asked.options] == ["A", "B", "C", "D"]
    assert quiz(recorder, tmp_path / "again", QUIZ)[0] == block


def test_an_option_that_is_right_too_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    _, problems = quiz(recorder, tmp_path, QUIZ.replace("a: 2", "a: 1"))
    assert problems == ["the option {'a': 1} is the right answer, too"]


def test_an_option_twice_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    _, problems = quiz(recorder, tmp_path, QUIZ.replace("a: 2", ""))
    assert problems == ["the option {} is there twice"]


def test_without_questions_there_is_no_block(recorder: Recorder, tmp_path: Path) -> None:
    assert QuizMode().derive(material(recorder, write_lesson(tmp_path))) is None


def test_the_right_answer_is_not_always_in_the_same_place(recorder: Recorder, tmp_path: Path) -> None:
    many = "quiz:\n" + "".join(
        f"  - ask: Question {number}?\n    answer: step.set.number\n    options: [7, 8, 9]\n" for number in range(20)
    )
    block, _ = quiz(recorder, tmp_path, many)
    places = {option.letter for asked in block.questions for option in asked.options if option.is_right}
    assert places == {"A", "B", "C", "D"}
