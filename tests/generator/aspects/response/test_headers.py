"""Headers are shown where they tell something, in the rows in which they come and go."""

import pytest

from proven_lessons.generator.aspects.response.headers import column, telling
from proven_lessons.runner.trace import Exchange, Request, Response
from tests.builders import an_exchange, words_of
from tests.generator.aspects import moments

HTML = "text/html; charset=utf-8"
PLAIN = {"Content-Type": HTML, "X-Frame-Options": "DENY", "Content-Length": "2"}


def exchange(sent: dict[str, str], given: dict[str, str], text: str = "ok") -> Exchange:
    request = Request(method="GET", path="/", headers=sent, cookies={}, data=None)
    response = Response(status=200, headers=PLAIN | given, cookies={}, text=text)
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


@pytest.mark.parametrize("text", ['{"a": 1}', ' ["a"]\n'])
def test_json_that_is_sent_as_html_is_told(text: str) -> None:
    sent = exchange({}, {}, text)
    assert telling(sent) == {"Content-Type": HTML}
    ((rank, ask, answer),) = moments("response", sent)
    assert (rank, ask) == (3, "What does a browser take the body of response 1 for?")
    assert answer == (
        "For HTML: the header Content-Type: text/html; charset=utf-8 says so. HttpResponse sends "
        "it whatever is in the body; JsonResponse, or the argument content_type, sends another. "
        '<exchanges[0].response.headers["Content-Type"] == "text/html; charset=utf-8" and '
        f"(exchanges[0].response.text | first) == {text.strip()[0]!r}>"
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "{% a template %}"),
        ({}, "[not JSON]"),
        ({}, "1"),
        ({}, "[1, 2]"),
        ({}, "[" * 100_000),
        ({"Content-Type": "application/json"}, '{"a": 1}'),
    ],
)
def test_what_is_no_json_or_said_to_be_json_surprises_nobody(
    given: dict[str, str], text: str
) -> None:
    sent = exchange({}, given, text)
    assert telling(sent) == given
    assert moments("response", sent) == []
