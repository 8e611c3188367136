"""A client keeps cookies as a browser does: by path, and until their time is over (Django's test client does not)."""

from http.cookies import SimpleCookie

import pytest
import time_machine

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.site.client import Client, after_redirect, environ_of
from proven_lessons.runner.trace import Run
from tests.builders import run, scenario


def test_json_and_files_are_sent_as_a_browser_sends_them() -> None:
    def sent(spec: RequestSpec) -> tuple[str, bytes]:
        environ = environ_of(spec, "", lambda path: b"of " + path.encode())
        body: bytes = environ["wsgi.input"].read()
        assert environ["CONTENT_LENGTH"] == str(len(body))
        return environ["CONTENT_TYPE"], body

    assert sent(RequestSpec(method="POST", json={"a": [1, None]})) == (
        "application/json",
        b'{"a": [1, null]}',
    )
    assert sent(RequestSpec(method="PUT", json=False)) == ("application/json", b"false")
    kind, body = sent(RequestSpec(method="POST", data={"a": [1, 2]}, files={"f": "in/it.txt"}))
    assert kind == "multipart/form-data; boundary=----lesson-form-boundary"
    assert body.decode().replace("\r\n", "|").split("------lesson-form-boundary") == [
        "",
        '|Content-Disposition: form-data; name="a"||1|',
        '|Content-Disposition: form-data; name="a"||2|',
        '|Content-Disposition: form-data; name="f"; filename="it.txt"|Content-Type: text/plain||of in/it.txt|',
        "--|",
    ]


def kept(header: str, path: str = "/a/page") -> Client:
    client = Client()
    client.keep(SimpleCookie(header), path)
    return client


@pytest.mark.parametrize(
    ("header", "path", "sent"),
    [
        ("x=1; Path=/", "/", "x=1"),
        ("x=1; Path=/shop", "/shop/cart?y=1", "x=1"),
        ("x=1; Path=/shop", "/shopping/", ""),
        ("x=1", "/a/other", "x=1"),
        ("x=1", "/b/", ""),
        ("x=1; Path=/; Max-Age=0", "/", ""),
        ("x=1; Path=/; Domain=example.org", "/", ""),
        ("x=1; Path=/; Domain=.localhost", "/", "x=1"),
        ("x=1; Path=/; SameSite=None", "/", ""),
        ("x=1; Path=/; SameSite=None; Secure", "/", "x=1"),
        ("__Host-x=1; Path=/", "/", ""),
        ("__Host-x=1; Path=/; Secure", "/", "__Host-x=1"),
        ("__Secure-x=1; Path=/", "/", ""),
        ("x=1; Path=/; Max-Age=-5", "/", ""),
        ("x=1; Path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", ""),
        ('x="a\\054 b"; Path=/', "/", 'x="a\\054 b"'),
    ],
)
def test_a_cookie_goes_where_it_belongs(header: str, path: str, sent: str) -> None:
    assert kept(header).sent_to(path) == sent


def test_cookies_of_one_name_and_two_paths_are_two() -> None:
    client = kept("x=1; Path=/")
    client.keep(SimpleCookie("x=2; Path=/shop/"), "/")
    assert client.sent_to("/shop/") == "x=2; x=1"
    assert client.sent_to("/") == "x=1"
    client.keep(SimpleCookie("x=; Path=/other/; Max-Age=0"), "/")
    client.keep(SimpleCookie("x=; Path=/shop/; Max-Age=0"), "/")
    assert client.everything() == {"x": "1"}


def test_a_cookie_ends_when_its_time_is_over() -> None:
    with time_machine.travel(0, tick=False) as clock:
        client = kept("x=1; Path=/; Max-Age=60")
        assert client.cookies() == {"x": "1"}
        clock.shift(61)
        assert client.cookies() == {}


def test_a_cookie_that_is_set_again_to_nothing_is_gone() -> None:
    client = kept("x=1; Path=/")
    client.keep(SimpleCookie("x=; Path=/; Max-Age=0"), "/")
    assert client.everything() == {}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            RequestSpec(path="/a/?x=1", data={"y": [2, 3]}),
            {"QUERY_STRING": "x=1&y=2&y=3", "PATH_INFO": "/a/"},
        ),
        (
            RequestSpec(method="POST", data={"y": "ä"}),
            {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "8"},
        ),
        (
            RequestSpec(method="POST", data={"y": 1}, headers={"Content-Type": "application/json"}),
            {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "8"},
        ),
        (
            RequestSpec(path="/%C3%A4/", headers={"Accept-Language": "fr"}),
            {"PATH_INFO": "/\xc3\xa4/", "HTTP_ACCEPT_LANGUAGE": "fr"},
        ),
    ],
)
def test_a_request_is_a_wsgi_environ(spec: RequestSpec, expected: dict[str, str]) -> None:
    environ = environ_of(spec, "", lambda path: b"of " + path.encode())
    assert {name: environ[name] for name in expected} == expected
    assert "HTTP_COOKIE" not in environ


