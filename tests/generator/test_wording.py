"""Every kind of step has a plain wording."""

import pytest

from generator import endings, wording
from runner.recorder import Recorder
from runner.scenario import RequestSpec
from tests.builders import exchange, run, scenario, statements, view

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
    "request.session.save()": "Save session to the store. Run request.session.save()",
    "request.session['b'] = request.session.get('a', 1)": "Get 'a' from session: missing, default 1. Set 'b' = 1 in session",
    "x = 1": "Set variable x = 1",
    "x, (y, *z) = 1, (2, 3)": "Set variable x = 1, y = 2, z = [3]",
    "x = {}; x['a'] = 1": "Set variable x = {}",
    "({})['a'] = 1": "Run ({})['a'] = 1",
    "if request.GET: pass": "Check request.GET: no",
    "for i in 'ab':\n    pass": "Next round: i = 'a'",
    "for i in []:\n    pass": "The loop has no more items",
    "while not request:\n    pass": "not request: stop the loop",
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
    assert wording.action(statements(found)[0], found) == ACTIONS[statement]


def test_calls_and_returns_are_told(recorder: Recorder) -> None:
    body = "def double(n):\n    return n * 2\nx = double(4)\ntry:\n    1 / 0\nexcept ZeroDivisionError as error:\n    pass\nreturn HttpResponse('x')"
    found = exchange(recorder, body)
    assert [wording.action(step, found) for step in statements(found)] == [
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
            "The response leaves with status 200. The session is not saved: nothing marked it as modified.",
        ),
        (
            "request.session['a'] = 1\nraise ValueError('no')",
            "Request received, session not read yet",
            "Send response back: status 500, because of ValueError",
            "Nothing catches ValueError: no, so Django answers with status 500. "
            "Django does not save the session when the status is 500 or more.",
        ),
    ],
)
def test_the_ends_of_an_exchange_are_told(body: str, opening: str, sending: str, note: str, recorder: Recorder) -> None:
    found = exchange(recorder, body)
    assert wording.action(found.steps[0], found) == opening
    assert wording.action(found.steps[-1], found) == sending
    assert endings.closing_note(found) == note


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (
            "request.session['a'] = 1\ndel request.session['a']\nreturn HttpResponse('x')",
            "The response leaves with status 200. The session has no key and no data, so there is nothing to save.",
        ),
        (
            "request.session['a'] = {1}\nreturn HttpResponse('x')",
            "Outside of the lesson's own statements, Django raises TypeError: Object of type set is not JSON "
            "serializable. It answers with status 500. The session is not saved.",
        ),
        (
            "x = 1",
            "Outside of the lesson's own statements, Django raises ValueError: The view lesson.views.view didn't return "
            "an HttpResponse object. It returned None instead.. It answers with status 500. Nothing asked for what "
            "the session holds, so it is neither loaded nor saved.",
        ),
    ],
)
def test_the_fate_of_a_session_has_its_true_reason(body: str, note: str, recorder: Recorder) -> None:
    assert endings.closing_note(exchange(recorder, body)) == note.replace("instead..", "instead.")


def test_what_django_asks_the_session_for_by_itself_is_told_once(recorder: Recorder) -> None:
    body = "if 'a' not in request.session:\n    request.session['a'] = {'n': 1}\n{}\nreturn HttpResponse('x')"
    again = "request.session.setdefault('a', {})['n'] += 1"
    _, second = run(
        recorder, scenario(view(body.replace("{}\n", again + "\n")), RequestSpec(), RequestSpec())
    ).exchanges
    actions = [wording.action(step, second) for step in statements(second)]
    assert actions[:2] == [
        "Check 'a' not in request.session: no",
        "Get 'a' from session: it is there, so its default is not needed, and change it in place",
    ]
    assert endings.closing_note(second).endswith("What the store holds is not what the view saw.")


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ("request.session['a'] = 1\nreturn HttpResponse('x', status=500)", "when the status is 500 or more."),
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
def test_a_session_that_is_not_saved_has_its_reason(body: str, end: str, recorder: Recorder) -> None:
    assert endings.closing_note(exchange(recorder, body)).endswith(end)


MIDDLEWARE = """\
class Outer:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return response
"""


def test_who_saves_is_told(recorder: Recorder) -> None:
    given = scenario(
        view("request.session['a'] = 1\nreturn HttpResponse('x')"),
        files={"middleware.py": MIDDLEWARE},
        settings={
            "MIDDLEWARE": ["lesson.middleware.Outer", "django.contrib.sessions.middleware.SessionMiddleware"],
        },
    )
    (found,) = run(recorder, given).exchanges
    (saving,) = [step for step in found.steps if any(event.kind == "session.save" for event in step.events)]
    assert saving.at is not None
    assert saving.at.file == "middleware.py"
    assert "SessionMiddleware saves the session to the store" in wording.action(saving, found)


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (
            "from django.contrib.sessions.models import Session\nrequest.session['a'] = 1\nrequest.session.save()\n"
            "Session.objects.all().delete()\nrequest.session.modified = False\nreturn HttpResponse('x')",
            "The session was saved, and is gone from the store since.",
        ),
        (
            "from django.contrib.sessions.backends.db import SessionStore\nother = SessionStore()\nother['x'] = 1\n"
            "other.save()\nreturn HttpResponse('x')",
            "Nothing asked for what the session holds, so it is neither loaded nor saved.",
        ),
    ],
)
def test_only_what_the_store_has_is_saved(body: str, end: str, recorder: Recorder) -> None:
    assert endings.closing_note(exchange(recorder, body)).endswith(end)


