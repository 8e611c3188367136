"""Plain Django, with nothing of the runner but its clock and its words for values: what a lesson really answers.

Run as a script: takes scenarios (JSON, one a line) on standard input, and prints for each a line of JSON with what
`django.test.Client` saw. Each one runs in a child process of its own, forked before Django has any settings.
"""

import contextlib
import functools
import importlib
import io
import json
import os
import shlex
import sys
import tempfile
import time
import traceback
import types
import warnings
from contextlib import contextmanager
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import django
import django.test
from django.conf import settings as configured
from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.backends.base import SessionBase
from django.core.management import call_command
from django.db.transaction import TransactionManagementError

from proven_lessons.runner.freeze import collect, frozen, stable
from proven_lessons.runner.scenario import RequestSpec, Scenario, from_json
from proven_lessons.runner.site.config import defaults
from proven_lessons.runner.values import cut, describe, describe_items
from tests.bodies import body_of, fields_of

TEXTS = ("text/", "application/json", "application/javascript", "application/xml")
ENVIRON = {"SERVER_NAME": "localhost", "SERVER_PORT": "8000", "HTTP_HOST": "localhost:8000"}
HISTORIES = ("admin", "auth", "contenttypes", "sessions", "sites", "flatpages", "redirects")


REFUSED = "not sent"
SESSION_KEYS: list[str] = []  # each that a session object had


# What each scenario would import again in its child, as far as it can be had without settings.
SETTINGS_FREE = """
    django.contrib.auth.apps django.contrib.auth.checks django.contrib.auth.decorators django.contrib.auth.hashers
    django.contrib.auth.management django.contrib.auth.password_validation django.contrib.contenttypes.apps
    django.contrib.contenttypes.checks django.contrib.contenttypes.management django.contrib.messages.apps
    django.contrib.messages.middleware django.contrib.messages.storage.fallback django.contrib.sessions.apps
    django.contrib.sessions.backends.db django.contrib.sessions.middleware django.contrib.sites.requests
    django.contrib.staticfiles.apps django.contrib.staticfiles.finders django.core.mail
    django.core.management.commands.migrate django.db.backends.sqlite3.base django.db.migrations.autodetector
    django.db.migrations.executor django.db.models.sql.compiler django.forms django.middleware.cache
    django.middleware.clickjacking django.middleware.common django.middleware.csrf django.middleware.security
    django.shortcuts django.template.backends.django django.template.loader_tags django.views.debug
    django.views.decorators.csrf multiprocessing.reduction sqlparse
"""


def main() -> None:
    for name in SETTINGS_FREE.split():
        importlib.import_module(name)
    SessionBase._session_key = property(SessionBase._get_session_key, keep_session_key)
    warnings.filterwarnings(
        "ignore", "This process .* is multi-threaded", DeprecationWarning
    )  # after async views
    for line in sys.stdin:
        sys.stdout.write(in_child(functools.partial(answer_to, line)) + "\n")
        sys.stdout.flush()


def keep_session_key(session: Any, key: str | None) -> None:
    SessionBase._set_session_key(session, key)
    SESSION_KEYS.append(key or "")


def in_child(work: Any) -> str:
    """Give the text that `work` returns in a forked child; what it changes is gone with the child."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (1, 2):  # what a lesson prints is no answer
                os.dup2(nothing, stream)
            text = work()
        except BaseException:
            text = json.dumps({"error": traceback.format_exc()})
        with os.fdopen(writing, "w") as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return text or json.dumps({"error": "the process of the scenario ended without an answer"})


def answer_to(line: str) -> str:
    scenario = from_json(json.loads(line))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.environ["TMPDIR"], tempfile.tempdir = str(folder), None  # for sessions in files
        os.chdir(folder)
        package = folder / "lesson"
        package.mkdir()
        (package / "__init__.py").touch()
        for file in scenario.files:
            (package / file.path).parent.mkdir(parents=True, exist_ok=True)
            (package / file.path).write_bytes(file.content)
        sys.path.insert(0, str(folder))
        with frozen():
            migrated(
                scenario.settings or {},
                urls="lesson.urls" if (package / "urls.py").exists() else "oracle_urls",
            )
        with frozen():
            found = answers(scenario)
        return stable(json.dumps(found), SESSION_KEYS, [str(folder)])


def migrated(settings: Any, urls: str) -> None:
    own = {**defaults(), **mail_in_memory(), "ROOT_URLCONF": urls, **settings}
    # The tables of Django's own apps as their models say: the same ones, without their history.
    own["MIGRATION_MODULES"] = dict.fromkeys(HISTORIES) | own.get("MIGRATION_MODULES", {})
    configured.configure(**{**own, "INSTALLED_APPS": [*own["INSTALLED_APPS"], "lesson"]})
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)


def mail_in_memory() -> dict[str, Any]:
    """Keep mail in memory, as Django's own test runner does."""
    backend = "django.core.mail.backends.locmem.EmailBackend"
    return (
        {"MAILERS": {"default": {"BACKEND": backend}}}
        if django.VERSION >= (6, 1)
        else {"EMAIL_BACKEND": backend}
    )


