"""The session stores, what each keeps and when, and the settings of the session cookie."""

from tests.runner.corpus.words import THRICE, TWICE, VISIT, body, engine, get, lesson

WORK = """
session = request.session
step = session.get("step", 0) + 1
session["step"] = step
if step == 2:
    session.cycle_key()
    session.set_expiry(600)
if step == 3:
    session.clear()
    session["again"] = True
if step == 4:
    session.flush()
return HttpResponse(f"{step} {sorted(session.items())} {session.is_empty()} {session.modified} {session.accessed}")
"""
OWN_STORE = """
from django.contrib.sessions.backends.db import SessionStore as Database

class SessionStore(Database):
    def load(self):
        data = super().load()
        data["loads"] = data.get("loads", 0) + 1
        return data

    def encode(self, session_dict):
        return super().encode({"saved_by": "lesson", **session_dict})
"""
OWN_TABLE = """
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

class Visit(AbstractBaseSession):
    account = models.IntegerField(null=True)

    @classmethod
    def get_session_store_class(cls):
        from lesson.own import SessionStore
        return SessionStore
"""
OWN_TABLE_STORE = """
from django.contrib.sessions.backends.db import SessionStore as Database

class SessionStore(Database):
    @classmethod
    def get_model_class(cls):
        from lesson.models import Visit
        return Visit

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.account = data.get("account")
        return row
"""
FROM_SCRATCH = """
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

KEPT = {}

class SessionStore(SessionBase):
    def exists(self, session_key):
        return session_key in KEPT

    def create(self):
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        if must_create and self.session_key in KEPT:
            raise CreateError
        if not must_create and self.session_key not in KEPT:
            raise UpdateError
        KEPT[self.session_key] = dict(self._get_session(no_load=must_create))

    def delete(self, session_key=None):
        KEPT.pop(session_key or self.session_key, None)

    def load(self):
        if self.session_key not in KEPT:
            self._session_key = None
            return {}
        return dict(KEPT[self.session_key])

    @classmethod
    def clear_expired(cls):
        KEPT.clear()
"""
PICKLE = """
import pickle

class Pickled:
    def dumps(self, obj):
        return pickle.dumps(obj)

    def loads(self, data):
        return pickle.loads(data)
"""
COUNT = "request.session['n'] = request.session.get('n', 0) + 1\nreturn HttpResponse(request.session['n'])"

SCENARIOS = {
    **{f"a session's life in {name}": body(WORK, *[VISIT] * 6, settings=engine(name))
       for name in ("db", "cache", "cached_db", "file", "signed_cookies")},
    **{f"deleted between requests, in {name}": lesson(
        """
        from django.conf import settings
        from django.http import HttpResponse
        from importlib import import_module

        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            return HttpResponse(request.session["n"])

        def remove(request):
            key = request.COOKIES["sessionid"]
            import_module(settings.SESSION_ENGINE).SessionStore(key).delete()
            return HttpResponse("removed")

        def interrupted(request):
            request.session["late"] = True
            type(request.session)(request.session.session_key).delete()
            return HttpResponse("never sent")
        """,
        VISIT, get("/remove/"), VISIT, VISIT, get("/interrupted/"), VISIT,
        routes={"": "view", "remove/": "remove", "interrupted/": "interrupted"}, settings=engine(name),
    ) for name in ("db", "cache", "cached_db", "file", "signed_cookies")},
    "a store of the lesson": lesson(
        "from django.http import HttpResponse\n\ndef view(request):\n    return HttpResponse(request.session['loads'])",
        *THRICE, files={"own.py": OWN_STORE}, settings=engine("lesson.own"),
    ),
    "a store of the lesson that changes and saves": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            return HttpResponse(str(dict(request.session.items())))
        """,
        *THRICE, files={"own.py": OWN_STORE}, settings=engine("lesson.own"),
    ),
    "a store with a table of its own": lesson(
        """
        from django.http import HttpResponse
        from lesson.models import Visit

        def view(request):
            request.session["account"] = request.session.get("account", 40) + 1
            request.session.save()
            return HttpResponse([row.account for row in Visit.objects.all()])
        """,
        *THRICE, files={"models.py": OWN_TABLE, "own.py": OWN_TABLE_STORE}, settings=engine("lesson.own"),
    ),
    "a store from scratch, in a dict": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            if request.session["n"] == 3:
                request.session.flush()
            return HttpResponse(request.session.get("n", "flushed"))
        """,
        *THRICE, VISIT, files={"own.py": FROM_SCRATCH}, settings=engine("lesson.own"),
    ),
    "a serializer of the lesson: pickle keeps tuples, sets and dates": lesson(
        """
        import datetime
        from django.http import HttpResponse

        def view(request):
            if not request.session.keys():
                request.session[1] = (1, 2)
                request.session["set"] = {3}
                request.session["day"] = datetime.date(2026, 1, 5)
            return HttpResponse(repr(sorted(request.session.items(), key=str)))
        """,
        *TWICE, files={"own.py": PICKLE}, settings={"SESSION_SERIALIZER": "lesson.own.Pickled"},
    ),
    "JSON changes integer keys and tuples": body(
        """
        seen = repr(sorted(request.session.items(), key=str))
        request.session[1] = (1, 2)
        request.session["map"] = {3: "three", None: "none", True: "yes"}
        return HttpResponse(f"{seen} {sorted(map(str, request.session.keys()))}")
        """, *TWICE,
    ),
    "a value that JSON can't hold": body(
        """
        request.session["n"] = 1
        if "bad" in request.GET:
            request.session["bad"] = {1, 2}
        return HttpResponse("x")
        """, VISIT, get("/?bad=1"), VISIT,
    ),
    "saved on every request": body(
        "return HttpResponse(str(dict(request.session.items())))", *THRICE,
        settings={"SESSION_SAVE_EVERY_REQUEST": True},
    ),
    "the settings of the session cookie": body(
        COUNT, *TWICE,
        settings={"SESSION_COOKIE_NAME": "visit", "SESSION_COOKIE_AGE": 60, "SESSION_COOKIE_PATH": "/shop/",
                  "SESSION_COOKIE_HTTPONLY": False, "SESSION_COOKIE_SAMESITE": "Strict"},
    ),
    "a cookie that ends with the browser": body(COUNT, *TWICE, settings={"SESSION_EXPIRE_AT_BROWSER_CLOSE": True}),
    "a cookie that is forged": body(
        COUNT, get(Cookie="sessionid=abc"), get(Cookie="sessionid=" + "a" * 32), VISIT, get(Cookie="sessionid="),
    ),
    "signed cookies that are forged": body(
        COUNT, VISIT, get(Cookie="sessionid=eyJuIjo5fQ:1vcgRU:forged"), VISIT, settings=engine("signed_cookies"),
    ),
    "several clients with one session each": body(
        COUNT, *(get(client=name) for name in ("one", "two", "one", "three", "two", "one")),
    ),
    "the sessions of all, seen through the model": lesson(
        """
        from django.contrib.sessions.models import Session
        from django.http import HttpResponse

        def view(request):
            request.session["n"] = len(request.session.keys())
            found = [row.get_decoded() for row in Session.objects.order_by("expire_date", "session_data")]
            return HttpResponse(repr(found))
        """,
        get(client="one"), get(client="two"), get(client="one"),
    ),
}  # fmt: skip
