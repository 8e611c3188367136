"""Every kind of step has a plain wording."""

import dataclasses

import pytest

from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.wording import endings, exchanges, steps
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Exchange, Step
from tests.builders import MIDDLEWARE, exchange, run, scenario, statements, view, words_of


def action(step: Step, of: Exchange) -> str:
    return words_of(steps.action(step, of))


def closing_note(of: Exchange) -> str:
    return words_of(endings.closing_note(of))


# A statement of a view, and the action of its first step.
ACTIONS = {
    "request.session['color'] = 'blue'": "Set 'color' = 'blue' in session",
    "request.session.get('color', 'red')": "Get 'color' from session: missing, default 'red'",
    "request.session['color']": "Get 'color' from session: there is no such key, raises KeyError: 'color'",
    "request.session.pop('color', None)": "Pop 'color' from session: missing, default None",
    "request.session.setdefault('color', 'red')": "Set 'color' = 'red' in session, because it is missing",
    "request.session.setdefault('cart', []).append(1)": "Set 'cart' = [] in session, because it is missing, and change it in place",
    "request.session.update({'a': 1})": "Update session with {'a': 1}",
    "'color' in request.session": "Check whether 'color' is in session",
    "request.session.flush()": "Flush session: data and key are gone",
    "request.session.cycle_key()": "Give the session a new key, keep its data",
    "request.session.set_expiry(60)": "Call session.set_expiry(60)",
    "request.session.save()": "Run request.session.save(): Save session to the store",
    "request.session['b'] = request.session.get('a', 1)": "Get 'a' from session: missing, default 1. Set 'b' = 1 in session",
    "x = 1": "Set variable x = 1",
    "x, (y, *z) = 1, (2, 3)": "Set variable x = 1, y = 2, z = [3]",
    "x = {}; x['a'] = 1": "Set variable x = {}",
    "({})['a'] = 1": "Run ({})['a'] = 1",
    "if request.GET: pass": "Check request.GET: no",
    "if request.GET: y: int": "Check request.GET",
    "for i in 'ab':\n    pass": "Next iteration: i = 'a'",
    "for i in []:\n    pass": "The loop has no more items",
    "while not request:\n    pass": "Loop while not request: the loop ends",
    "match 1:\n    case 1 | 2:\n        pass": "match 1: case 1 | 2 fits",
    "match request.method:\n    case 'GET':\n        pass": "match request.method: case 'GET' fits",
    "match 1:\n    case 3:\n        pass": "match 1: no case fits",
    "with __import__('contextlib').nullcontext():\n    pass": "Enter with __import__('contextlib').nullcontext()",
    "raise ValueError('no')": "Raise ValueError",
    "assert request": "Check assert request",
    "import json": "Import json",
    "def f(): pass": "Define f",
    "pass": "Do nothing (pass)",
    "del request.session['a']": "Delete 'a' from session, raises KeyError: 'a'",
    "1 / 0": "Run 1 / 0, raises ZeroDivisionError: division by zero",
    "if {}['k']: pass": "Run if {}['k'], raises KeyError: 'k'",
    "while {}['k']:\n    pass": "Run while {}['k'], raises KeyError: 'k'",
    "for x in 1:\n    pass": "Run for x in 1, raises TypeError: 'int' object is not iterable",
    "assert not request": "Run assert not request, raises AssertionError",
    "return HttpResponse('x')": "Create response",
    "return HttpResponse('x', status=201)": "Create response with status 201",
    "return HttpResponseRedirect('/a/')": "Create redirect to /a/",
    "return HttpResponse(request.session.get('a'))": "Get 'a' from session: missing, default None. Create response",
    "response = HttpResponse('x')": "Create response",
}


@pytest.mark.parametrize("statement", ACTIONS)
def test_actions_say_what_happened(statement: str, recorder: Recorder) -> None:
    found = exchange(recorder, f"{statement}\nreturn HttpResponse('x')")
    assert action(statements(found)[0], found) == ACTIONS[statement]


def test_calls_and_returns_are_told(recorder: Recorder) -> None:
    body = "def double(n):\n    return n * 2\nx = double(4)\ntry:\n    1 / 0\nexcept ZeroDivisionError as error:\n    pass\nreturn HttpResponse('x')"
    found = exchange(recorder, body)
    assert [action(step, found) for step in statements(found)] == [
        "Define double",
        "Call double(n=4)",
        "Return 8",
        "Set variable x = 8",
        "Run 1 / 0, raises ZeroDivisionError: division by zero",
        "except ZeroDivisionError as error: caught",
        "Do nothing (pass)",
        "Create response",
    ]


