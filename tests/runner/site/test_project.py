"""A site sends requests through Django's own handler and knows where each one was."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Exchange
from tests.builders import HEAD, run, scenario, view


def sent(
    recorder: Recorder, body: str, *requests: RequestSpec, **more: object
) -> tuple[Exchange, ...]:
    return run(recorder, scenario(view(body), *requests, **more)).exchanges  # type: ignore[arg-type]


def test_the_view_that_was_called_and_what_it_returned_are_known(recorder: Recorder) -> None:
    (found,) = sent(recorder, "return HttpResponseRedirect('/')")
    assert (found.view, found.returned, found.raised) == (
        "lesson.views.view",
        "HttpResponseRedirect",
        None,
    )
    (found,) = sent(recorder, "raise ValueError('no')")
    assert (found.view, found.returned, found.raised) == ("lesson.views.view", None, "ValueError")
    assert found.error is not None


def test_a_view_that_was_only_resolved_is_told_as_that(recorder: Recorder) -> None:
    middleware = (
        f"{HEAD}class Refusing:\n    def __init__(self, get_response):\n        pass\n"
        "    def __call__(self, request):\n        return HttpResponse('no', status=403)\n"
    )
    (found,) = sent(
        recorder, "return HttpResponse('x')", files={"middleware.py": middleware},
        settings={"MIDDLEWARE": ["lesson.middleware.Refusing"]},
    )  # fmt: skip
    assert (found.view, found.resolved_view, found.response.status) == (None, None, 403)
    (found,) = sent(recorder, "return HttpResponse('x')", RequestSpec(method="POST"), csrf=True)
    assert (found.view, found.resolved_view) == (None, "lesson.views.view")
    (found,) = sent(recorder, "return HttpResponse('x')", RequestSpec(path="/missing/"))
    assert (found.view, found.resolved_view, found.response.status) == (None, None, 404)


@pytest.mark.parametrize(
    ("body", "request_", "text"),
    [
        ("return HttpResponse('x')", RequestSpec(method="HEAD"), ""),
        ("return HttpResponse('x', status=204)", RequestSpec(), ""),
        ("return HttpResponse('x', status=304)", RequestSpec(), ""),
        ("return HttpResponse('ä'.encode('latin-1'), content_type='text/plain; charset=latin-1')", RequestSpec(), "ä"),
        ("return HttpResponse(b'\\xff', content_type='text/plain')", RequestSpec(), "\ufffd"),
        ("return HttpResponse('ä', content_type='text/plain; charset=nobody-knows')", RequestSpec(), "Django raises"),
        ("return HttpResponse(b'x', content_type='image/png')", RequestSpec(), None),
        ("return HttpResponse('{}', content_type='application/json')", RequestSpec(), "{}"),
    ],
)  # fmt: skip
def test_a_body_is_what_a_browser_gets(
    body: str, request_: RequestSpec, text: str | None, recorder: Recorder
) -> None:
    (found,) = sent(recorder, body, request_)
    if text == "Django raises":
        assert found.response.status == 500
    else:
        assert found.response.text == text


def test_each_browser_keeps_its_own_cookies(recorder: Recorder) -> None:
    body = "r = HttpResponse(repr(sorted(request.COOKIES)))\nr.set_cookie('a', '1')\nreturn r"
    texts = [
        one.response.text
        for one in sent(recorder, body, RequestSpec(), RequestSpec(client="ada"), RequestSpec())
    ]
    assert texts == ["[]", "[]", "['a']"]
