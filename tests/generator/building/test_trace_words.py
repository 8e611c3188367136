"""What is different between two runs is told in words, once, where it begins."""

from dataclasses import replace

import pytest

from proven_lessons.generator.building.trace_words import between_runs, between_traces
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import MadeFrom, Run, Trace
from tests.builders import run, scenario, view

BODY = "request.session['a'] = 1\nx = request.session.get('a', 2)\nreturn HttpResponse(f'a is {x}')"


def told(recorder: Recorder, before: str, after: str, *requests: RequestSpec) -> list[str]:
    runs = [run(recorder, scenario(view(body), *requests)) for body in (before, after)]
    return [str(change) for change in between_runs(*runs)]


def test_the_same_run_is_no_change(recorder: Recorder) -> None:
    assert told(recorder, BODY, BODY) == []


def test_what_goes_on_is_told_once(recorder: Recorder) -> None:
    assert told(recorder, BODY, BODY.replace("= 1", "= 5")) == [
        "step 2 before: gone: request.session['a'] = 1",
        "step 2: new: request.session['a'] = 5",
        "step 2: session was {'a': 1}, is {'a': 5}",
        "step 3: variable x was 1, is 5",
        "step 3: value retrieved was 1, is 5",
        "step 4: response was 'a is 1', is 'a is 5'",
        "step 5: stored session was {'a': 1}, is {'a': 5}",
    ]


def test_steps_that_moved_are_compared_with_themselves(recorder: Recorder) -> None:
    assert told(recorder, BODY, "y = 7\n" + BODY) == [
        "step 2: new: y = 7",
        "step 3 (step 2 before): variable y was nothing, is 7",
    ]


def test_a_session_that_is_not_saved_any_more_is_told(recorder: Recorder) -> None:
    changes = told(recorder, BODY, BODY.replace("return HttpResponse(f'a is {x}')", "1 / 0"))
    assert "step 5: session status was saved, is not saved" in changes
    assert "step 5: stored session was {'a': 1}, is nothing" in changes
    assert "step 5: status was 200, is 500" in changes


def test_another_number_of_requests_is_told(recorder: Recorder) -> None:
    one = run(recorder, scenario(view(BODY)))
    two = run(recorder, scenario(view(BODY), RequestSpec(), RequestSpec()))
    assert [str(change) for change in between_runs(one, two)] == [
        "the run: the number of requests was 1, is 2"
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("'ok'", "'ok', headers={'A': 'b'}", "the response: header A was nothing, is b"),
        ("'ok'", "'ok', status=201", "step 2: status was 200, is 201"),
    ],
)
def test_the_answer_is_compared(before: str, after: str, change: str, recorder: Recorder) -> None:
    changes = told(
        recorder, f"x = HttpResponse({before})\nreturn x", f"x = HttpResponse({after})\nreturn x"
    )
    assert change in changes


def test_two_runs_that_differ_are_never_told_as_the_same(recorder: Recorder) -> None:
    main = run(recorder, scenario(view(BODY)))
    other = Run(exchanges=tuple(replace(exchange, events_dropped=1) for exchange in main.exchanges))
    made = MadeFrom(digest="", django="", python="")
    traces = [
        Trace(lesson="a/b", made_from=made, runs={"main": one, "x": two})
        for one, two in ((main, main), (other, other))
    ]
    assert between_traces(*traces) == [
        "the run differs in something that no page shows",
        "what-if 'x': the run differs in something that no page shows",
    ]


def test_runs_that_came_and_went_are_told(recorder: Recorder) -> None:
    main = run(recorder, scenario(view(BODY)))
    made = MadeFrom(digest="", django="", python="")
    traces = [
        Trace(lesson="a/b", made_from=made, runs={"main": main, name: main})
        for name in ("old", "new")
    ]
    assert between_traces(*traces) == ["what-if 'new' is new", "what-if 'old' is gone"]
