"""Exceptions that become responses."""

import pytest

from proven_lessons.runner.probes.exceptions import (
    ExceptionHandled,
)
from proven_lessons.runner.trace import Event, Failure, Raised
from tests.builders import a_step, an_exchange
from tests.generator.aspects import Told, moments, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            ExceptionHandled(type="Http404", message="no", status=404),
            Told(
                actions=["Django turns Http404 into status 404"],
                states=[],
                clauses=["Django turns Http404: no into a response with status 404."],
                box="Turn the exception into a response",
                arrows=["Http404 becomes status 404"],
                cells=["Http404: no becomes status 404."],
            ),
        ),
        (
            ExceptionHandled(type="PermissionDenied", message="", status=403),
            Told(
                actions=["Django turns PermissionDenied into status 403"],
                states=[],
                clauses=["Django turns PermissionDenied into a response with status 403."],
                box="Turn the exception into a response",
                arrows=["PermissionDenied becomes status 403"],
                cells=["PermissionDenied becomes status 403."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


def test_an_exception_that_nothing_catches_is_why_the_status_is_500() -> None:
    raised = Raised(type="KeyError", message="'a'")
    error = Failure(type="KeyError", message="'a'", at=None)
    ended = an_exchange(a_step(error=raised), status=500, error=error)
    assert moments("exceptions", ended) == [
        (
            30,
            "Why does request 1 get the status 500?",
            "{{ step[2] }} raises KeyError: 'a', and no code of the lesson catches it. Django "
            "turns it into a response, so that the server goes on. <exchanges[0].error == "
            "'KeyError' and exchanges[0].response.status == 500 and step[2].error == 'KeyError'>",
        )
    ]
    assert moments("exceptions", an_exchange(a_step(error=raised))) == []
