"""Open a fresh Django site for one run: settings, tables, the lesson as an app, its routes, Django's own handler."""

import functools
import importlib
import inspect
import json
import logging
import sys
import types
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection

from runner.calls import CallWatcher
from runner.errors import ScenarioError
from runner.probes import Call, LiveResponse, LiveSession
from runner.scenario import RequestSpec, Scenario
from runner.site import config, values
from runner.site.client import Client, environ_of
from runner.site.stores import forget_all, held_by

BODY_LIMIT = 2_000_000
_DESCRIBES_DJANGO = values  # imported for its describers


class Project:
    """A running site. It is the `Site` that probes ask; `changed_phase` is told when an exchange moves on."""

    def __init__(self, watcher: CallWatcher | None) -> None:
        self.clients: dict[str, Client] = {}
        self.session_keys: list[str] = []
        self.changed_phase: Callable[[str], None] = lambda phase: None
        self.view: str | None = None
        self.error: BaseException | None = None
        self._watcher = watcher
        self._functions: dict[str, tuple[types.FunctionType, ...]] = {}
        self._client = Client()
        self._request: Any = None
        self._newest: Callable[[], Any] = lambda: None
        self._handler = _Handler(self)

    @contextmanager
    def exchange(self, spec: RequestSpec) -> Iterator[Callable[[], tuple[Any, bytes]]]:
        """Prepare to send `spec`; the function given sends it and returns the response and its body."""
        self._client = self.clients.setdefault(spec.client, Client())
        self._request, self._newest = None, lambda: None
        self.view = self.error = None
        got_request_exception.connect(self._note_error)
        try:
            with self._watching_responses():
                yield functools.partial(self._send, spec)
        finally:
            got_request_exception.disconnect(self._note_error)
            self._request = None

    def session(self) -> LiveSession | None:
        session = self._session()
        if session is None:
            return None
        if session.session_key:
            self.session_keys.append(session.session_key)
        return LiveSession(
            data=session.__dict__.get("_session_cache"), modified=session.modified, key=session.session_key
        )

    def stored_session(self) -> Mapping[Any, object] | None:
        session = self._session()
        return None if session is None else held_by(session, self._client.cookies().get(settings.SESSION_COOKIE_NAME))

    def response(self) -> LiveResponse | None:
        response = self._newest()
        if response is None:
            return None
        container = response.__dict__.get("_container")
        is_text = isinstance(container, list) and response.__dict__.get("_is_rendered", True)
        body = b"".join(part for part in container if isinstance(part, bytes)) if is_text else b""
        return LiveResponse(status=response.status_code, text=decoded(response, body) if is_text else None)

    @contextmanager
    def wrap_queries(self, record: Callable[..., Any]) -> Iterator[None]:
        with connection.execute_wrapper(record):
            yield

    def watch_calls(
        self,
        functions: Mapping[str, str],
        end: Callable[[Call], None],
        start: Callable[[Call], Any] | None = None,
        inner: Collection[str] = (),
    ) -> AbstractContextManager[None]:
        if self._watcher is None:
            raise RuntimeError("calls can only be watched on a site that was opened with a watcher")
        found = {function: name for name, where in functions.items() for function in self._found(where)}
        return self._watcher.watching(found, end, start, inner)

    # Private

    def _found(self, where: str) -> tuple[types.FunctionType, ...]:
        if where not in self._functions:
            self._functions[where] = tuple(_functions(where))
        return self._functions[where]

    def _session(self) -> Any:
        return None if self._request is None else self._request.__dict__.get("session")

    def _send(self, spec: RequestSpec) -> tuple[Any, bytes]:
        response = self._handler(environ_of(spec, self._client.cookies()), lambda status, headers: None)
        body = b""
        for part in response:
            body += part
            if len(body) > BODY_LIMIT:
                break
        self._client.keep(response.cookies)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            self.session_keys.append(cookie.value)
        response.close()
        self._newest = lambda: response
        return response, body

    def _note_error(self, **_: Any) -> None:
        self.error = sys.exception()

    @contextmanager
    def _watching_responses(self) -> Iterator[None]:
        if self._watcher is None:
            yield
            return

        def made(call: Call) -> None:
            self._newest = weakref.ref(call.arguments["self"])

        with self.watch_calls({"response": "django.http.response:HttpResponseBase.__init__"}, made):
            yield


def decoded(response: Any, body: bytes) -> str | None:
    """Give the body of a response as text, None when its content type is not one of text."""
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(("text/", "application/json", "application/javascript", "application/xml")):
        return None
    return body.decode(response.charset or "utf-8", errors="replace")


@functools.cache
def set_up(overrides: str) -> bytes:
    """Set Django up once in this process, with `overrides` (JSON) over the defaults; give the migrated database."""
    settings.configure(**(config.defaults() | _mail() | json.loads(overrides)))
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor != "sqlite":
        raise ScenarioError("lessons run on SQLite in memory; leave DATABASES out of the settings")
    image: bytes = connection.connection.serialize()
    return image


def set_up_for(scenario: Scenario) -> bytes:
    """Set Django up with those settings of `scenario` that it reads early; give the migrated database."""
    return set_up(json.dumps(_early(scenario), sort_keys=True))


