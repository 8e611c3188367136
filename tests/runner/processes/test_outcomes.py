"""Of the answers to its runs a lesson gets a trace, or the first failure that counts."""

from dataclasses import replace

from proven_lessons.runner.codec import to_data
from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.jobs import FOREIGN, failed
from proven_lessons.runner.processes.outcomes import after, jobs_of, outcome_of, trace_of
from proven_lessons.runner.scenario import Edit, Variant
from proven_lessons.runner.trace import Trace
from tests.builders import a_run, scenario, view

EDIT = Edit(action="replace", find="'ok'", put="'other'")
LESSON = replace(
    scenario(view("return HttpResponse('ok')")),
    lesson="t/one",
    variants={
        "what": Variant(edits=(EDIT,)),
        "maybe": Variant(edits=(EDIT,), optional=True, after="what"),
        "cold": Variant(settings={"TIME_ZONE": "Asia/Tokyo"}, keeps_steps=False),
    },
)


def test_a_new_interpreter_is_too_much_for_a_run_whose_steps_nobody_sees() -> None:
    assert list(jobs_of(LESSON)) == [("t/one", "main"), ("t/one", "what"), ("t/one", "maybe")]


def test_a_run_after_another_names_it() -> None:
    assert after([LESSON]) == {("t/one", "maybe"): "what"}


def test_an_answer_is_a_run_or_says_why_there_is_none() -> None:
    run = a_run()
    assert outcome_of({"run": to_data(run), "digest": "a"}) == run
    told = outcome_of(failed("it loops", "views.py", 3))
    assert isinstance(told, LessonFailed)
    assert (told.reason, told.file, told.line) == ("it loops", "views.py", 3)
    foreign = outcome_of({"run": {"exchanges": [3]}, "digest": "a"})
    assert isinstance(foreign, LessonFailed)
    assert foreign.reason.startswith(FOREIGN)


def test_a_lesson_fails_with_the_first_of_its_runs_that_it_needs() -> None:
    failure = LessonFailed("it loops")
    told = trace_of(LESSON, {"main": a_run(), "maybe": failure, "what": failure})
    assert told is failure
    assert failure.run == "what"
    trace = trace_of(LESSON, {"main": a_run(), "maybe": LessonFailed("it loops")})
    assert isinstance(trace, Trace)
    assert list(trace.runs) == ["main"]
