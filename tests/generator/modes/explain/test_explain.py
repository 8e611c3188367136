"""Explain: the author's key moments, filled in and proven."""

from pathlib import Path

import pytest

from proven_lessons.generator.claims.claims import Evidence, Proof
from proven_lessons.generator.lessons.lesson import KeyMoment
from proven_lessons.generator.modes import short_name
from proven_lessons.generator.modes.explain import ExplainMode, Moment, moments
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, material, write_lesson


def test_key_moments_are_filled_in(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + "key_moments:\n  - ask: Why {{ step.set }}?\n    answer: So.\n    proof: [step.set.number == 2]\n"
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    block = ExplainMode().derive(given)
    assert block is not None
    proof = Proof(expression="step.set.number == 2", evidence=(Evidence(run="main", steps=(2,)),), problem="")
    ask = 'Why <a class="lesson-step" href="#step-2">step 2</a>?'
    assert block.moments == (Moment(name=short_name("Why {{ step.set }}?"), ask=ask, answer="So.", proofs=(proof,)),)
    assert given.claims.problems == []


def test_a_false_proof_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + "key_moments:\n  - ask: Q\n    answer: A\n    proof: [step.set.number == 3, step.nothing]\n"
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    block = ExplainMode().derive(given)
    assert block is not None
    assert [proof.problem for proof in block.moments[0].proofs] == [
        "the run says otherwise; step.set.number is 2",
        "there is no step.nothing; there are step.request, step.set, step.response, step.save, step.send",
    ]
    assert [(problem.line, problem.column) for problem in given.claims.problems] == [(7, 13), (7, 35)]


def test_without_key_moments_those_of_the_run_are_told(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path))
    block = ExplainMode().derive(given)
    assert block is not None
    assert [moment.ask.partition(" the moment")[0] for moment in block.moments] == ["Is the session saved"]
    assert all(proof.evidence and not proof.problem for moment in block.moments for proof in moment.proofs)


def test_a_moment_that_was_recognised_wrongly_is_left_out(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = KeyMoment(ask="Q", answer="A", proof=["step[1].number == 2"])
    monkeypatch.setattr(moments, "recognised", lambda run: [wrong])
    given = material(recorder, write_lesson(tmp_path))
    assert ExplainMode().derive(given) is None
    assert given.claims.problems == []
