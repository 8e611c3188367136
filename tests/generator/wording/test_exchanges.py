"""A request is named as far as it has to be: alone not at all, else by number, browser and time."""

import dataclasses

import pytest

from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.wording.exchanges import browser, place_of, title_of, view_name
from tests.builders import a_run, an_exchange, words_of


def test_a_request_that_is_alone_has_no_title() -> None:
    assert title_of(numbered(a_run())[0]) is None


def test_requests_are_numbered_and_tell_how_much_later_they_come() -> None:
    run = a_run(an_exchange(), an_exchange(clock=86_400 * 15))
    assert [words_of(title_of(one)) for one in numbered(run)] == [
        "Request 1: GET /",
        "Request 2: GET /, 15 days later",
    ]


def test_with_two_browsers_each_is_named() -> None:
    run = a_run(an_exchange(), an_exchange(client="ada"))
    assert [words_of(title_of(one)) for one in numbered(run)] == [
        "Request 1: GET /, from the first browser",
        "Request 2: GET /, from the browser 'ada'",
    ]
    assert words_of(browser("ada")) == "the browser 'ada'"


def test_a_tab_that_has_a_name_is_named() -> None:
    run = a_run(an_exchange(tab="old"), an_exchange(tab="old", client="ada", clock=60))
    assert [words_of(title_of(one)) for one in numbered(run)] == [
        "Request 1: GET /, from the first browser, in the tab 'old'",
        "Request 2: GET /, from the browser 'ada', in the tab 'old', 1 minute later",
    ]


def test_the_path_is_that_of_its_own_request() -> None:
    post = an_exchange()
    post = dataclasses.replace(
        post, request=dataclasses.replace(post.request, method="POST", path="/a/")
    )
    assert words_of(title_of(numbered(a_run(an_exchange(), post))[1])) == "Request 2: POST /a/"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("lesson.views.cart", "cart"),
        ("django.contrib.auth.views.LoginView", "django.contrib.auth.views.LoginView"),
        (None, ""),
    ],
)
def test_a_view_is_called_as_its_author_calls_it(name: str | None, shown: str) -> None:
    assert view_name(name) == shown


@pytest.mark.parametrize(
    ("file", "several", "words"),
    [
        ("views.py", False, "line 5"),
        ("views.py", True, "views.py, line 5"),
        ("models.py", False, "models.py, line 5"),
    ],
)
def test_a_place_names_its_file_where_it_could_be_another(
    file: str, words: str, *, several: bool
) -> None:
    assert words_of(place_of(file, 5, several=several)) == words
