"""Open a fresh Django site for one run: settings, tables, the lesson as an app, its routes."""

import functools
import importlib
import json
import sys
import types
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from runner.calls import CallWatcher
from runner.errors import ScenarioError
from runner.scenario import Scenario
from runner.site import config, values
from runner.site.project import Project
from runner.site.stores import forget_all

_DESCRIBES_DJANGO = values  # imported for its describers


@functools.cache
def set_up(overrides: str) -> bytes:
    """Set Django up once in this process, with `overrides` (JSON) over the defaults; give the migrated database."""
    settings.configure(**(config.defaults() | _mail() | json.loads(overrides)))
    django.setup()
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
        yield Project(watcher, folder, csrf=scenario.csrf)


# Private


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
