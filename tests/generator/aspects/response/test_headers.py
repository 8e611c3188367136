"""Headers are shown where they tell something, in the rows in which they come and go."""

from proven_lessons.generator.aspects.response.headers import column, telling
from proven_lessons.runner.trace import Exchange, Request, Response
from tests.builders import an_exchange, words_of

PLAIN = {"Content-Type": "text/html", "X-Frame-Options": "DENY", "Content-Length": "2"}


def exchange(sent: dict[str, str], given: dict[str, str]) -> Exchange:
    request = Request(method="GET", path="/", headers=sent, cookies={}, data=None)
    response = Response(status=200, headers=PLAIN | given, cookies={}, text="ok")
    return an_exchange(request=request, response=response)


def cells(of: Exchange) -> list[list[str]]:
    return [[words_of(part) for part in column().cell(step, of, None)] for step in of.steps]  # type: ignore[arg-type] # no part of it opens


def test_headers_stand_where_the_request_comes_and_the_response_leaves() -> None:
    found = exchange({"Accept-Language": "es"}, {"Location": "/es/", "Vary": "Cookie"})
    assert cells(found) == [["Accept-Language: es"], ["Location: /es/", "Vary: Cookie"]]
    assert column().is_wanted(found)
    assert telling(found) == {"Location": "/es/", "Vary": "Cookie"}


def test_what_every_response_has_is_no_news() -> None:
    for given in ({}, {"Vary": "Cookie"}):
        found = exchange({}, given)
        assert cells(found) == [[], []]
        assert not column().is_wanted(found)
    assert column().is_wanted(exchange({}, {"Vary": "Accept-Language"}))