def answers(scenario: Scenario) -> list[dict[str, Any]]:
    routed(scenario.routes)
    if any(file.path == "prepare.py" for file in scenario.files):
        importlib.import_module("lesson.prepare").prepare()
    browsers: dict[str, Browser] = {}
    found: list[dict[str, Any]] = []
    for spec in scenario.requests:
        if spec.command:
            time.sleep(spec.clock)
            found.append(ran(spec.command))
            continue
        found += browsers.setdefault(spec.client, Browser(csrf=scenario.csrf)).send(spec)
    return found


class Client(django.test.Client):  # type: ignore[misc] # Django has no types
    """Django's test client; it would send an empty Cookie header when there is no cookie."""

    def _base_environ(self, **request: Any) -> dict[str, Any]:
        environ: dict[str, Any] = super()._base_environ(**request)
        if not environ["HTTP_COOKIE"]:
            del environ["HTTP_COOKIE"]
        return environ


class Browser:
    """Django's test client with the cookie jar of a browser: Django's sends what is over or for another path."""

    def __init__(self, *, csrf: bool) -> None:
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)
        self.ends: dict[str, float] = {}
        self.page = ""

    def send(self, spec: RequestSpec) -> list[dict[str, Any]]:
        time.sleep(spec.clock)  # the clock is frozen: this moves it on
        if spec.form:
            spec = replace(spec, data=fields_of(self.page) | dict(spec.data or {}))
        found = []
        while True:
            with self.cookies_for(spec.path):
                answer, response = exchange(self.client, spec)
            collect()
            self.page = answer["text"] or ""
            self.remember(response.cookies, spec.path)
            held = functools.partial(stored, response, self.client)
            with self.cookies_for(None):
                jar = {name: morsel.value for name, morsel in self.client.cookies.items()}
            in_store = json.loads(in_child(lambda held=held: json.dumps(held())))
            found.append({**answer, "stored": in_store, "jar": jar})
            if not spec.follow or response.status_code not in (301, 302, 303, 307, 308):
                return found
            path = urljoin(spec.path, response["Location"])
            if urlsplit(path).netloc not in ("", ENVIRON["HTTP_HOST"]):
                return found
            spec = replace(spec, path=path)
            if response.status_code < 307:
                spec = replace(
                    spec,
                    method="HEAD" if spec.method == "HEAD" else "GET",
                    data=None,
                    json=None,
                    files=None,
                )

    @contextmanager
    def cookies_for(self, path: str | None) -> Any:
        """Leave in the client's jar only what a browser sends to `path`, or all that it keeps."""
        for name in [name for name, end in self.ends.items() if end <= time.time()]:
            self.client.cookies.pop(name, None)
        wanted = None if path is None else urlsplit(path).path or "/"
        aside = {
            name: morsel
            for name, morsel in self.client.cookies.items()
            if wanted is not None
            and wanted != morsel["path"]
            and not wanted.startswith(morsel["path"].rstrip("/") + "/")
        }
        for name in aside:
            del self.client.cookies[name]
        yield
        for name, morsel in aside.items():
            if name not in self.client.cookies:
                self.client.cookies[name] = morsel

    def remember(self, cookies: Any, path: str) -> None:
        """Note when the cookies of a response end; forget those that are over: Django's client sends them on, empty."""
        for name, morsel in cookies.items():
            self.ends.pop(name, None)
            if is_refused(name, morsel):
                self.client.cookies.pop(name, None)
                continue
            morsel["path"] = morsel["path"] or urlsplit(path).path.rpartition("/")[0] or "/"
            if isinstance(morsel["max-age"], int):
                self.ends[name] = time.time() + morsel["max-age"]
            elif morsel["expires"]:
                self.ends[name] = parsedate_to_datetime(morsel["expires"]).timestamp()
            if self.ends.get(name, time.time() + 1) <= time.time():
                self.client.cookies.pop(name, None)


def is_refused(name: str, morsel: Any) -> bool:
    """Say whether a browser that shows http://localhost/ would take this cookie not at all."""
    is_foreign = morsel["domain"] not in ("", "localhost", ".localhost")
    is_unsafe = not morsel["secure"] and (
        morsel["samesite"] == "None" or name.startswith(("__Host-", "__Secure-"))
    )
    is_wide = name.startswith("__Host-") and (morsel["domain"] != "" or morsel["path"] != "/")
    return is_foreign or is_unsafe or is_wide