@contextmanager
def open_project(scenario: Scenario, folder: Path, watcher: CallWatcher | None) -> Iterator[Project]:
    """Open a fresh site for `scenario`, whose files are in the package `lesson` in `folder`.

    Raises what the lesson's modules raise when they are imported, and ScenarioError for a route without a view.
    """
    image = set_up_for(scenario)
    with ExitStack() as stack:
        stack.enter_context(_settings(scenario))
        connection.ensure_connection()
        connection.connection.deserialize(image)
        forget_all()
        stack.callback(_forget_lesson)
        stack.enter_context(_installed(folder))
        _run_prepare()
        _route(scenario)
        yield Project(watcher)


# Private


class _Handler(WSGIHandler):  # type: ignore[misc] # Django has no types
    """Django's handler; it tells the project where in an exchange it is, and leaves CSRF to lessons that ask."""

    def __init__(self, project: Project) -> None:
        self._project = project
        super().__init__()

    def get_response(self, request: Any) -> Any:
        request._dont_enforce_csrf_checks = True
        self._project._request = request
        return super().get_response(request)

    def resolve_request(self, request: Any) -> Any:
        found = super().resolve_request(request)
        self._project.view = request.resolver_match._func_path
        self._project.changed_phase("view")
        return found

    def _get_response(self, request: Any) -> Any:
        try:
            return super()._get_response(request)
        finally:
            self._project.changed_phase("closing")


def _functions(where: str) -> Iterator[types.FunctionType]:
    """Find the functions behind "module:attribute", or behind "SessionStore.method" in the site's session engine."""
    module, _, path = where.rpartition(":")
    if module:
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = found.__dict__.get(name) if found is not None else None
        candidates = [found]
    else:
        store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
        name = path.partition(".")[2]
        candidates = [cls.__dict__.get(name) for cls in store.__mro__]
    for candidate in candidates:
        plain = inspect.unwrap(candidate) if callable(candidate) else None
        if isinstance(plain, types.FunctionType):
            yield plain


def _mail() -> dict[str, Any]:
    """Keep mail in memory, by the setting that this Django has for it."""
    backend = "django.core.mail.backends.locmem.EmailBackend"
    return {"MAILERS": {"default": {"BACKEND": backend}}} if django.VERSION >= (6, 1) else {"EMAIL_BACKEND": backend}


def _early(scenario: Scenario) -> dict[str, Any]:
    return {name: value for name, value in (scenario.settings or {}).items() if config.needs_new_process([name])}


@contextmanager
def _settings(scenario: Scenario) -> Iterator[None]:
    early = _early(scenario)
    chosen = {name: value for name, value in (scenario.settings or {}).items() if name not in early}
    if any(file.path == "urls.py" for file in scenario.files):
        chosen.setdefault("ROOT_URLCONF", "lesson.urls")
    before = {name: getattr(settings, name, None) for name in chosen}
    for name, value in chosen.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _installed(folder: Path) -> Iterator[None]:
    """Install the package `lesson` as an app and create its tables.

    `apps.set_installed_apps` would do, but it takes every app on anew: that alone is a fifth of a run's time.
    """
    before = settings.INSTALLED_APPS
    app = AppConfig.create("lesson")
    app.apps = apps
    apps.app_configs[app.label] = app
    settings.INSTALLED_APPS = [*before, "lesson"]
    try:
        app.import_models()
        models = [model for model in app.get_models() if model._meta.managed and not model._meta.proxy]
        if app.models:
            apps.clear_cache()  # other apps' models learn of relations to the lesson's
        app.ready()
        own = folder / "lesson"
        if (own / "templates").is_dir() or (own / "templatetags").is_dir():
            _renew_template_engines()
        if models:
            with connection.schema_editor() as editor:
                for model in models:
                    editor.create_model(model)
        yield
    finally:
        del apps.app_configs[app.label]
        settings.INSTALLED_APPS = before


def _renew_template_engines() -> None:
    """Let the engines see the lesson's templates and tags: they looked for them when they were made."""
    from django.template import engines
    from django.template.engine import Engine
    from django.template.utils import get_app_template_dirs

    engines.__dict__.pop("templates", None)
    engines._templates = None
    engines._engines = {}
    Engine.get_default.cache_clear()
    get_app_template_dirs.cache_clear()


def _run_prepare() -> None:
    """Run `prepare()` of the lesson's prepare.py, if there is one."""
    try:
        module = importlib.import_module("lesson.prepare")
    except ModuleNotFoundError as error:
        if error.name != "lesson.prepare":
            raise
        return
    if hasattr(module, "prepare"):
        module.prepare()


def _route(scenario: Scenario) -> None:
    """Make the URLconf of a lesson that has no urls.py: real `path()` entries, named after their views."""
    from django.urls import path
    from django.views import View

    routes = types.ModuleType(config.ROUTES_MODULE)
    patterns = []
    if scenario.routes:
        views = importlib.import_module("lesson.views")
        for route, name in scenario.routes.items():
            view = getattr(views, name, None)
            if view is None:
                raise ScenarioError(f"views.py has no {name!r}, which the route {route!r} names")
            is_class = isinstance(view, type) and issubclass(view, View)
            patterns.append(path(route, view.as_view() if is_class else view, name=name))
    routes.urlpatterns = patterns  # type: ignore[attr-defined]
    sys.modules[config.ROUTES_MODULE] = routes


def _forget_lesson() -> None:
    """Remove what a run left in this process, so that the next one starts fresh."""
    from django.urls import clear_url_caches

    for name in [
        name for name in sys.modules if name in ("lesson", config.ROUTES_MODULE) or name.startswith("lesson.")
    ]:
        del sys.modules[name]
    apps.all_models.pop("lesson", None)
    apps.clear_cache()
    clear_url_caches()
