"""The threads probe shows that a thread of the lesson was started, and nothing of what it does."""

from proven_lessons.runner.probes.threads import ThreadStarted
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, exchange

BODY = """
import threading
def work():
    request.session["a"] = 1
thread = threading.Thread(target=work)
thread.start()
thread.join()
timer = threading.Timer(0, print)
return HttpResponse("x")
"""


def test_a_thread_is_told_when_it_is_started(recorder: Recorder) -> None:
    found = exchange(recorder, BODY)
    assert events_of(found.steps, "threads") == [ThreadStarted(function="view.<locals>.work")]
    (step,) = (step for step in found.steps if events_of([step], "threads"))
    assert step.at is not None and step.at.code == "thread.start()"