@pytest.mark.parametrize(
    ("body", "opening", "sending", "note"),
    [
        (
            "request.session['a'] = 1\nreturn HttpResponse('x')",
            "Request received, session not read yet",
            "Send response back",
            "The response leaves with status 200. Before that, SessionMiddleware saves the session.",
        ),
        (
            "return HttpResponse('x')",
            "Request received, session not read yet",
            "Send response back",
            "The response leaves with status 200. Nothing asked for what the session holds, so it is neither loaded nor saved.",
        ),
        (
            "request.session.get('a')\nreturn HttpResponse('x')",
            "Request received, session not read yet",
            "Send response back",
            "The response leaves with status 200. The session has no key and no data, so there is nothing to save.",
        ),
        (
            "request.session['a'] = 1\nraise ValueError('no')",
            "Request received, session not read yet",
            "Send response back: status 500, because of ValueError",
            "ValueError: no is not caught, so Django answers with status 500. "
            "Django does not save the session when the status is 500 or more.",
        ),
    ],
)
def test_the_ends_of_an_exchange_are_told(
    body: str, opening: str, sending: str, note: str, recorder: Recorder
) -> None:
    found = exchange(recorder, body)
    assert action(found.steps[0], found) == opening
    assert action(found.steps[-1], found) == sending
    assert closing_note(found) == note


def test_what_django_asks_the_session_for_by_itself_is_told_once(recorder: Recorder) -> None:
    body = "if 'a' not in request.session:\n    request.session['a'] = {'n': 1}\n{}\nreturn HttpResponse('x')"
    again = "request.session.setdefault('a', {})['n'] += 1"
    _, second = run(
        recorder, scenario(view(body.replace("{}\n", again + "\n")), RequestSpec(), RequestSpec())
    ).exchanges
    actions = [action(step, second) for step in statements(second)]
    assert actions[:2] == [
        "Check 'a' not in request.session: no",
        "Get 'a' from session: it is there, so its default is not needed, and change it in place",
    ]
    assert closing_note(second).endswith("What the store holds is not what the view saw.")


def test_who_saves_is_told(recorder: Recorder) -> None:
    given = scenario(
        view("request.session['a'] = 1\nreturn HttpResponse('x')"),
        files={"middleware.py": MIDDLEWARE},
        settings={
            "MIDDLEWARE": [
                "lesson.middleware.Outer",
                "django.contrib.sessions.middleware.SessionMiddleware",
            ],
        },
    )
    (found,) = run(recorder, given).exchanges
    (saving,) = [
        step for step in found.steps if any(event.kind == "session.save" for event in step.events)
    ]
    assert saving.at is not None
    assert saving.at.file == "middleware.py"
    assert "SessionMiddleware saves the session to the store" in action(saving, found)


def test_a_store_without_keys_gives_no_new_one(recorder: Recorder) -> None:
    settings = {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"}
    body = "request.session['a'] = 1\nrequest.session.save()\nrequest.session.cycle_key()\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(body), settings=settings)).exchanges
    assert "Call session.cycle_key(): the key stays as it is" in action(statements(found)[2], found)


def test_a_call_that_does_much_to_the_session_is_named(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    user = User.objects.create_user("ada")
    login(request, user)
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    assert action(found.steps[4], found).startswith(
        "Run login(request, user): Check whether '_auth_user_id' is in session. Give the session a new key, keep its "
        "data. Set '_auth_user_id' = '1' in session."
    )


def test_requests_have_titles_with_their_time_and_their_browser(recorder: Recorder) -> None:
    sent = (RequestSpec(), RequestSpec(path="/a/", clock=900), RequestSpec(client="ada"))
    found = run(recorder, scenario(view("return HttpResponse('x')"), *sent))
    assert [words_of(exchanges.title_of(one)) for one in numbered(found)] == [
        "Request 1: GET /, from the first browser",
        "Request 2: GET /a/, from the first browser, 15 minutes later",
        "Request 3: GET /, from the browser 'ada'",
    ]
    (alone,) = numbered(dataclasses.replace(found, exchanges=found.exchanges[:1]))
    assert exchanges.title_of(alone) is None
