"""Responses as they are made."""

import pytest

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects.response import is_djangos_error_page
from proven_lessons.runner.probes.response import (
    ResponseCreated,
)
from proven_lessons.runner.trace import Event, Exchange, Failure, Raised, ResponseState
from tests.builders import a_step, an_exchange, words_of
from tests.generator.aspects import Told, told

BAD = Raised(type="ValueError", message="bad")
FAILED = Failure(type="ValueError", message="bad", at=None)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            ResponseCreated(type="HttpResponse", status=200, location=None),
            Told(
                actions=["Create response"],
                clauses=[],
                box="Create the response",
                arrows=[],
                states=[],
                cells=[],
            ),
        ),
        (
            ResponseCreated(type="HttpResponse", status=201, location=None),
            Told(
                actions=["Create response with status 201"],
                clauses=[],
                box="Create the response",
                arrows=[],
                states=[],
                cells=[],
            ),
        ),
        (
            ResponseCreated(type="HttpResponseRedirect", status=302, location="/a/"),
            Told(
                actions=["Create redirect to /a/"],
                clauses=["Line 5 makes a redirect to /a/."],
                box="Answer with a redirect",
                arrows=["makes a redirect to /a/"],
                states=[],
                cells=[],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


@pytest.mark.parametrize(
    ("status", "text", "cells"),
    [
        (200, "Hello", ["Hello"]),
        (404, "Hello", ["Hello", "404"]),
        (200, "", ["empty"]),
        (200, None, ["no text, or none yet"]),
        # A page of the lesson's own may have any title.
        (
            500,
            "<title>Server Error (500)</title>",
            ["<title>Server Error (500)</title>", "500"],
        ),
    ],
)
def test_the_content_of_a_response_is_shown_with_a_status_that_is_not_200(
    status: int, text: str | None, cells: list[str]
) -> None:
    made = ResponseCreated(type="HttpResponse", status=status, location=None)
    assert told(made, response=ResponseState(status=status, text=text)).cells == cells


def test_djangos_error_page_is_known_by_its_whole_text_and_its_error() -> None:
    page = (
        '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>Server Error (500)</title>\n</head>\n'
        "<body>\n  <h1>Server Error (500)</h1><p></p>\n</body>\n</html>\n"
    )
    error = Failure(type="ValueError", message="no", at=None)
    assert is_djangos_error_page(page, an_exchange(status=500, error=error))
    assert not is_djangos_error_page(page, an_exchange(status=500))
    assert not is_djangos_error_page(page + "more", an_exchange(status=500, error=error))


def test_the_sending_names_the_status_itself() -> None:
    made = ResponseCreated(type="HttpResponse", status=500, location=None)
    assert told(made, code="", kind="send", phase="closing").actions == []


@pytest.mark.parametrize(
    ("exchange", "ending"),
    [
        (an_exchange(status=201), "The response leaves with status 201."),
        (
            an_exchange(a_step(error=BAD), status=500, error=FAILED),
            "ValueError: bad is not caught, so Django answers with status 500.",
        ),
        (
            an_exchange(a_step(error=BAD), status=200, error=FAILED),
            "ValueError: bad is not caught by the view, and yet the response has status 200.",
        ),
        (
            an_exchange(status=500, error=FAILED),
            "Outside the lesson's own statements, Django raises ValueError: bad. "
            "It answers with status 500.",
        ),
    ],
)
def test_the_end_has_its_status_and_its_reason(exchange: Exchange, ending: str) -> None:
    assert words_of(aspects.load()["response"].ending(exchange)) == ending
