"""A thread is told in every part, and that it is no part of the request."""

from proven_lessons.runner.probes.threads import ThreadStarted
from tests.builders import a_step, an_exchange
from tests.generator.aspects import Told, moments, told

STARTED = ThreadStarted(function="work")


def test_it_is_told_in_every_part() -> None:
    assert told(STARTED) == Told(
        actions=["Start a thread that runs work"],
        clauses=["Line 5 starts a thread that runs work. What happens there is not recorded."],
        box=None,
        arrows=["starts a thread that runs work"],
        states=[],
        cells=["work runs in a thread."],
    )


def test_it_is_outside_of_the_request() -> None:
    assert moments("threads", an_exchange(a_step(STARTED))) == [
        (
            9,
            "{{ step[2] }} starts a thread. Does it belong to the request?",
            "No. It has a database connection of its own, outside of the transactions of the "
            "request, and the response does not wait for it unless the code does. What work does "
            "there is not on this page. <step[2].events[0].function == 'work'>",
        )
    ]
