"""Who answered is said of the response that left, with why, as far as the run tells."""

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from proven_lessons.generator.aspects.response.answering import (
    is_answered_by_another,
    lost_fields,
    questions,
    recognised,
)
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.auth import LoggedIn
from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.response import ResponseCreated
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Cookie, Exchange, Place, Request, Response, Step
from tests.builders import a_run, a_step, a_value, an_exchange, words_of

VIEW = "lesson.views.view"


def exchange(
    *steps: Step,
    by: str | None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    sent: dict[str, str] | None = None,
    cookies: tuple[str, str] = ("", ""),
    view: str | None = None,
    resolved: str | None = VIEW,
) -> Exchange:
    had, given = cookies
    more: dict[str, Any] = {
        "request": Request(
            method="GET", path="/", headers=sent or {}, data=None,
            cookies={"csrftoken": had} if had else {},
        ),
        "response": Response(
            status=status, headers=headers or {}, text="",
            cookies={"csrftoken": Cookie(value=given, attributes={})} if given else {},
        ),
    }  # fmt: skip
    resolved_view = None if view else resolved
    return an_exchange(*steps, answered_by=by, view=view, resolved_view=resolved_view, **more)


def told(*exchanges: Exchange) -> tuple[str, tuple[str, ...]]:
    (moment,) = recognised(numbered(a_run(*exchanges))[-1])
    return words_of(moment.answer), moment.proof


@pytest.mark.parametrize(
    ("found", "words", "proof"),
    [
        (
            exchange(by="require_POST", status=405, headers={"Allow": "POST"}),
            "require_POST does, with status 405. The route leads to the view view, whose own code "
            "does not run. The header Allow names what is taken: POST.",
            (
                'exchanges[0].answered_by == "require_POST" and exchanges[0].response.status == 405',
                "exchanges[0].view is none",
                "exchanges[0].response.headers.Allow == 'POST'",
            ),
        ),
        (
            exchange(
                by="LocaleMiddleware", status=302, headers={"Location": "/es/"}, resolved=None
            ),
            "LocaleMiddleware does, with status 302. The response sends the browser to /es/.",
            (
                'exchanges[0].answered_by == "LocaleMiddleware" and exchanges[0].response.status == 302',
                "exchanges[0].response.headers.Location == '/es/'",
            ),
        ),
        (
            exchange(
                a_step(ExceptionHandled(type="ValueError", message="", status=500)),
                a_step(ExceptionHandled(type="Http404", message="", status=404)),
                by="Django", status=404, view=VIEW,
            ),
            "Django does: it turns the exception Http404 into status 404.",
            ('exchanges[0].answered_by == "Django" and exchanges[0].response.status == 404',),
        ),
        (
            exchange(
                a_step(Query(sql="SELECT 1", params=(), rows=None)),
                by="ConditionalGetMiddleware", status=304, view=VIEW, headers={"ETag": '"a"'},
                sent={"If-None-Match": '"a"'},
            ),
            "ConditionalGetMiddleware does, with status 304. The view view has run, and another "
            'response leaves in the place of its own. The browser has sent the ETag "a" in '
            "If-None-Match, and it is still that of the response: the body is not sent again. The "
            "view has run all the same, and 1 SQL statement was sent.",
            (
                'exchanges[0].answered_by == "ConditionalGetMiddleware" and exchanges[0].response.status == 304',
                'exchanges[0].view == "lesson.views.view"',
                "exchanges[0].response.headers.ETag == '\"a\"'",
                "exchanges[0].sql | length == 1",
            ),
        ),
    ],
)  # fmt: skip
def test_who_answers_and_what_that_says(
    found: Exchange, words: str, proof: tuple[str, ...]
) -> None:
    assert told(found) == (words, proof)


def test_a_token_from_before_a_login_is_refused() -> None:
    login = exchange(
        a_step(LoggedIn(user=a_value("ada"))), by="view", view=VIEW, cookies=("old", "new")
    )
    log = Logged(logger="django.security.csrf", level="WARNING", message="Forbidden (incorrect)")
    refused = exchange(a_step(log, code=""), by="CsrfViewMiddleware", status=403)
    words, proof = told(login, refused)
    assert words.endswith(
        "The log has its reason: Forbidden (incorrect). The login of request 1 gave the browser a "
        "new token, so tokens from before it are worth nothing."
    )
    assert proof[-2:] == (
        "step[5].events[0].message == 'Forbidden (incorrect)'",
        "exchanges[0].cookies.csrftoken != exchanges[0].request.cookies.csrftoken",
    )
    # Without a new token, the login is no reason.
    kept = exchange(a_step(LoggedIn(user=a_value("ada"))), by="view", view=VIEW)
    assert "The login" not in told(kept, refused)[0]


