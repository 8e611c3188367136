"""The response probe shows the response from the moment it is created."""

import pytest

from proven_lessons.runner.probes.response import ResponseCreated, VaryAdded
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import ResponseState
from tests.builders import events_of, exchange, run, scenario, view


def test_there_is_no_response_before_it_is_created(recorder: Recorder) -> None:
    found = exchange(
        recorder, "x = 1\nresponse = HttpResponse('a')\nresponse.write('b')\nreturn response"
    )
    assert [step.response for step in found.steps] == [
        None,
        None,
        ResponseState(status=200, text="a"),
        ResponseState(status=200, text="ab"),
        ResponseState(status=200, text="ab"),
        ResponseState(status=200, text="ab"),
    ]


@pytest.mark.parametrize(
    ("statement", "created"),
    [
        (
            "HttpResponse('x', status=404)",
            ResponseCreated(type="HttpResponse", status=404, location=None, by="view"),
        ),
        (
            "HttpResponseRedirect('/a/')",
            ResponseCreated(type="HttpResponseRedirect", status=302, location="/a/", by="view"),
        ),
        (
            "__import__('django').http.JsonResponse({})",
            ResponseCreated(type="JsonResponse", status=200, location=None, by="view"),
        ),
    ],
)
def test_one_event_for_each_response(
    statement: str, created: ResponseCreated, recorder: Recorder
) -> None:
    found = exchange(recorder, f"return {statement}")
    assert [event for event in found.steps[1].events if event.kind == "response.create"] == [
        created
    ]


def test_a_redirect_to_another_site_is_not_followed(recorder: Recorder) -> None:
    one = scenario(
        view("return HttpResponseRedirect('https://example.org/')"), RequestSpec(follow=True)
    )
    assert [hop.response.status for hop in run(recorder, one).exchanges] == [302]


def test_before_the_view_there_is_no_response_even_if_there_is_no_view(recorder: Recorder) -> None:
    (found,) = run(
        recorder, scenario(view("return HttpResponse('x')"), RequestSpec(path="/missing/"))
    ).exchanges
    assert [(step.kind, step.response and step.response.status) for step in found.steps] == [
        ("request", None),
        ("send", 404),
    ]


def test_redirects_are_followed_hop_by_hop(recorder: Recorder) -> None:
    body = "return HttpResponseRedirect('/end/?x=1') if request.path == '/' else HttpResponse(request.GET['x'])"
    one = scenario(view(body), RequestSpec(follow=True), routes={"": "view", "end/": "view"})
    hops = run(recorder, one).exchanges
    assert [(hop.request.path, hop.response.status, hop.response.text) for hop in hops] == [
        ("/", 302, ""),
        ("/end/?x=1", 200, "1"),
    ]
    assert [step.number for hop in hops for step in hop.steps] == [1, 2, 3, 4, 5, 6]


def test_who_makes_it_vary_is_told_once(recorder: Recorder) -> None:
    body = """
    from django.utils.cache import patch_vary_headers
    request.session.get("a")
    response = HttpResponse("x")
    patch_vary_headers(response, ["Accept"])
    patch_vary_headers(response, ["Accept"])
    return response
    """
    found = events_of(exchange(recorder, body).steps, "response")
    assert [one for one in found if isinstance(one, VaryAdded)] == [
        VaryAdded(names=("Accept",), by="view"),
        VaryAdded(names=("Cookie",), by="SessionMiddleware"),
    ]
