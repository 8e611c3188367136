"""Explain: the author's key moments, filled in and proven."""

from pathlib import Path

import pytest

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.claims import Claims, Evidence, Proof
from proven_lessons.generator.modes import Material, explain, short_name
from proven_lessons.generator.modes.explain import ExplainMode
from proven_lessons.generator.translation import Expression, _
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import (
    LESSON,
    a_lesson,
    a_session,
    a_step,
    a_trace,
    an_exchange,
    derived,
    material,
    problems_of,
    write_lesson,
)  # fmt: skip


def test_key_moments_are_filled_in(recorder: Recorder, tmp_path: Path) -> None:
    yaml = (
        LESSON
        + "key_moments:\n  - ask: Why {{ step.set }}?\n    answer: So.\n    proof: [step.set.number == 2]\n"
    )
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    block = derived(ExplainMode(), given)
    assert block is not None
    proof = Proof(
        expression="step.set.number == 2", evidence=(Evidence(run="main", steps=(2,)),), problem=""
    )
    ask = 'Why <a class="lesson-step" href="#step-2">step 2</a>?'
    (moment,) = block.moments
    assert (moment.name, moment.ask) == (short_name("Why {{ step.set }}?"), ask)
    assert (moment.answer, moment.proofs) == ("So.", (proof,))
    assert problems_of(ExplainMode(), given) == []


def test_a_false_proof_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    yaml = (
        LESSON
        + "key_moments:\n  - ask: Q\n    answer: A\n    proof: [step.set.number == 3, step.nothing]\n"
    )
    given = material(recorder, write_lesson(tmp_path, yaml=yaml))
    block = derived(ExplainMode(), given)
    assert block is not None
    assert [proof.problem for proof in block.moments[0].proofs] == [
        "the run says otherwise; step.set.number is 2",
        "there is no step.nothing; there are step.request, step.set, step.response, step.save, step.send",
    ]
    problems = ExplainMode().derive(given).problems
    assert [(problem.line, problem.column) for problem in problems] == [
        (7, 13),
        (7, 35),
    ]


def test_without_key_moments_those_of_the_run_are_told(recorder: Recorder, tmp_path: Path) -> None:
    given = material(recorder, write_lesson(tmp_path))
    block = derived(ExplainMode(), given)
    assert block is not None
    assert [moment.ask.partition(" the moment")[0] for moment in block.moments] == [
        "Is the session saved"
    ]
    assert all(
        proof.evidence and not proof.problem for moment in block.moments for proof in moment.proofs
    )


def test_a_moment_that_was_recognised_wrongly_is_left_out(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = aspects.Moment(rank=1, ask=_("Q"), answer="A", proof=("step[1].number == 2",))
    unknown = aspects.Moment(
        rank=2,
        ask=_("{step}", step=Expression("step[99]")),
        answer="A",
        proof=("final.number > 1",),
    )
    monkeypatch.setattr(explain, "recognised", lambda run, written: [[wrong], [unknown]])
    given = material(recorder, write_lesson(tmp_path))
    assert derived(ExplainMode(), given) is None
    assert problems_of(ExplainMode(), given) == []


def moment_of(ask: str, answer: str, proof: str) -> tuple[object, list[str]]:
    exchanges = [an_exchange(a_step(session=a_session(a=1)), status=201), an_exchange(status=404)]
    written = {"ask": ask, "answer": answer, "proof": [proof]}
    lesson = a_lesson(key_moments=[written])
    trace = a_trace(*exchanges)
    given = Material(lesson=lesson, trace=trace, claims=Claims(lesson, trace))
    answered = ExplainMode().derive(given)
    assert isinstance(answered.value, explain.ExplainBlock)
    (moment,) = answered.value.moments
    return moment, [problem.message for problem in answered.problems]


def test_a_proof_looks_at_a_request_that_the_text_speaks_of() -> None:
    text = "It is {{ exchanges[0].response.status }}."
    assert moment_of("Why?", text, "exchanges[0].response.status == 201")[1] == []
    assert moment_of("Why?", text, "step[2].session.data.a == 1")[1] == []
    assert moment_of("Why?", text, "exchanges[1].response.status == 404")[1] == [
        "the proof looks at no request that the text speaks of"
    ]
    assert moment_of("In {{ step[2] }}?", "So.", "exchanges[1].response.status == 404")[1] == [
        "the proof looks at no request that the text speaks of"
    ]
    assert moment_of("Why?", text, "exchanges | length == 2")[1] == []


def test_a_text_that_names_nothing_of_the_run_is_not_called_proven() -> None:
    proof = "exchanges[1].response.status == 404"
    assert not moment_of("Why?", "Django is fast.", proof)[0].is_about_run  # type: ignore[attr-defined]
    assert moment_of("Why?", "{{ response.status }}.", proof)[0].is_about_run  # type: ignore[attr-defined]
