"""The narrated transcript reads as a person would tell it, and says what the run did."""

import dataclasses

import pytest

from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.modes.transcript.narration import narrated
from proven_lessons.runner.probes.cookies import CookieSet
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Run
from tests.builders import MIDDLEWARE, a_run, an_exchange, run, scenario, view, words_of


def told(of: Run, number: int = 1) -> list[str]:
    """Narrate an exchange of a run."""
    return [words_of(paragraph) for paragraph in narrated(numbered(of)[number - 1])]


def told_of(recorder: Recorder, body: str) -> list[str]:
    """Narrate a view with this body."""
    return told(run(recorder, scenario(view(body))))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "x = request.session.get('a', 'b')\nreturn HttpResponse(x)",
            "Line 5 asks the session for 'a', which it does not have, and gets the default, 'b'. So x is now 'b'. "
            "Line 6 makes the response, which says b.",
        ),
        (
            "x = 1\nif x > 2:\n    x = 3\nfor y in 'a':\n    pass\nreturn HttpResponse('')",
            "Line 5 sets x to 1. Line 6 checks x > 2: it is false. Line 8 begins an iteration: y is "
            "'a'. Line 9 does nothing. Line 8 finds no more items, so the loop ends. Line 10 makes the response.",
        ),
        (
            "request.session['a']\nreturn HttpResponse('ok')",
            "Line 5 asks the session for 'a', which it does not have. That raises KeyError: 'a'.",
        ),
        (
            "raise ValueError('no')",
            "Line 5 raises ValueError: no.",
        ),
        (
            "if 'a' in request.session:\n    pass\nreturn HttpResponseRedirect('/b/')",
            "Line 5 checks whether 'a' is in the session (it is not). So the condition is false. "
            "Line 7 makes a redirect to /b/.",
        ),
        (
            "request.session.setdefault('a', [])\nx = request.session.pop('a')\nreturn HttpResponse('ok')",
            "Line 5 calls setdefault(), which sets 'a' to [], because it is missing, and returns it. "
            "The session in memory is now {'a': []}. It is not saved yet. "
            "Line 6 takes 'a' out of the session and gets its value, []. So x is now []. "
            "Line 7 makes the response, which says ok.",
        ),
        (
            "request.session.flush()\nrequest.session.set_expiry(60)\nreturn HttpResponse('ok')",
            "Line 5 flushes the session: its data and its key are gone. "
            "Line 6 calls session.set_expiry(60). "
            "The session in memory is now {'_session_expiry': 60}. It is not saved yet. "
            "Line 7 makes the response, which says ok.",
        ),
        (
            "request.session['a'] = []\nrequest.session.save()\nrequest.session['a'].append(1)\n"
            "request.session['a'].pop()\nreturn HttpResponse('ok')",
            "Line 5 puts [] into the session under 'a'. The session in memory is now {'a': []}. It is not saved "
            "yet. Line 6 saves the session. To save the session, Django reads from the table django_session and inserts "
            "a row into it. Line 7 asks the session for 'a' and gets []. The session in memory is now {'a': [1]}. "
            "It is not saved yet: the store still holds {'a': []}. Line 8 asks the session for 'a' and gets [1]. The "
            "session in memory is now {'a': []}, which is what the store holds. "
            "Line 9 makes the response, which says ok.",
        ),
    ],
)
def test_the_statements_are_told(body: str, expected: str, recorder: Recorder) -> None:
    assert told_of(recorder, body)[1] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "return HttpResponse('ok')",
            "Nothing has asked for the session, so Django neither loads nor saves it. "
            "The response leaves with status 200.",
        ),
        (
            "request.session['a'] = 1\nreturn HttpResponse('ok')",
            "Before the response leaves, SessionMiddleware saves the session. "
            "For that, Django reads from the table django_session and inserts a row into it. "
            "The response tells the browser to keep the cookie sessionid. The response leaves with status 200.",
        ),
        (
            "request.session['a'] = 1\nraise ValueError('no')",
            "ValueError: no is not caught, so Django answers with status 500. "
            "Django does not save the session when the status is 500 or more.",
        ),
    ],
)
def test_the_end_is_told(body: str, expected: str, recorder: Recorder) -> None:
    assert told_of(recorder, body)[-1] == expected


