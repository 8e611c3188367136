"""Who made a response, and whether the body of a view ran, is recorded and not guessed."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario

HEAD = "from django.http import Http404, HttpResponse\n"
BODY = "def view(request):\n    return HttpResponse('it')\n"
OWN = """
def limit(view):
    def wrapper(request):
        if request.GET:
            return HttpResponse('no', status=400)
        return view(request)
    return wrapper
"""
MIXINS = (
    "from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.views import View\n"
)
CLASS = "class view({}):\n    def get(self, request):\n        return HttpResponse('it')\n"
VIEW = "lesson.views.view"


@pytest.mark.parametrize(
    ("source", "request_", "expected"),
    [
        (BODY, RequestSpec(), (VIEW, None, "view")),
        (
            "from django.views.decorators.http import require_POST\n@require_POST\n" + BODY,
            RequestSpec(),
            (None, VIEW, "require_POST"),
        ),
        (
            "from django.views.decorators.http import require_http_methods as r\n"
            "@r(['PUT', 'POST'])\n" + BODY,
            RequestSpec(),
            (None, VIEW, "require_http_methods"),
        ),
        (
            "from django.views.decorators.http import require_http_methods\n"
            "@require_http_methods(['POST'])\n" + BODY,
            RequestSpec(),
            (None, VIEW, "require_http_methods"),
        ),
        (
            "from django.views.decorators import http\n@http.require_POST\n" + BODY,
            RequestSpec(),
            (None, VIEW, "require_http_methods"),
        ),
        (
            "from django.views.decorators.http import condition\n"
            "@condition(lambda request: 'a')\n" + BODY,
            RequestSpec(headers={"If-None-Match": '"a"'}),
            (None, VIEW, "condition"),
        ),
        (
            "from django.contrib.auth.decorators import login_required\n@login_required\n" + BODY,
            RequestSpec(),
            (None, VIEW, "login_required"),
        ),
        (
            "from django.contrib.auth.decorators import permission_required, user_passes_test\n"
            "@user_passes_test(lambda user: True)\n@permission_required('a.b')\n" + BODY,
            RequestSpec(),
            (None, VIEW, "permission_required"),
        ),
        (
            "from django.views.decorators.http import etag, require_safe\n"
            "@require_safe\n@etag(lambda request: 'a')\n" + BODY,
            RequestSpec(headers={"If-None-Match": '"a"'}),
            (None, VIEW, "etag"),
        ),
        (
            "from django.contrib.auth.decorators import user_passes_test\n"
            "@user_passes_test(lambda user: False)\n" + BODY,
            RequestSpec(),
            (None, VIEW, "user_passes_test"),
        ),
        (
            "import functools\n" + OWN.replace("    def w", "    @functools.wraps(view)\n    def w")
            + "@limit\n" + BODY,
            RequestSpec(path="/?a=1"),
            (None, VIEW, "limit"),
        ),
        (OWN + "@limit\n" + BODY, RequestSpec(), ("lesson.views.wrapper", None, "view")),
        (
            MIXINS + CLASS.format("LoginRequiredMixin, View"),
            RequestSpec(),
            (None, VIEW, "LoginRequiredMixin"),
        ),
        (
            MIXINS + CLASS.format("View, LoginRequiredMixin"),
            RequestSpec(),
            (VIEW, None, "view.get"),
        ),
        (MIXINS + CLASS.format("View"), RequestSpec(method="OPTIONS"), (None, VIEW, "View")),
        ("def view(request):\n    raise Http404\n", RequestSpec(), (VIEW, None, "Django")),
        (BODY, RequestSpec(path="/absent/"), (None, None, "Django")),
        (BODY, RequestSpec(method="POST"), (None, VIEW, "CsrfViewMiddleware")),
        (
            "from django.views.generic import RedirectView\nview = RedirectView.as_view(url='/a/')\n",
            RequestSpec(),
            ("django.views.generic.base.RedirectView", None, "RedirectView"),
        ),
        (
            "from django.views.decorators.http import etag\n@etag(lambda request: 'a')\n" + BODY,
            RequestSpec(headers={"If-None-Match": '"a"'}),
            (None, VIEW, "etag"),
        ),
    ],
)  # fmt: skip
def test_the_maker_is_named_and_the_view_only_if_its_body_ran(
    source: str,
    request_: RequestSpec,
    expected: tuple[str | None, str | None, str],
    recorder: Recorder,
) -> None:
    (found,) = run(recorder, scenario(HEAD + source, request_, csrf=True)).exchanges
    assert (found.view, found.resolved_view, found.answered_by) == expected


def test_a_middleware_that_answers_in_the_place_of_a_view(recorder: Recorder) -> None:
    settings = {"MIDDLEWARE": ["django.middleware.http.ConditionalGetMiddleware"]}
    tag = '"0d149b90e7394297301c90191ae775f0"'  # of the body
    sent = [RequestSpec(), RequestSpec(headers={"If-None-Match": tag})]
    found = run(recorder, scenario(HEAD + BODY, *sent, settings=settings)).exchanges
    assert found[0].response.headers["ETag"] == tag
    assert [(one.view, one.answered_by) for one in found] == [
        (VIEW, "view"),
        (VIEW, "ConditionalGetMiddleware"),
    ]


CACHED = "from django.views.decorators.cache import cache_page\n@cache_page(60)\n" + BODY


def test_a_response_from_the_cache_was_given_by_whoever_looked_there(recorder: Recorder) -> None:
    twice = (RequestSpec(), RequestSpec())
    first, second = run(recorder, scenario(HEAD + CACHED, *twice)).exchanges
    assert (first.view, first.answered_by) == (VIEW, "view")
    assert (second.view, second.resolved_view, second.answered_by) == (None, VIEW, "cache_page")
    layers = [f"django.middleware.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom")]
    settings = {"MIDDLEWARE": layers}
    first, second = run(recorder, scenario(HEAD + BODY, *twice, settings=settings)).exchanges
    assert second.answered_by == "FetchFromCacheMiddleware"


@pytest.mark.parametrize("name", ["etag", "last_modified", "condition"])
def test_a_condition_is_called_by_the_decorator_that_was_written(
    name: str, recorder: Recorder
) -> None:
    given = {
        "etag": "lambda request: '\"1\"'",
        "last_modified": "lambda request: datetime(2026, 1, 1)",
        "condition": "lambda request: '\"1\"', lambda request: datetime(2026, 1, 1)",
    }[name]
    source = (
        f"from datetime import datetime\nfrom django.views.decorators.http import {name}\n"
        f"@{name}({given})\n{BODY}"
    )
    headers = {"If-None-Match": '"1"', "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
    if name != "condition":
        headers.pop("If-Modified-Since" if name == "etag" else "If-None-Match")
    (found,) = run(recorder, scenario(HEAD + source, RequestSpec(headers=headers))).exchanges
    assert (found.view, found.answered_by, found.response.status) == (None, name, 304)


def test_dispatch_is_the_body_of_a_class_that_answers_there(recorder: Recorder) -> None:
    source = MIXINS + (
        "class Own(View):\n    def dispatch(self, request):\n        return HttpResponse('it')\n"
        "class view(LoginRequiredMixin, Own): pass\n"
    )
    (found,) = run(recorder, scenario(HEAD + source, RequestSpec())).exchanges
    assert (found.view, found.answered_by) == (None, "LoginRequiredMixin")
