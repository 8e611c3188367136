"""Requests go through Django's handler for WSGI or for ASGI, and what is seen of them is the same."""

import dataclasses

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.site.client import environ_of
from proven_lessons.runner.site.handlers import scope_of
from proven_lessons.runner.trace import Run
from tests.builders import run, scenario

SYNC = """
from django.http import HttpResponse


def view(request):
    request.session["n"] = request.session.get("n", 0) + 1
    kind = type(request).__name__
    return HttpResponse(f"{kind} {request.method} {request.GET.get('q')} {request.POST.get('f')} {request.get_host()}")
"""
ASYNC = """
import asyncio

from django.contrib.auth.models import User
from django.http import HttpResponse


async def view(request):
    number = await request.session.aget("n", 0) + 1
    await request.session.aset("n", number)
    await User.objects.acreate(username=f"u{number}")
    first, second = await asyncio.gather(asyncio.sleep(0, "a"), asyncio.sleep(0, "b"))
    return HttpResponse(f"{type(request).__name__} {first}{second} {await User.objects.acount()}")
"""
STREAM = """
from django.http import StreamingHttpResponse


async def parts():
    for word in ("one ", "two"):
        yield word


async def view(request):
    return StreamingHttpResponse(parts())
"""
CRASH = """
async def view(request):
    request.session["a"] = 1
    raise KeyError("gone")
"""
SENT = (
    RequestSpec(path="/?q=a%20b"),
    RequestSpec(method="POST", data={"f": "x y"}, headers={"X-One": "1"}),
    RequestSpec(method="HEAD"),
)


def both(recorder: Recorder, source: str, *sent: RequestSpec) -> tuple[Run, Run]:
    given = scenario(source, *sent)
    return run(recorder, given), run(recorder, dataclasses.replace(given, handler="asgi"))


def seen(of: Run) -> list[object]:
    return [
        (
            one.response.status,
            one.view,
            one.answered_by,
            [
                (step.kind, step.phase, step.session, [event.kind for event in step.events])
                for step in one.steps
            ],
            one.left_behind,
        )
        for one in of.exchanges
    ]


@pytest.mark.parametrize("source", [SYNC, ASYNC])
def test_the_same_is_seen_through_either(source: str, recorder: Recorder) -> None:
    wsgi, asgi = both(recorder, source, *SENT)
    assert seen(wsgi) == seen(asgi)
    texts = [
        (old.response.text or "", new.response.text or "")
        for old, new in zip(wsgi.exchanges, asgi.exchanges, strict=True)
    ]
    assert [new for _, new in texts] == [
        old.replace("WSGIRequest", "ASGIRequest") for old, _ in texts
    ]
    assert "ASGIRequest" in texts[0][1]


def test_what_is_sent_arrives(recorder: Recorder) -> None:
    _, asgi = both(recorder, SYNC, *SENT)
    assert [one.response.text for one in asgi.exchanges] == [
        "ASGIRequest GET a b None localhost:8000",
        "ASGIRequest POST None x y localhost:8000",
        "",
    ]


@pytest.mark.filterwarnings("ignore")
def test_a_stream_of_an_async_view_is_sent_part_by_part(recorder: Recorder) -> None:
    _, asgi = both(recorder, STREAM)
    assert asgi.exchanges[0].response.text == "one two"


def test_a_crash_becomes_a_500(recorder: Recorder) -> None:
    wsgi, asgi = both(recorder, CRASH)
    (exchange,) = asgi.exchanges
    assert (exchange.response.status, exchange.raised) == (500, "KeyError")
    assert exchange.error is not None
    assert exchange.error.message == wsgi.exchanges[0].error.message  # type: ignore[union-attr]


def test_a_scope_says_what_the_environ_does() -> None:
    spec = RequestSpec(method="POST", path="https://shop.example/caf%C3%A9/?a=1", data={"b": "2"})
    scope = scope_of(environ_of(spec, "c=d", lambda path: b""))
    headers = dict(scope.pop("headers"))
    assert headers[b"host"] == b"shop.example"
    assert headers[b"cookie"] == b"c=d"
    assert headers[b"content-type"] == b"application/x-www-form-urlencoded"
    assert headers[b"content-length"] == b"3"
    assert scope == {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https",
        "path": "/café/", "raw_path": "/café/".encode(), "query_string": b"a=1", "root_path": "",
        "server": ("shop.example", 443), "client": ("127.0.0.1", 0),
    }  # fmt: skip
