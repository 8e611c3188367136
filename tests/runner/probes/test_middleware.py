"""The middleware probe shows each layer, in the order in which a request goes in and its response comes out."""

from proven_lessons.runner.probes.middleware import MiddlewareEntered, MiddlewareLeft
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

OWN = """
from django.http import HttpResponse

class Stop:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return HttpResponse("stopped", status=503)

def count(get_response):
    def middleware(request):
        return get_response(request)
    return middleware
"""


def test_layers_are_entered_and_left_in_order(recorder: Recorder) -> None:
    names = [
        "SecurityMiddleware", "SessionMiddleware", "CommonMiddleware", "CsrfViewMiddleware",
        "AuthenticationMiddleware", "MessageMiddleware", "XFrameOptionsMiddleware",
    ]  # fmt: skip
    (found,) = run(recorder, scenario(view("return HttpResponse('x', status=201)"))).exchanges
    assert events_of(found.steps[:1], "middleware") == [
        MiddlewareEntered(name=name) for name in names
    ]
    assert events_of(found.steps[-1:], "middleware") == [
        MiddlewareLeft(name=name, status=201) for name in reversed(names)
    ]


def test_own_layers_have_their_names_and_one_that_answers_ends_the_way_in(
    recorder: Recorder,
) -> None:
    own = [
        "lesson.middleware.count",
        "lesson.middleware.Stop",
        "django.middleware.common.CommonMiddleware",
    ]
    given = scenario(
        view("return HttpResponse('x')"), files={"middleware.py": OWN}, settings={"MIDDLEWARE": own}
    )
    (found,) = run(recorder, given).exchanges
    assert found.view is None
    assert events_of(found.steps, "middleware") == [
        MiddlewareEntered(name="count"),
        MiddlewareEntered(name="Stop"),
        MiddlewareLeft(name="Stop", status=503),
        MiddlewareLeft(name="count", status=503),
    ]