@pytest.mark.parametrize(
    ("status", "method", "keeps_data"),
    [(302, "GET", False), (303, "GET", False), (307, "POST", True), (308, "POST", True)],
)
def test_a_redirect_is_followed_as_a_browser_does(
    status: int, method: str, *, keeps_data: bool
) -> None:
    asked = RequestSpec(method="POST", path="/a/b/", data={"x": 1}, client="ada")
    answer = after_redirect(asked, status, "../c/?d=1#e")
    assert (answer.method, answer.path, answer.client, answer.data is not None) == (
        method,
        "/a/c/?d=1",
        "ada",
        keeps_data,
    )


SHOP = """\
from django.http import HttpResponse


def view(request):
    sent = sorted(request.COOKIES)
    response = HttpResponse(f"{request.scheme} {request.get_host()} {request.is_secure()} {sent}")
    response.set_cookie("own", "1")
    response.set_cookie("safe", "1", secure=True)
    if "shop" in request.get_host():
        response.set_cookie("shared", "1", domain="shop.example")
    return response
"""


def test_other_hosts_and_https(recorder: Recorder) -> None:
    paths = (
        "/", "https://shop.example/", "https://shop.example/", "http://shop.example/",
        "https://www.shop.example/", "https://other.example:8443/", "/",
    )  # fmt: skip
    run = recorder.run({"it": scenario(SHOP, *(RequestSpec(path=one) for one in paths))})["it"]
    assert isinstance(run, Run)
    assert [exchange.response.text for exchange in run.exchanges] == [
        "http localhost:8000 False []",
        "https shop.example True []",
        "https shop.example True ['own', 'safe', 'shared']",
        "http shop.example False ['own', 'shared']",
        "https www.shop.example True ['shared']",
        "https other.example:8443 True []",
        "http localhost:8000 False ['own', 'safe']",  # a browser trusts its own machine
    ]


def test_a_redirect_to_https_is_followed(recorder: Recorder) -> None:
    settings = {"SECURE_SSL_REDIRECT": True}
    requests = (RequestSpec(path="http://shop.example/a?b=1", follow=True),)
    it = scenario(SHOP, *requests, settings=settings, routes={"a": "view"})
    run = recorder.run({"it": it})["it"]
    assert isinstance(run, Run)
    assert [(one.request.path, one.response.status) for one in run.exchanges] == [
        ("http://shop.example/a?b=1", 301), ("https://shop.example/a?b=1", 200),
    ]  # fmt: skip


def test_a_form_over_https_says_where_it_is_from(recorder: Recorder) -> None:
    source = """\
from django.http import HttpResponse
from django.middleware.csrf import get_token


def view(request):
    token = get_token(request)
    return HttpResponse(f'<form method="post"><input name="csrfmiddlewaretoken" value="{token}"></form>')
"""
    where = "https://shop.example/"
    requests = (RequestSpec(path=where), RequestSpec(method="POST", path=where, form=True))
    run = recorder.run({"it": scenario(source, *requests, csrf=True)})["it"]
    assert isinstance(run, Run)
    assert [one.response.status for one in run.exchanges] == [200, 200]


def test_each_tab_has_a_page_and_all_share_the_cookies(recorder: Recorder) -> None:
    source = """
from django.http import HttpResponse

FORM = '<form method="post"><input name="n" value="{}"></form>'


def view(request):
    if request.method == "POST":
        return HttpResponse(f"{request.POST['n']} of {request.session['n']}")
    request.session["n"] = request.session.get("n", 0) + 1
    return HttpResponse(FORM.format(request.session["n"]))
"""
    sent = [
        RequestSpec(tab="old"),
        RequestSpec(),
        RequestSpec(method="POST", form=True, tab="old"),
        RequestSpec(method="POST", form=True),
    ]
    exchanges = run(recorder, scenario(source, *sent)).exchanges
    assert [one.tab for one in exchanges] == ["old", "", "old", ""]
    assert [one.response.text for one in exchanges][2:] == ["1 of 2", "2 of 2"]
