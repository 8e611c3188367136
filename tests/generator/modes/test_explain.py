"""Explain: the author's key moments, filled in and proven."""

from pathlib import Path

from generator.modes.explain import ExplainMode, Moment
from runner.recorder import Recorder
from tests.builders import LESSON, material, write_lesson


def test_key_moments_are_filled_in(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + "key_moments:\n  - ask: Why {{ step.set }}?\n    answer: So.\n    proof: [step.set.number == 2]\n"
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    block = ExplainMode().derive(given)
    assert block is not None
    assert block.moments == (Moment(ask='Why <a class="lesson-step" href="#step-2">step 2</a>?', answer="So."),)
    assert given.claims.problems == []


def test_a_false_proof_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + "key_moments:\n  - ask: Q\n    answer: A\n    proof: [step.set.number == 3, step.nothing]\n"
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    ExplainMode().derive(given)
    assert [(problem.line, problem.column) for problem in given.claims.problems] == [(7, 13), (7, 35)]


def test_without_key_moments_there_is_no_block(recorder: Recorder, tmp_path: Path) -> None:
    assert ExplainMode().derive(material(recorder, write_lesson(tmp_path))) is None