def ran(line: str) -> dict[str, Any]:
    """Run a management command; give what it did in the form of an answer to a request."""
    from django.core.management import CommandError, call_command
    from django.db import connection, reset_queries

    reset_queries()
    connection.force_debug_cursor = True
    connection.ops.last_executed_query = query_text
    name, *arguments = shlex.split(line)
    output, errors, status = io.StringIO(), io.StringIO(), 0
    try:
        with contextlib.redirect_stdout(output):
            call_command(name, *arguments, stderr=errors)
    except CommandError as error:
        status = error.returncode
        errors.write(f"CommandError: {error}\n")
    queries = [query_of(one["sql"]) for one in connection.queries_log if one["sql"] != REFUSED]
    empty: dict[str, Any] = {"headers": {}, "cookies": {}, "stored": None, "jar": {}}
    return {
        **empty,
        "status": status,
        "text": [output.getvalue(), errors.getvalue()],
        "sql": queries,
    }


def exchange(client: Any, spec: RequestSpec) -> tuple[dict[str, Any], Any]:
    from django.db import connection

    # Not CaptureQueriesContext: it keeps Django from forgetting the queries of the request before.
    connection.force_debug_cursor = True
    connection.ops.last_executed_query = query_text
    environ = ENVIRON | {
        f"HTTP_{name.upper().replace('-', '_')}": v for name, v in (spec.headers or {}).items()
    }
    sent, content_type = body_of(spec, environ.pop("HTTP_CONTENT_TYPE", ""))
    if spec.method in ("GET", "HEAD"):
        response = getattr(client, spec.method.lower())(spec.path, spec.data, **environ)
    else:
        if sent is not None:
            environ |= {
                "CONTENT_TYPE": content_type,
                "CONTENT_LENGTH": str(len(sent)),
            }  # of no byte, too
        response = client.generic(spec.method, spec.path, sent or b"", content_type, **environ)
    body: bytes = b"".join(response) if response.streaming else response.content
    answer = {
        "status": response.status_code,
        "headers": dict(response.items()),
        "cookies": {
            name: [
                morsel.value,
                {
                    key: str(value)
                    for key, value in morsel.items()
                    if value != "" and value is not False
                },
            ]
            for name, morsel in response.cookies.items()
        },
        "text": text_of(response, body),
        "sql": [
            query_of(query["sql"]) for query in connection.queries_log if query["sql"] != REFUSED
        ],
    }
    return answer, response


def text_of(response: Any, body: bytes) -> str | None:
    """Give the body if it is text, cut where a trace is cut."""
    if not response.get("Content-Type", "").startswith(TEXTS):
        return None
    try:
        return cut(body.decode(response.charset or "utf-8", errors="replace"), 20_000)
    except LookupError:
        return cut(body.decode(errors="replace"), 20_000)


def query_text(cursor: Any, sql: str, params: Any) -> str:
    """Stand in for SQLite's own text of a statement: the same words for a parameter as in a trace.

    Django lists those, too, that it refuses to send since their transaction is broken.
    """
    if isinstance(sys.exception(), TransactionManagementError):
        return REFUSED
    named = (
        [f"{name}={describe(value).repr}" for name, value in params.items()]
        if isinstance(params, dict)
        else None
    )
    return json.dumps([cut(sql, 2000), named or [describe(value).repr for value in params or ()]])


def query_of(text: str) -> Any:
    """Give statement and parameters; BEGIN and COMMIT come as they are."""
    return json.loads(text) if text.startswith("[") else [text, []]


def routed(routes: Any) -> None:
    from django.urls import path

    module = types.ModuleType("oracle_urls")
    sys.modules["oracle_urls"] = module
    views: Any = importlib.import_module("lesson.views")
    patterns = []
    for route, name in routes.items():
        view: Any = getattr(views, name)
        if isinstance(view, type) and hasattr(view, "as_view"):
            view = view.as_view()
        patterns.append(path(route, view, name=name))
    module.urlpatterns = patterns  # type: ignore[attr-defined]


def stored(response: Any, client: Any) -> Any:
    """Give what the store holds for a request's session, by loading it; in a child, because a load changes caches."""
    session = getattr(response.wsgi_request, "session", None)
    if not isinstance(session, SessionBase):
        return None
    key = session.session_key
    if isinstance(session, signed_cookies.SessionStore):  # the store is the client's jar
        cookie = client.cookies.get(configured.SESSION_COOKIE_NAME)
        key = cookie and cookie.value
    if not key:
        return None
    store = type(session)(key)
    # What is stored, and not what a store of the lesson makes of it.
    plain: Any = next(cls for cls in type(store).__mro__ if cls.__module__.startswith("django."))
    data = store.load() if plain is SessionBase else plain.load(store)
    if store.session_key is None:  # there was none under that key
        return None
    return {name: value.repr for name, value in describe_items(data).items()}


if __name__ == "__main__":
    main()
