"""What a scenario can send, and what is left when an exchange is over: cookies, sessions, the time."""

import pytest

from proven_lessons.generator.aspects.session.facts import changes_in_place
from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Exchange, Value
from tests.builders import run, scenario, view

DAY = 86400
FORM = (
    "from django.http import HttpResponse\nfrom django.middleware.csrf import get_token\n\n\n"
    "def view(request):\n"
    "    token = get_token(request)\n"
    '    form = f"<form method=post><input name=csrfmiddlewaretoken value={token}></form>"\n'
    "    return HttpResponse(form if request.method == 'GET' else f\"sent {request.POST['name']}\")\n"
)


def test_csrf_is_checked_when_the_lesson_asks(recorder: Recorder) -> None:
    get, bare = RequestSpec(), RequestSpec(method="POST", data={"name": "Ada"})
    form = RequestSpec(method="POST", data={"name": "Ada"}, form=True)
    assert statuses(run(recorder, scenario(FORM, bare, get, form)).exchanges) == [200, 200, 200]
    found = run(recorder, scenario(FORM, bare, get, form, csrf=True)).exchanges
    assert statuses(found) == [403, 200, 200]
    assert found[-1].response.text == "sent Ada"
    assert "csrfmiddlewaretoken" in (found[-1].request.data or {})


def test_json_and_files_arrive(recorder: Recorder) -> None:
    body = """
    if request.FILES:
        file = request.FILES["avatar"]
        return HttpResponse(f"{file.name} {file.content_type} {file.read().decode()} {request.POST['a']}")
    return HttpResponse(f"{request.content_type} {request.body.decode()}")
    """
    sent = (
        RequestSpec(method="POST", json={"a": [1]}),
        RequestSpec(method="POST", data={"a": "b"}, files={"avatar": "in/ada.txt"}),
    )
    first, second = run(
        recorder, scenario(view(body), *sent, files={"in/ada.txt": "Ada"})
    ).exchanges
    assert first.response.text == 'application/json {"a": [1]}'
    assert first.request.json == Value(type="dict", repr="{'a': [1]}")
    assert second.response.text == "ada.txt text/plain Ada b"
    assert second.request.files == {"avatar": "in/ada.txt"}


def test_a_file_that_is_not_there_fails_the_lesson(recorder: Recorder) -> None:
    outcome = recorder.run(
        {"it": scenario(view("pass"), RequestSpec(method="POST", files={"a": "b.txt"}))}
    )["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason == "there is no file 'b.txt' in the lesson's folder to send"


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


def test_the_clock_moves_on_and_a_session_expires(recorder: Recorder) -> None:
    body = "request.session.setdefault('n', 1)\nrequest.session.set_expiry(60)\nreturn HttpResponse('x')"
    first, second = run(
        recorder, scenario(view(body), RequestSpec(), RequestSpec(clock=DAY))
    ).exchanges
    assert first.request.cookies == {}
    assert second.request.cookies == {}, "the browser has forgotten its cookie"
    assert second.clock == DAY
    assert second.left_behind is not None
    assert [(held.key, held.expired) for held in second.left_behind.sessions] == [
        ("session-key-1", True),
        ("session-key-2", False),
    ]


def test_a_lessons_files_go_with_it(recorder: Recorder) -> None:
    body = "import tempfile\nreturn HttpResponse(tempfile.mkdtemp())"
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert (found.response.text or "").startswith("tmp/tmp")


def statuses(exchanges: tuple[Exchange, ...]) -> list[int]:
    return [exchange.response.status for exchange in exchanges]


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


@pytest.mark.parametrize(
    ("settings", "files", "reason"),
    [
        (
            {"INSTALLED_APPS": ["no_such_app"]}, {},
            "the settings name something that can't be imported: No module named 'no_such_app'",
        ),
        (
            {}, {"migrations/0001_first.py": ""},
            "a lesson has no migrations: its tables are made from models.py, and prepare.py fills them",
        ),
    ],
)  # fmt: skip
def test_a_site_that_can_not_be_opened_says_why(
    settings: dict[str, object], files: dict[str, str], reason: str, recorder: Recorder
) -> None:
    outcome = recorder.run({"it": scenario(view("pass"), settings=settings, files=files)})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason == reason


ADMIN = {
    "models.py": "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.CharField(max_length=9)\n",
    "admin.py": "from django.contrib import admin\nfrom lesson.models import Book\n\nadmin.site.register(Book)\n",
    "prepare.py": "from django.contrib.auth.models import User\n\n\ndef prepare():\n"
    "    User.objects.create_superuser('ada', password='x')\n",
    "urls.py": "from django.contrib import admin\nfrom django.urls import path\n\n"
    "urlpatterns = [path('admin/', admin.site.urls)]\n",
}
APPS = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]


def test_the_admin_knows_the_lesson_and_apps_see_all_settings(recorder: Recorder) -> None:
    settings = {
        "INSTALLED_APPS": [*(f"django.contrib.{app}" for app in APPS), "lesson"],
        "SESSION_COOKIE_NAME": "s",
    }
    login = RequestSpec(method="POST", path="/admin/login/", follow=True, form=True,
                        data={"username": "ada", "password": "x", "next": "/admin/lesson/book/"})  # fmt: skip
    given = scenario(
        "", RequestSpec(path="/admin/login/"), login, files=ADMIN, settings=settings, routes={}
    )
    *_, found = run(recorder, given).exchanges
    assert (found.request.path, found.response.status) == ("/admin/lesson/book/", 200)
    assert "s" in found.request.cookies
