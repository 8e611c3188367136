"""A job says how long it may take; a run without an answer has one that says so."""

from proven_lessons.runner.processes.jobs import Job, failed, is_like, seconds_of
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
