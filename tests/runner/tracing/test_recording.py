"""Past its limits a recording counts what it leaves out; to look at a value runs nothing."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits
from tests.builders import exchange


def test_rounds_past_the_limit_are_counted_and_their_events_kept(recorder: Recorder) -> None:
    body = "for i in range(100):\n    request.session['n'] = i\nreturn HttpResponse('x')"
    found = exchange(recorder, body, limits=Limits(iterations=3))
    kinds = [step.kind for step in found.steps]
    assert kinds == ["request", *["loop", "session.set"] * 3, "skipped", "loop", "response", "send"]
    skipped = found.steps[7]
    assert skipped.skipped == 194
    assert len(skipped.events) == 97
    assert skipped.session is not None
    assert (skipped.session.data["n"].repr, skipped.locals["i"].repr) == ("99", "99")
    assert (found.steps[8].outcome, found.steps[8].locals["i"].repr) == ("done", "99")


def test_events_past_the_limit_are_counted(recorder: Recorder) -> None:
    found = exchange(
        recorder, "for i in range(2000):\n    request.session['n'] = i\nreturn HttpResponse('x')"
    )
    assert [len(step.events) for step in found.steps if step.kind == "skipped"] == [200]
    assert found.events_dropped == 2000 - 25 - 200
    assert [
        event.kind
        for event in found.steps[-1].events
        if event.kind.startswith(("session.", "cookies."))
    ] == [
        "session.save",
        "cookies.set",
    ]


def test_looking_at_values_runs_nothing_of_the_lesson(recorder: Recorder) -> None:
    body = """
    calls = []
    class Loud(str):
        def __repr__(self):
            calls.append("repr")
            return "loud"
        __str__ = __len__ = __hash__ = __iter__ = __getitem__ = __repr__
        @property
        def __class__(self):
            calls.append("class")
            return int
    loud = Loud("quiet")
    request.session["loud"] = 1
    held = [loud, {"a": loud}]
    return HttpResponse(len(calls))
    """
    assert exchange(recorder, body).response.text == "0"
