"""A request is a method and a path, or a mapping; what no browser could send is refused."""

import pytest
from pydantic import TypeAdapter, ValidationError

from proven_lessons.generator.lessons.request import RequestItem, RequestWritten

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