def test_an_exception_that_a_middleware_replaces_is_told_as_such(recorder: Recorder) -> None:
    middleware = MIDDLEWARE.replace(
        "        return response", "        from django.http import HttpResponse\n        return HttpResponse('fine')"
    )
    given = scenario(
        view("raise ValueError('bad')"), files={"middleware.py": middleware},
        settings={"MIDDLEWARE": ["lesson.middleware.Outer"]},
    )  # fmt: skip
    assert endings.closing_note(run(recorder, given).exchanges[0]).startswith(
        "Django turns ValueError: bad into a response. Something around it answers with status 200 instead."
    )


LATE = MIDDLEWARE.replace("        return response", "        request.session['late'] = True\n        return response")


def test_what_changes_after_the_save_is_told_as_late(recorder: Recorder) -> None:
    given = scenario(
        view("return HttpResponse('x')"),
        files={"middleware.py": LATE},
        settings={"MIDDLEWARE": ["lesson.middleware.Outer", "django.contrib.sessions.middleware.SessionMiddleware"]},
    )
    (found,) = run(recorder, given).exchanges
    assert endings.closing_note(found).endswith(
        "The session is not saved: it was changed after SessionMiddleware had done its work."
    )
    assert [wording.phase(step, found) for step in statements(found)][1:] == [
        "Create the response", "Set a variable", "Set session key-value", "Run the code around the view",
    ]  # fmt: skip


def test_a_session_that_can_not_be_loaded_is_told_as_such(recorder: Recorder) -> None:
    source = (
        "from django.http import HttpResponse\n\n\nasync def view(request):\n"
        "    if request.method == 'POST':\n        await request.session.aset('a', 1)\n        return HttpResponse('x')\n"
        "    return HttpResponse(request.session.get('a'))\n"
    )
    _, found = run(recorder, scenario(source, RequestSpec(method="POST"), RequestSpec())).exchanges
    action = wording.action(next(step for step in found.steps if step.error), found)
    assert action.startswith("Get 'a' from session")
    assert "no such key" not in action
    assert endings.closing_note(found).endswith("The session could not be loaded. Nothing of it is saved.")


def test_a_store_without_keys_gives_no_new_one(recorder: Recorder) -> None:
    settings = {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"}
    body = "request.session['a'] = 1\nrequest.session.save()\nrequest.session.cycle_key()\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(body), settings=settings)).exchanges
    assert "Call session.cycle_key(): the key stays as it is" in wording.action(statements(found)[2], found)


@pytest.mark.parametrize(
    "body",
    [
        "request.session['a'] = 1\nrequest.session.modified = False\nreturn HttpResponse('x')",
        "request.session['a'] = []\nrequest.session.modified = False\nrequest.session['a'].append(1)\nreturn HttpResponse('x')",
    ],
)
def test_what_was_set_is_never_told_as_not_marked(body: str, recorder: Recorder) -> None:
    note = endings.closing_note(exchange(recorder, body))
    assert note.startswith("The response leaves with status 200. The session is not saved")
    assert "nothing marked" not in note


def test_the_cookie_of_another_is_not_the_sessions(recorder: Recorder) -> None:
    body = "request.session.get('a')\nresponse = HttpResponse('x')\nresponse.delete_cookie('theme')\nreturn response"
    assert "forget" not in endings.closing_note(exchange(recorder, body))


def test_a_flushed_session_takes_its_cookie_along(recorder: Recorder) -> None:
    body = "if request.session.get('a'):\n    request.session.flush()\nelse:\n    request.session['a'] = 1\nreturn HttpResponse('x')"
    _, second = run(recorder, scenario(view(body), RequestSpec(), RequestSpec())).exchanges
    assert endings.closing_note(second) == (
        "The response leaves with status 200. The session has no key and no data any more, so the "
        "browser is told to forget its cookie."
    )


def test_a_call_that_does_much_to_the_session_is_named(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    user = User.objects.create_user("ada")
    login(request, user)
    return HttpResponse("x")
    """
    found = exchange(recorder, body)
    assert wording.action(found.steps[4], found).startswith(
        "Run login(request, user): Check whether '_auth_user_id' is in session. Give the session a new key, keep its "
        "data. Set '_auth_user_id' = '1' in session."
    )


def test_a_change_that_is_lost_is_told(recorder: Recorder) -> None:
    body = "request.session.setdefault('cart', {})\nrequest.session['cart'][request.GET.get('x')] = 1\nreturn HttpResponse('x')"
    first, second = run(recorder, scenario(view(body), RequestSpec(), RequestSpec(path="/?x=b"))).exchanges
    assert "saves the session" in endings.closing_note(first)
    assert wording.action(second.steps[2], second) == "Get 'cart' from session, and change it in place"
    assert endings.closing_note(second) == (
        "The response leaves with status 200. The session is not saved: it has changed, but nothing marked it as modified. "
        "What the store holds is not what the view saw."
    )


@pytest.mark.parametrize(
    ("sql", "summary"),
    [
        ('SELECT "a"."b" FROM "a" WHERE 1', "SELECT a"),
        ('INSERT INTO "django_session" VALUES (1)', "INSERT django_session"),
        ('UPDATE "a" SET b = 1', "UPDATE a"),
        ("BEGIN", "BEGIN"),
        ("", ""),
    ],
)
def test_sql_is_summed_up(sql: str, summary: str) -> None:
    assert wording.sql_summary(sql) == summary
