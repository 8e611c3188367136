"""The session probe tells every operation, where the data is, and when it is written."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Event, Exchange, Step
from tests.builders import exchange, run, scenario, view

# A statement, run in a session that holds a = 1, and the event that it makes.
OPERATIONS = {
    "session['b'] = 2": "session.set key='b' value=2",
    "session['a']": "session.get key='a' default=None result=1 found=True",
    "session.get('a')": "session.get key='a' default=None result=1 found=True",
    "session.get('b', 5)": "session.get key='b' default=5 result=5 found=False",
    "del session['a']": "session.delete key='a' found=True",
    "session.pop('a')": "session.pop key='a' default=None result=1 found=True",
    "session.pop('b', 7)": "session.pop key='b' default=7 result=7 found=False",
    "session.setdefault('a', 9)": "session.setdefault key='a' value=9 result=1 found=True",
    "session.setdefault('b', 9)": "session.setdefault key='b' value=9 result=9 found=False",
    "session.update({'b': 2})": "session.update data={'b': 2}",
    "'a' in session": "session.has key='a' result=True",
    "session.keys()": "session.call method=keys arguments=() result=<dict_keys object>",
    "session.clear()": "session.call method=clear arguments=() result=None",
    "session.set_expiry(60)": "session.call method=set_expiry arguments=(60) result=None",
    "session.set_test_cookie()": "session.call method=set_test_cookie arguments=() result=None",
    "session.flush()": "session.key method=flush old=session-key-1 new=None",
    "session.cycle_key()": "session.key method=cycle_key old=session-key-1 new=session-key-2",
    "session.save()": "session.save data={'a': 1} key=session-key-1 created=False by=None",
}


def told(event: Event) -> str:
    def shown(value: object) -> str:
        if isinstance(value, tuple):
            return f"({', '.join(shown(item) for item in value)})"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {shown(item)}" for key, item in value.items()) + "}"
        return str(getattr(value, "repr", value))

    fields = [
        f"{name}={shown(getattr(event, name))}"
        for name in event.__dataclass_fields__
        if name != "kind"
    ]  # type: ignore[attr-defined]
    return " ".join([event.kind, *fields])


def second(recorder: Recorder, statement: str) -> Exchange:
    body = f"session = request.session\nif request.path == '/':\n    session['a'] = 1\nelse:\n    {statement}\nreturn HttpResponse('x')"
    one = scenario(
        view(body),
        RequestSpec(),
        RequestSpec(path="/again/"),
        routes={"": "view", "again/": "view"},
    )
    return run(recorder, one).exchanges[1]


@pytest.mark.parametrize("statement", OPERATIONS)
def test_each_operation_is_one_event(statement: str, recorder: Recorder) -> None:
    steps = [step for step in second(recorder, statement).steps if step.at and step.at.line == 9]
    assert len(steps) == 1
    told_of = [
        told(event) for event in steps[0].events if event.kind not in ("sql", "session.load")
    ]
    assert told_of == [OPERATIONS[statement]]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("request.session.pop('a', 0)", [False]),  # a session without a key is never loaded
        (
            "request.session['a'] = 1\nx = request.session.pop('a', 0) + request.session.pop('a', 0)",
            [True, False],
        ),
        (
            "request.session[1] = 5\nx = (request.session.get(1), request.session.get('1'))",
            [True, False],
        ),
        ("request.session.get(('a', 1))", [None]),  # a key that is no plain value is not compared
        ("def f(n): return n\nrequest.session['a'] = 1\nf(request.session.pop('a', f(2)))", [True]),
    ],
)
def test_whether_the_key_was_there_is_noted_when_the_operation_begins(
    body: str, found: list[bool | None], recorder: Recorder
) -> None:
    steps = exchange(recorder, f"{body}\nreturn HttpResponse('x')").steps
    noted = [
        event.found
        for step in steps
        for event in step.events
        if event.kind in ("session.get", "session.pop")
    ]  # type: ignore[attr-defined]
    assert noted == found


def states(found: Exchange) -> list[tuple[str, dict[str, str], dict[str, str] | None]]:
    def one(step: Step) -> tuple[str, dict[str, str], dict[str, str] | None]:
        assert step.session is not None
        plain = {key: value.repr for key, value in step.session.data.items()}
        stored = step.session.stored
        return (
            step.session.status,
            plain,
            None if stored is None else {k: v.repr for k, v in stored.items()},
        )

    return [one(step) for step in found.steps]


def test_a_session_is_unread_then_modified_then_saved(recorder: Recorder) -> None:
    found = exchange(recorder, "x = 1\nrequest.session['a'] = 1\nreturn HttpResponse('x')")
    assert states(found) == [
        ("unread", {}, None),
        ("unread", {}, None),
        ("modified", {"a": "1"}, None),
        ("modified", {"a": "1"}, None),
        ("saved", {"a": "1"}, {"a": "1"}),
    ]
    assert [step.session and step.session.changed for step in found.steps] == [
        (),
        (),
        ("a",),
        (),
        (),
    ]


def test_a_session_nobody_asked_for_stays_unread_and_shows_what_is_stored(
    recorder: Recorder,
) -> None:
    found = second(recorder, "pass")
    assert set(map(str, states(found))) == {str(("unread", {"a": "1"}, {"a": "1"}))}
    assert not any(event.kind == "sql" for step in found.steps for event in step.events)
    assert "Vary" not in found.response.headers


def test_a_nested_change_is_in_memory_only(recorder: Recorder) -> None:
    body = """
    if request.path == "/":
        request.session["cart"] = {}
    else:
        request.session["cart"]["x"] = 1
    return HttpResponse("x")
    """
    one = scenario(
        view(body), RequestSpec(), RequestSpec(path="/b/"), routes={"": "view", "b/": "view"}
    )
    found = run(recorder, one).exchanges[1]
    assert states(found)[-3:] == [
        ("loaded", {"cart": "{'x': 1}"}, {"cart": "{}"}),
        ("loaded", {"cart": "{'x': 1}"}, {"cart": "{}"}),
        ("not saved", {"cart": "{'x': 1}"}, {"cart": "{}"}),
    ]


@pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file", "signed_cookies"])
def test_every_store_shows_what_it_holds(engine: str, recorder: Recorder) -> None:
    one = scenario(
        view("request.session['n'] = request.session.get('n', 0) + 1\nreturn HttpResponse('x')"),
        RequestSpec(), RequestSpec(),
        settings={"SESSION_ENGINE": f"django.contrib.sessions.backends.{engine}"},
    )  # fmt: skip
    first, again = run(recorder, one).exchanges
    assert [state[0] for state in states(first)] == ["unread", "modified", "modified", "saved"]
    assert [state[2] for state in states(first)] == [None, None, None, {"n": "1"}]
    assert [state[2] for state in states(again)] == [{"n": "1"}, {"n": "1"}, {"n": "1"}, {"n": "2"}]


def test_an_own_session_store_is_watched_like_djangos(recorder: Recorder) -> None:
    store = (
        "from django.contrib.sessions.backends.db import SessionStore as Database\n\n\n"
        "class SessionStore(Database):\n    def __setitem__(self, key, value):\n        super().__setitem__(key, value)\n"
    )
    one = scenario(
        view("request.session['a'] = 1\nreturn HttpResponse('x')"),
        files={"store.py": store},
        settings={"SESSION_ENGINE": "lesson.store"},
    )
    found = run(recorder, one).exchanges[0]
    kinds = [
        event.kind
        for step in found.steps
        for event in step.events
        if event.kind.startswith("session.")
    ]
    assert kinds == ["session.set", "session.save"]
    assert [(step.kind, step.depth, step.at and step.at.file) for step in found.steps[1:4]] == [
        ("call", 2, "store.py"),
        ("session.set", 2, "store.py"),
        ("assign", 1, "views.py"),
    ]
    assert states(found)[-1] == ("saved", {"a": "1"}, {"a": "1"})


def test_an_async_view_shows_what_is_stored(recorder: Recorder) -> None:
    source = (
        "from django.http import HttpResponse\n\n\nasync def view(request):\n    await request.session.aset('a', 1)\n"
        "    await request.session.asave()\n    return HttpResponse('x')\n"
    )
    found = run(recorder, scenario(source)).exchanges[0]
    assert [state[::2] for state in states(found)] == [
        ("unread", None),
        ("modified", None),
        ("saved", {"a": "1"}),
        ("saved", {"a": "1"}),
        ("saved", {"a": "1"}),
    ]


def test_a_session_that_is_none_of_djangos_is_left_alone(recorder: Recorder) -> None:
    body = "request.session = {'a': 1}\nreturn HttpResponse('x')"
    found = exchange(recorder, body, settings={"MIDDLEWARE": []})
    assert [step.session for step in found.steps] == [None] * 4


def test_a_store_that_the_lesson_broke_holds_nothing(recorder: Recorder) -> None:
    body = "from django.db import connection\nrequest.session['a'] = 1\nconnection.cursor().execute('DROP TABLE django_session')"
    found = exchange(recorder, body)
    assert found.response.status == 500
    assert {state[2] is None for state in states(found)} == {True}


def test_a_site_without_sessions_has_no_session_state(recorder: Recorder) -> None:
    found = exchange(recorder, "return HttpResponse('x')", settings={"MIDDLEWARE": []})
    assert [step.session for step in found.steps] == [None, None, None]