def test_two_reads_of_one_key_in_one_statement_are_told_apart(recorder: Recorder) -> None:
    body = "request.session['a'] = 0\nx = request.session.pop('a', 0) + request.session.pop('a', 0)\nreturn HttpResponse('x')"
    assert (
        "takes 'a' out of the session and gets its value, 0. It tries to take 'a' out of the session, which does not "
        "have it, and gets the default, 0"
    ) in told_of(recorder, body)[1]


def test_a_middleware_comes_before_the_view(recorder: Recorder) -> None:
    source = (
        "def around(get_response):\n    def middleware(request):\n        x = 1\n        response = get_response(request)\n"
        "        return response\n    return middleware\n"
    )
    settings = {"MIDDLEWARE": ["lesson.middleware.around"]}
    given = scenario(
        view("return HttpResponse('ok')"), files={"middleware.py": source}, settings=settings
    )
    arrival, middle, _ = told(run(recorder, given))
    assert arrival == "Without a cookie, the browser sends GET /."
    assert middle.startswith(
        "Line 3 of middleware.py sets x to 1. Then Django calls the view view. "
    )


def test_a_statement_is_sent_for_what_sent_it(recorder: Recorder) -> None:
    body = (
        "from django.contrib.sessions.models import Session\n"
        "if 'a' in request.session and Session.objects.count():\n    pass\n"
        "request.session['a'] = 1\nreturn HttpResponse('ok')"
    )
    found = run(recorder, scenario(view(body), RequestSpec(), RequestSpec()))
    assert (
        "To load the session, Django reads from the table django_session. "
        "After that, Django reads from the table django_session."
    ) in told(found, 2)[1]


def test_several_browsers_and_no_route_are_told(recorder: Recorder) -> None:
    found = run(
        recorder,
        scenario(
            view("request.session['a'] = 1\nreturn HttpResponse('ok')"),
            RequestSpec(), RequestSpec(), RequestSpec(path="/no/", client="ada"),
        ),
    )  # fmt: skip
    assert told(found, 1)[0].startswith("Without a cookie, the first browser sends GET /.")
    assert told(found, 2)[0].startswith("With the cookie sessionid, the first browser sends GET /.")
    assert told(found, 3)[0] == (
        "Without a cookie, the browser 'ada' sends GET /no/. No route fits, so Django calls no view."
    )


def test_a_statement_without_effect_is_told_as_such(recorder: Recorder) -> None:
    body = "from django.contrib.auth.models import Group\nGroup.objects.update(name='x')\nreturn HttpResponse('ok')"
    assert (
        "For that, Django finds no row to change in the table auth_group."
        in told_of(recorder, body)[1]
    )


def test_a_view_that_is_not_called_is_told_as_such(recorder: Recorder) -> None:
    body = "return HttpResponse('ok')"
    refused = run(recorder, scenario(view(body), RequestSpec(method="POST"), csrf=True))
    assert told(refused)[0].endswith(
        "The route leads to the view view, but CsrfViewMiddleware answers, and the code of the "
        "view does not run."
    )
    settings = {"SECURE_SSL_REDIRECT": True}
    moved = run(recorder, scenario(view(body), settings=settings))
    assert told(moved)[0].endswith("Django answers before any view is called.")


def test_no_step_is_left_out(recorder: Recorder) -> None:
    body = (
        "\n".join(f"x{number} = {number}" for number in range(12)) + "\nreturn HttpResponse('ok')"
    )
    text = told_of(recorder, body)[1]
    assert all(f"line {5 + number} " in text.lower() for number in range(13))


def test_a_cookie_that_leaves_with_the_response_is_told_whoever_sets_it() -> None:
    exchange = an_exchange()
    sets = CookieSet(name="messages", value="x", max_age=None)
    last = dataclasses.replace(exchange.steps[-1], events=(sets,))
    run = a_run(dataclasses.replace(exchange, steps=(*exchange.steps[:-1], last)))
    assert told(run)[-1] == (
        "The response tells the browser to keep the cookie messages. "
        "The response leaves with status 200."
    )


def test_no_view_is_called_where_a_decorator_answers_behind_a_middleware(
    recorder: Recorder,
) -> None:
    source = (
        "from django.http import HttpResponse\nfrom django.views.decorators.http import "
        "require_POST\n\n\n@require_POST\ndef view(request):\n    return HttpResponse('x')\n"
    )
    settings = {"MIDDLEWARE": ["lesson.middleware.Outer"]}
    files = {"middleware.py": MIDDLEWARE}
    (one,) = numbered(run(recorder, scenario(source, files=files, settings=settings)))
    assert "Then Django calls the view" not in " ".join(map(words_of, narrated(one)))
