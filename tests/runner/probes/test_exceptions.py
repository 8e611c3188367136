"""The exceptions probe shows what Django makes of an exception."""

import pytest

from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("from django.http import Http404; raise Http404('none')", ("Http404", "none", 404)),
        ("from django.core.exceptions import PermissionDenied; raise PermissionDenied", ("PermissionDenied", "", 403)),
        ("from django.core.exceptions import SuspiciousOperation; raise SuspiciousOperation('x')",
         ("SuspiciousOperation", "x", 400)),
        ("{}['k']", ("KeyError", "'k'", 500)),
    ],
)  # fmt: skip
def test_an_exception_becomes_a_status(
    statement: str, expected: tuple[str, str, int], recorder: Recorder
) -> None:
    (found,) = run(recorder, scenario(view(statement))).exchanges
    (event,) = events_of(found.steps[-1:], "exceptions")
    assert event == ExceptionHandled(type=expected[0], message=expected[1], status=expected[2])
    assert found.response.status == expected[2]


def test_what_the_lesson_catches_is_none_of_djangos_business(recorder: Recorder) -> None:
    body = "try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert events_of(found.steps, "exceptions") == []
