"""The closing words of an exchange say what became of the session, and why."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from proven_lessons.generator.aspects import Claimed
from proven_lessons.generator.wording import endings, steps
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Exchange, Failure, LeftBehind, Place, SessionState, Step
from tests.builders import MIDDLEWARE, a_run, an_exchange, exchange, run, scenario, view, words_of


def action(step: Step, of: Exchange) -> str:
    return words_of(steps.action(step, of))


def told(parts: Iterable[Claimed]) -> str:
    return " ".join(map(words_of, parts))


def closing_note(of: Exchange) -> str:
    return words_of(endings.closing_note(of))


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (
            "request.session['a'] = 1\ndel request.session['a']\nreturn HttpResponse('x')",
            "The response leaves with status 200. The session has no key and no data, so there is nothing to save.",
        ),
        (
            "request.session['a'] = {1}\nreturn HttpResponse('x')",
            "Outside the lesson's own statements, Django raises TypeError: Object of type set is not JSON "
            "serializable. It answers with status 500. The session is not saved.",
        ),
        (
            "x = 1",
            "Outside the lesson's own statements, Django raises ValueError: The view lesson.views.view didn't return "
            "an HttpResponse object. It returned None instead.. It answers with status 500. Nothing asked for what "
            "the session holds, so it is neither loaded nor saved.",
        ),
    ],
)
def test_the_fate_of_a_session_has_its_true_reason(
    body: str, note: str, recorder: Recorder
) -> None:
    assert closing_note(exchange(recorder, body)) == note.replace("instead..", "instead.")


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (
            "request.session['a'] = 1\nreturn HttpResponse('x', status=500)",
            "when the status is 500 or more.",
        ),
        (
            "return HttpResponse('x', status=500)",
            "Nothing asked for what the session holds, so it is neither loaded nor saved.",
        ),
        (
            "request.session['a'] = []\nrequest.session.save()\nrequest.session['a'].append(1)\n"
            "request.session.modified = False\nreturn HttpResponse('x')",
            "The session was saved, and has changed since: that change is not saved.",
        ),
        (
            "request.session['a'] = 1\nrequest.session.modified = False\nreturn HttpResponse('x')",
            "The session is not saved: in the end it is not marked as modified.",
        ),
    ],
)
def test_a_session_that_is_not_saved_has_its_reason(
    body: str, end: str, recorder: Recorder
) -> None:
    assert closing_note(exchange(recorder, body)).endswith(end)


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (
            "from django.contrib.sessions.models import Session\nrequest.session['a'] = 1\nrequest.session.save()\n"
            "Session.objects.all().delete()\nrequest.session.modified = False\nreturn HttpResponse('x')",
            "The session was saved, and has gone from the store since.",
        ),
        (
            "from django.contrib.sessions.backends.db import SessionStore\nother = SessionStore()\nother['x'] = 1\n"
            "other.save()\nreturn HttpResponse('x')",
            "Nothing asked for what the session holds, so it is neither loaded nor saved.",
        ),
    ],
)
def test_only_what_the_store_has_is_saved(body: str, end: str, recorder: Recorder) -> None:
    assert closing_note(exchange(recorder, body)).endswith(end)


def test_an_exception_that_a_middleware_replaces_is_told_as_such(recorder: Recorder) -> None:
    middleware = MIDDLEWARE.replace(
        "        return response",
        "        from django.http import HttpResponse\n        return HttpResponse('fine')",
    )
    given = scenario(
        view("raise ValueError('bad')"), files={"middleware.py": middleware},
        settings={"MIDDLEWARE": ["lesson.middleware.Outer"]},
    )  # fmt: skip
    assert closing_note(run(recorder, given).exchanges[0]).startswith(
        "ValueError: bad is not caught by the view, and yet the response has status 200."
    )


LATE = MIDDLEWARE.replace(
    "        return response", "        request.session['late'] = True\n        return response"
)


def test_what_changes_after_the_save_is_told_as_late(recorder: Recorder) -> None:
    given = scenario(
        view("return HttpResponse('x')"),
        files={"middleware.py": LATE},
        settings={
            "MIDDLEWARE": [
                "lesson.middleware.Outer",
                "django.contrib.sessions.middleware.SessionMiddleware",
            ]
        },
    )
    (found,) = run(recorder, given).exchanges
    assert closing_note(found).endswith(
        "The session is not saved: it was changed after SessionMiddleware had done its work."
    )


def test_a_session_that_can_not_be_loaded_is_told_as_such(recorder: Recorder) -> None:
    source = (
        "from django.http import HttpResponse\n\n\nasync def view(request):\n"
        "    if request.method == 'POST':\n        await request.session.aset('a', 1)\n        return HttpResponse('x')\n"
        "    return HttpResponse(request.session.get('a'))\n"
    )
    _, found = run(recorder, scenario(source, RequestSpec(method="POST"), RequestSpec())).exchanges
    said = action(next(step for step in found.steps if step.error), found)
    assert said.startswith("Get 'a' from session")
    assert "no such key" not in said
    assert closing_note(found).endswith("The session could not be loaded. Nothing of it is saved.")


@pytest.mark.parametrize(
    "body",
    [
        "request.session['a'] = 1\nrequest.session.modified = False\nreturn HttpResponse('x')",
        "request.session['a'] = []\nrequest.session.modified = False\nrequest.session['a'].append(1)\nreturn HttpResponse('x')",
    ],
)
def test_what_was_set_is_never_told_as_not_marked(body: str, recorder: Recorder) -> None:
    note = closing_note(exchange(recorder, body))
    assert note.startswith("The response leaves with status 200. The session is not saved")
    assert "nothing marked" not in note


def test_the_cookie_of_another_is_not_the_sessions(recorder: Recorder) -> None:
    body = "request.session.get('a')\nresponse = HttpResponse('x')\nresponse.delete_cookie('theme')\nreturn response"
    assert "delete" not in closing_note(exchange(recorder, body))


def test_a_flushed_session_takes_its_cookie_along(recorder: Recorder) -> None:
    body = "if request.session.get('a'):\n    request.session.flush()\nelse:\n    request.session['a'] = 1\nreturn HttpResponse('x')"
    _, second = run(recorder, scenario(view(body), RequestSpec(), RequestSpec())).exchanges
    assert closing_note(second) == (
        "The response leaves with status 200. The session has no key and no data any more, so the "
        "browser is told to delete its cookie."
    )


def test_a_change_that_is_lost_is_told(recorder: Recorder) -> None:
    body = "request.session.setdefault('cart', {})\nrequest.session['cart'][request.GET.get('x')] = 1\nreturn HttpResponse('x')"
    first, second = run(
        recorder, scenario(view(body), RequestSpec(), RequestSpec(path="/?x=b"))
    ).exchanges
    assert "saves the session" in closing_note(first)
    assert action(second.steps[2], second) == "Get 'cart' from session, and change it in place"
    assert closing_note(second) == (
        "The response leaves with status 200. The session is not saved: it has changed, but nothing marked it as modified. "
        "What the store holds is not what the view saw."
    )


BAD = Failure(type="ValueError", message="bad", at=Place(
    file="views.py", line=5, end_line=5, code="", function="view",
))  # fmt: skip
EMPTY = Failure(type="ValueError", message="The view didn't return an HttpResponse.", at=None)
OTHER = Failure(type="KeyError", message="'a'", at=None)


@pytest.mark.parametrize(
    ("exchanges", "raises", "words", "hint"),
    [
        ([an_exchange()], None, "", ""),
        ([an_exchange(status=503)], None, "", ""),
        ([an_exchange(status=404, error=BAD)], None, "", ""),
        (
            [an_exchange(), an_exchange(status=503, error=BAD)],
            None,
            "nothing catches ValueError: bad, and the response has status 503",
            "if that is the lesson, say so: raises: ValueError",
        ),
        (
            [an_exchange(status=500, error=EMPTY)],
            None,
            "nothing catches ValueError: The view didn't return an HttpResponse, and the response "
            "has status 500",
            "a view returns its response: is the return missing?",
        ),
        (
            [an_exchange(status=500, error=replace(EMPTY, at=BAD.at))],
            None,
            "nothing catches ValueError: The view didn't return an HttpResponse, and the response "
            "has status 500",
            "if that is the lesson, say so: raises: ValueError",
        ),
        (
            [an_exchange(status=500, error=OTHER)],
            None,
            "nothing catches KeyError: 'a', and the response has status 500",
            "if that is the lesson, say so: raises: KeyError",
        ),
        ([an_exchange(status=500, error=BAD)], "ValueError", "", ""),
        (
            [an_exchange(status=500, error=BAD), an_exchange(status=500, error=OTHER)],
            "ValueError",
            "expected the run to end in ValueError, it ends in KeyError and ValueError",
            "if that is the lesson, say so: raises: ValueError",
        ),
        (
            [an_exchange()],
            "ValueError",
            "expected the run to end in ValueError, it ends in no exception",
            "take raises out, or look whether what should raise it is still there",
        ),
    ],
)
def test_an_ending_that_was_not_announced_is_told_to_the_author(
    exchanges: list[Exchange], raises: str | None, words: str, hint: str
) -> None:
    assert endings.unexpected_ending(a_run(*exchanges), raises) == (words, hint)


@pytest.mark.parametrize(("with_session", "has_it"), [(True, True), (False, False)])
def test_a_lesson_that_is_not_about_the_session_says_nothing_of_it(
    *, with_session: bool, has_it: bool
) -> None:
    store = "django.contrib.sessions.backends.db"
    left = LeftBehind(cookies={"a": "b"}, store=store, sessions=())
    session = SessionState(status="unread", data={}, stored=None, changed=())
    found = an_exchange(left_behind=left)
    found = replace(found, steps=tuple(replace(step, session=session) for step in found.steps))
    for parts in (endings.endings, endings.left_behind):
        assert ("session" in told(parts(found, with_session=with_session))) is has_it
        assert "session" in told(parts(found))
