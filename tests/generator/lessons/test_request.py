"""A request is a method and a path, or a mapping; what no browser could send is refused."""

import pytest
from pydantic import TypeAdapter, ValidationError

from proven_lessons.generator.lessons.request import RequestItem, RequestWritten, places_of
from proven_lessons.generator.lessons.request import each as each_of

ADAPTER: TypeAdapter[RequestWritten] = TypeAdapter(RequestItem)


def test_a_line_alone_is_a_request() -> None:
    assert ADAPTER.validate_python("GET /a/") == RequestWritten(request="GET /a/")
    assert ADAPTER.validate_python("GET   /a/").request == "GET /a/"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (30, 30),
        ("1 second", 1),
        ("20 minutes", 1200),
        ("2 hours", 7200),
        ("15 days", 1_296_000),
        ("1 week", 604_800),
    ],
)
def test_the_clock_moves_on_by_seconds_or_as_people_say_it(written: object, seconds: int) -> None:
    assert ADAPTER.validate_python({"request": "GET /", "clock": written}).clock == seconds


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"request": "get /"}, "expected a method and a path"),
        ({"request": "GET a/"}, "expected a method and a path"),
        ({"request": "GET"}, "expected a method and a path"),
        ({"clock": "soon"}, "expected seconds, or a text such as '15 days', found 'soon'"),
        ({"clock": -1}, "greater than or equal to 0"),
        ({"clock": "1 month"}, "expected seconds"),
        ({"request": "POST /", "json": {}, "data": {}}, "a request has one body"),
        ({"request": "POST /", "json": {}, "form": True}, "a request has one body"),
        ({"json": {}}, "a GET has no body"),
        ({"request": "HEAD /", "files": {"f": "a.txt"}}, "a GET has no body"),
        ({"client": "a b"}, "pattern"),
        ({"unknown": 1}, "Extra inputs"),
    ],
)
def test_what_no_browser_could_send_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python({"request": "GET /"} | more)
    assert message in str(caught.value)


def test_a_query_of_a_get_and_a_body_of_json_are_fine() -> None:
    assert ADAPTER.validate_python({"request": "GET /", "data": {"q": "a"}}).data == {"q": "a"}
    assert ADAPTER.validate_python({"request": "PUT /", "json": [1]}).json_ == [1]


TWO = [{"request": "POST /", "client": "ada"}, "GET /"]


def test_two_requests_at_once_wait_for_each_other_behind_named_steps() -> None:
    one = ADAPTER.validate_python({"together": TWO, "barriers": ["read"], "clock": 5})
    assert one.together is not None
    assert [(each.method, each.client) for each in one.together] == [
        ("POST", "ada"),
        ("GET", "browser"),
    ]
    rest = ADAPTER.validate_python("GET /a/")
    assert [each.path for each in each_of([one, rest])] == ["/", "/", "/a/"]
    assert list(places_of([one, rest])) == [(0, "together", 0), (0, "together", 1), (1,)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"together": TWO}, "expected barriers, the ids of steps"),
        ({"together": TWO[:1], "barriers": ["read"]}, "at least 2 items"),
        ({"together": TWO, "barriers": ["read", "read"]}, "expected each id once"),
        ({"together": [*TWO, "GET /"], "barriers": ["read"]}, "at most 2 items"),
        ({"together": TWO, "barriers": ["a b"]}, "pattern"),
        ({"together": TWO, "barriers": ["read"], "request": "GET /"}, "expected one of request"),
        ({"together": TWO, "barriers": ["read"], "client": "ada"}, "leave out client here"),
        ({"request": "GET /", "barriers": ["read"]}, "expected together"),
        ({}, "expected one of request, run (a command) and together"),
    ],
)
def test_what_can_not_be_served_at_once_is_refused(
    written: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTER.validate_python(written)
    assert message in str(caught.value)
