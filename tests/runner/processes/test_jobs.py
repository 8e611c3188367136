"""A job says how long it may take; a run without an answer has one that says so."""

import pytest

from proven_lessons.runner.processes.jobs import FOREIGN, Job, checked, failed, is_like, seconds_of
from proven_lessons.runner.scenario import Limits
from tests.builders import scenario, view


def test_a_job_may_take_as_long_as_its_runs_together() -> None:
    runs = tuple(scenario(view("pass"), limits=Limits(seconds=seconds)) for seconds in (2, 3.5))
    assert seconds_of(runs) == 5.5


def test_jobs_are_told_apart_by_what_they_are_asked_for_by() -> None:
    assert Job("a") == Job("a")
    assert len({Job("a"), Job("a", elsewhere=True), Job("a", is_brief=True), Job("b")}) == 4


def test_a_run_without_an_answer() -> None:
    assert failed("why", "views.py", 3) == {
        "failed": {"reason": "why", "file": "views.py", "line": 3, "output": ""}
    }


def test_runs_are_alike_in_what_they_answer_and_leave() -> None:
    def answer(**more: object) -> dict[str, object]:
        return {"run": {"exchanges": [{"response": {"status": 200}, "steps": []} | more]}}

    assert is_like(answer(steps=[1]), answer())
    assert not is_like(answer(response={"status": 404}), answer())
    assert not is_like(answer(left_behind={}), answer())
    assert not is_like(None, answer())
    assert not is_like(answer(), failed("why"))


@pytest.mark.parametrize(
    "answer", [failed("why"), {"run": {"exchanges": []}, "digest": "a"}, {"digests": ["a", "b"]}]
)
def test_an_answer_of_ours_is_taken(answer: dict[str, object]) -> None:
    assert checked(answer, 2, is_brief="digests" in answer) == answer
    assert checked(answer | {"more": 1}, 2, is_brief="digests" in answer) == answer
    if "failed" not in answer:  # it answers something else
        assert checked(answer, 2, is_brief="run" in answer) == failed(FOREIGN)


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"failed": "why"}, {"failed": {"reason": 3, "file": None, "line": None}}, {"run": {}},
        {"run": {"exchanges": []}}, {"run": {"exchanges": {}}, "digest": "a"}, {"digests": ["a"]},
    ],
)  # fmt: skip
def test_what_has_another_shape_is_a_failure(answer: dict[str, object]) -> None:
    for is_brief in (False, True):
        assert checked(answer, 2, is_brief=is_brief) == failed(FOREIGN)
