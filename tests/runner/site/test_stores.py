"""A store is looked into from outside: each engine, and what a browser leaves in it."""

import pytest

from proven_lessons.generator.aspects.session.facts import changes_in_place
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Value
from tests.builders import run, scenario, view


@pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file", "signed_cookies"])
def test_what_is_left_after_an_exchange_is_kept(engine: str, recorder: Recorder) -> None:
    body = "request.session['n'] = request.session.get('n', 0) + 1\nrequest.session[7] = 8\nreturn HttpResponse('x')"
    sent = (RequestSpec(), RequestSpec(), RequestSpec(client="ada"))
    settings = {"SESSION_ENGINE": f"django.contrib.sessions.backends.{engine}"}
    found = run(recorder, scenario(view(body), *sent, settings=settings)).exchanges
    kept = [exchange.left_behind for exchange in found if exchange.left_behind]
    assert [one.store for one in kept] == [settings["SESSION_ENGINE"]] * 3
    if engine == "signed_cookies":
        assert all(one.sessions == () for one in kept)
        return
    assert [one.cookies for one in kept] == [
        {"sessionid": f"session-key-{key}"} for key in (1, 1, 2)
    ]
    held = [{one.key: one.data["n"].repr for one in each.sessions} for each in kept]
    assert held == [
        {"session-key-1": "1"},
        {"session-key-1": "2"},
        {"session-key-1": "2", "session-key-2": "1"},
    ]


WIPE = """
from django.contrib.sessions.models import Session
if request.path == "/wipe/":
    Session.objects.all().delete()
    return HttpResponse("wiped")
if request.path == "/look/":
    return HttpResponse(str(request.session.get("n")))
request.session["n"] = request.session.get("n", 0) + 1
return HttpResponse(str(request.session["n"]))
"""


ROUTES = {"": "view", "wipe/": "view", "look/": "view"}


def test_a_store_that_is_emptied_is_no_change_by_the_view(recorder: Recorder) -> None:
    given = scenario(view(WIPE), RequestSpec(), RequestSpec(path="/wipe/"), routes=ROUTES)
    _, wiped = run(recorder, given).exchanges
    step = next(step for step in wiped.steps if step.at and "delete()" in step.at.code)
    assert step.session is not None
    assert (step.session.status, step.session.stored) == ("unread", None)
    assert not changes_in_place(step)


def test_a_session_in_cache_and_table_is_where_it_is_read_first(recorder: Recorder) -> None:
    engine = {"SESSION_ENGINE": "django.contrib.sessions.backends.cached_db"}
    sent = (RequestSpec(), RequestSpec(path="/wipe/", client="ada"), RequestSpec(path="/look/"))
    *_, last = run(recorder, scenario(view(WIPE), *sent, routes=ROUTES, settings=engine)).exchanges
    assert last.response.text == "1"
    opening = last.steps[0].session
    assert opening is not None
    assert opening.stored == {"n": Value(type="int", repr="1")}
    assert last.left_behind is not None
    assert [one.only_in for one in last.left_behind.sessions] == ["cache"]
    first, *_ = run(recorder, scenario(view(WIPE), *sent, routes=ROUTES, settings=engine)).exchanges
    assert first.left_behind is not None
    assert [one.only_in for one in first.left_behind.sessions] == [None], "in both"


def test_a_session_in_a_file_ends_with_its_time(recorder: Recorder) -> None:
    settings = {"SESSION_ENGINE": "django.contrib.sessions.backends.file", "SESSION_COOKIE_AGE": 60}
    body = "request.session['n'] = request.session.get('n', 0) + 1\nreturn HttpResponse(str(request.session['n']))"
    sent = (RequestSpec(), RequestSpec(clock=30), RequestSpec(clock=100))
    assert [one.response.text for one in run(recorder, scenario(view(body), *sent, settings=settings)).exchanges] == [
        "1", "2", "1",
    ]  # fmt: skip


def test_a_store_of_the_lesson_is_not_looked_into(recorder: Recorder) -> None:
    files = {"store.py": STORE}
    settings = {"SESSION_ENGINE": "lesson.store"}
    first, second = run(
        recorder, scenario(view(WIPE), RequestSpec(), RequestSpec(), files=files, settings=settings)
    ).exchanges
    assert second.response.text == "2"
    assert all(
        step.session and step.session.opaque
        for exchange in (first, second)
        for step in exchange.steps
    )
    read = next(step for step in second.steps if step.at and "session.get" in step.at.code)
    assert not changes_in_place(read)


STORE = """
from django.contrib.sessions.backends.base import SessionBase

DATA = {}

class SessionStore(SessionBase):
    def exists(self, session_key):
        return session_key in DATA

    def create(self):
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        DATA[self._session_key] = dict(self._get_session(no_load=must_create))

    def delete(self, session_key=None):
        DATA.pop(session_key or self._session_key, None)

    def load(self):
        return dict(DATA.get(self.session_key, {}))
"""
