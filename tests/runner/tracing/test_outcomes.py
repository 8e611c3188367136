"""What became of a statement: what it raised is its own, and a block went on as it did."""

from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import exchange, statements


def test_what_raised_decided_nothing_and_set_nothing(recorder: Recorder) -> None:
    body = "x = 1\ntry:\n    if {}['k']: pass\nexcept KeyError:\n    pass\nx = 1 / 0"
    steps = statements(exchange(recorder, body))
    assert [(step.kind, step.outcome, step.error and step.error.type) for step in steps] == [
        ("assign", None, None),
        ("condition", None, "KeyError"),
        ("except", "caught", None),
        ("pass", None, None),
        ("assign", None, "ZeroDivisionError"),
    ]


def test_an_uncaught_exception_is_in_its_step_and_in_the_exchange(recorder: Recorder) -> None:
    found = exchange(recorder, "request.session['a'] = 1\nraise ValueError('no')")
    step = found.steps[2]
    assert (step.kind, step.error and step.error.type, step.error and step.error.message) == (
        "raise",
        "ValueError",
        "no",
    )
    assert found.error is not None and found.error.at is not None
    assert (found.error.type, found.error.message, found.error.at.line) == ("ValueError", "no", 6)
    assert found.response.status == 500
    assert found.steps[-1].session is not None
    assert (found.steps[-1].session.status, found.steps[-1].session.stored) == ("not saved", None)


def test_nobody_can_see_whether_a_block_ran_that_was_compiled_to_nothing(
    recorder: Recorder,
) -> None:
    body = "x = 1\nif x:\n    y: int\ntry:\n    {}['k']\nexcept ValueError: ...\nexcept KeyError:\n    z = 1\nreturn HttpResponse('x')"
    steps = statements(exchange(recorder, body))
    assert [(step.kind, step.outcome) for step in steps] == [
        ("assign", None),
        ("condition", None),
        ("expression", None),
        ("except", "caught"),
        ("assign", None),
        ("response", None),
    ]