@pytest.mark.parametrize(
    "found",
    [
        exchange(by="view", view=VIEW),
        exchange(by="View.get", view="lesson.views.View"),
        exchange(by=None, view=VIEW),
        exchange(by="django.views.static.serve", view="django.views.static.serve"),
        exchange(by="Django", status=500, view=VIEW),  # the note below the table says that
    ],
)
def test_of_a_view_that_answers_itself_nothing_is_said(found: Exchange) -> None:
    assert not is_answered_by_another(found)
    assert list(recognised(numbered(a_run(found))[0])) == []


def test_what_a_view_calls_may_make_the_response_that_it_returns() -> None:
    made = a_step(ResponseCreated(type="HttpResponse", status=200, location=None, by="search"))
    assert not is_answered_by_another(exchange(made, by="search", view="lesson.views.wrapper"))
    late = replace(made, phase="closing")
    assert is_answered_by_another(exchange(late, by="search", view="lesson.views.wrapper"))
    assert not is_answered_by_another(exchange(by="TemplateResponseMixin", view=VIEW))
    assert is_answered_by_another(exchange(by="TemplateResponseMixin", view=None))


def test_it_is_asked_who_answers_and_with_which_status() -> None:
    run = a_run(exchange(by="view", view=VIEW), exchange(by="LoginRequiredMixin", status=302))
    assert [(words_of(one.ask), one.answer) for one in questions(run)] == [
        ("Who answers request 2?", "exchanges[1].answered_by"),
        ("Which status does the response to request 2 have?", "exchanges[1].response.status"),
    ]
    alone = a_run(exchange(by="require_POST", status=405))
    assert [words_of(one.ask) for one in questions(alone)] == [
        "Who answers the request?",
        "Which status does the response have?",
    ]
    assert list(questions(a_run(exchange(by="view", view=VIEW)))) == []


def test_what_a_view_did_before_another_answered_is_not_denied() -> None:
    at = Place(file="views.py", line=9, end_line=9, code="x", function="view.setup")
    words, _proof = told(exchange(a_step(at=at), by="Django", status=404))
    assert "none of whose handlers runs" in words
    made = ResponseCreated(type="HttpResponse", status=403, location=None, by="denied_page")
    raised = exchange(a_step(made, phase="closing"), by="denied_page", status=403, view=VIEW)
    words, _proof = told(dataclasses.replace(raised, raised="PermissionDenied"))
    assert words == (
        "denied_page does, with status 403. The view view has raised PermissionDenied, and made no "
        "response."
    )


def test_a_location_without_a_redirect_sends_nobody() -> None:
    words, _proof = told(exchange(by="create", status=201, headers={"Location": "/1/"}))
    assert "sends the browser" not in words


def posted(method: str = "POST", to: str = "/a/", **more: Any) -> Exchange:
    request = Request(method=method, path=to, headers={}, cookies={}, data={"title": a_value("x")})
    return dataclasses.replace(exchange(**more), request=request)


REDIRECT: dict[str, Any] = {"by": "CommonMiddleware", "status": 301, "headers": {"Location": "/"}}


def lost(*exchanges: Exchange) -> list[str]:
    return [words_of(one.answer) for one in lost_fields(numbered(a_run(*exchanges))[-1])]


def test_fields_that_a_redirect_loses_are_told() -> None:
    after = exchange(by="view", view=VIEW)
    assert lost(posted(**REDIRECT), after) == [
        "They are lost. CommonMiddleware answered with a redirect, and the browser followed it "
        "with GET: request 2 has no fields."
    ]
    assert lost(posted("GET", **REDIRECT), after) == []
    assert lost(posted(**REDIRECT | {"by": "view"}, view=VIEW), after) == [], "the view had them"
    assert lost(posted(**REDIRECT | {"headers": {"Location": "/b/"}}), after) == []
    assert lost(after) == []
    asks_first = posted(**REDIRECT | {"by": "ask_first"})
    kept = dataclasses.replace(asks_first, steps=(a_step(), *asks_first.steps[1:]))
    assert lost(kept, after) == [], "code of the lesson may have kept them"
