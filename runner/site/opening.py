"""Open a fresh Django site for one run: settings, tables, the lesson as an app, its routes."""

import functools
import importlib
import json
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import Settings, settings
from django.core.management import call_command
from django.db import connection, connections

from proven_lessons.runner import own, projects
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.postgres import POSTGRESQL
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.site import (
    config,
    database_clock,
    locale,
    postgresql,
    testing,
    values,
)
from proven_lessons.runner.site.project import Project
from proven_lessons.runner.site.shared_databases import in_files
from proven_lessons.runner.site.signals import signals_as_they_are
from proven_lessons.runner.site.stores import forget_all
from proven_lessons.runner.together import patient_locks
from proven_lessons.runner.tracing.calls import CallWatcher

APP = "lesson"
_DESCRIBES_DJANGO = values  # imported for its describers


@functools.cache
def set_up(given: str) -> Mapping[str, bytes]:
    """Set Django up once in this process, as `given` says (JSON): "settings" over the defaults.

    Or over those of the "project". "database" is what its databases are. Give them, migrated, by
    their aliases: their content, or on a server their names.
    """
    what = json.loads(given)
    project, on_server = what["project"], what["database"] == POSTGRESQL
    engine = engine_of(what["database"])
    database_clock.let_it_stand()
    try:
        if project is None:
            _configure(what["settings"], engine)
        else:
            _configure_project(project, what["settings"], engine)
        django.setup()
    except ImportError as error:
        whose = "the settings name" if project is None else "the project needs"
        raise ScenarioError(f"{whose} something that can't be imported: {error}") from error
    if on_server:
        postgresql.make_all()
    _migrate(with_all_tables=project is not None or APP in settings.INSTALLED_APPS)
    if project is not None and project["fixtures"]:
        call_command("loaddata", *project["fixtures"], verbosity=0)
    if on_server:
        return postgresql.leave_all()
    return {alias: connections[alias].connection.serialize() for alias in connections}


def set_up_for(scenario: Scenario) -> Mapping[str, bytes]:
    """Set Django up with those settings of `scenario` that it reads early, and its project.

    Give the migrated databases by their aliases.
    """
    project = None if scenario.project is None else asdict(scenario.project.anywhere())
    what = {"settings": _early(scenario), "project": project, "database": scenario.database}
    return set_up(json.dumps(what, sort_keys=True))


def replaced_settings(scenario: Scenario) -> tuple[str, ...]:
    """Return those settings of the project in whose place stand others, which keep a run safe.

    Without what the lesson sets itself.
    """
    holder: Any = settings._wrapped
    own: Any = holder.default_settings
    if scenario.project is None or not isinstance(own, Settings):
        return ()
    forced = [*config.defaults_in(own, "", config.SQLITE), *_mail(), *_mail(by_its_older_name=True)]
    given = scenario.settings or {}
    return tuple(
        name
        for name in dict.fromkeys(forced)
        if own.is_overridden(name)
        and name not in given
        and getattr(own, name) != getattr(holder, name, None)
    )


@contextmanager
def open_project(
    scenario: Scenario, folder: Path, watcher: CallWatcher | None
) -> Iterator[Project]:
    """Open a fresh site for `scenario`, whose files are in the package `lesson` in `folder`.

    Raises what the lesson's modules raise when they are imported, and ScenarioError for a route
    without a view.
    """
    if any(file.path.startswith("migrations/") for file in scenario.files if not file.module):
        raise ScenarioError(
            "a lesson has no migrations: its tables are made from models.py, and prepare.py fills "
            "them"
        )
    images = set_up_for(scenario)
    with ExitStack() as stack:
        stack.enter_context(_settings(scenario))
        stack.enter_context(_databases(scenario, images, folder))
        locale.forget()
        forget_all()
        stack.enter_context(signals_as_they_are())
        stack.callback(_forget_lesson)
        stack.enter_context(_installed(folder))
        migrated = testing.databases() if _has_tests(scenario) else {}
        _run_prepare()
        _route(scenario)
        project = Project(watcher, folder, csrf=scenario.csrf, is_async=scenario.handler == "asgi")
        project.migrated = migrated
        yield project


def engine_of(database: str) -> str:
    """Return what Django has for a kind of database."""
    return postgresql.ENGINE if database == POSTGRESQL else config.SQLITE


# Private


@contextmanager
def _databases(scenario: Scenario, images: Mapping[str, bytes], folder: Path) -> Iterator[None]:
    """Have the databases begin as these images: in memory, or in files for requests at once.

    On a server they are copies of those that the images name.
    """
    on_server, together = (
        scenario.database == POSTGRESQL,
        any(sent.together for sent in scenario.requests),
    )
    if _has_tests(scenario) and (together or on_server):
        what = "be run on PostgreSQL" if on_server else "have two requests at once"
        raise ScenarioError(f"a lesson that runs tests can't {what}, too")
    with ExitStack() as stack:
        if together:
            stack.enter_context(patient_locks(own.has))
        if on_server:
            stack.enter_context(postgresql.copied(images))
        elif together:
            stack.enter_context(in_files(images, folder))
        else:
            for alias, image in images.items():
                connections[alias].ensure_connection()
                connections[alias].connection.deserialize(image)
        for alias in images:
            connections[alias].savepoint_state = 0  # from which savepoints are named
        yield


def _has_tests(scenario: Scenario) -> bool:
    return any(sent.command.split()[:1] == [testing.COMMAND] for sent in scenario.requests)


def _configure(over: dict[str, Any], engine: str) -> None:
    settings.configure(**(config.defaults(engine) | _mail() | over))


def _configure_project(project: Mapping[str, Any], over: dict[str, Any], engine: str) -> None:
    """Take the settings of a project, and over them what keeps a run safe, and what is given."""
    own = Settings(project["settings"])
    projects.keep_apps(own.INSTALLED_APPS)
    media = "media"  # in the folder of each run, which is the current one
    names_mail = any(name.startswith("EMAIL_") and own.is_overridden(name) for name in dir(own))
    mail = _mail(by_its_older_name=names_mail)
    settings.configure(own, **(config.defaults_in(own, media, engine) | mail | over))


def _migrate(*, with_all_tables: bool) -> None:
    """Make the tables of all databases; those of apps without migrations, too, if that is said."""
    for alias in connections:
        if connections[alias].vendor not in ("sqlite", POSTGRESQL):
            raise ScenarioError(
                "lessons run on SQLite in memory; leave DATABASES out of the settings"
            )
        call_command(
            "migrate", verbosity=0, interactive=False, run_syncdb=with_all_tables, database=alias
        )


def _mail(*, by_its_older_name: bool = False) -> dict[str, Any]:
    """Keep mail in memory, by the setting that this Django has for it.

    One that has MAILERS refuses to have both.
    """
    backend = "django.core.mail.backends.locmem.EmailBackend"
    return (
        {"MAILERS": {"default": {"BACKEND": backend}}}
        if django.VERSION >= (6, 1) and not by_its_older_name
        else {"EMAIL_BACKEND": backend}
    )


def _early(scenario: Scenario) -> dict[str, Any]:
    """Return the settings that a process must begin with.

    All if one is read early, for an app may look at any.
    """
    chosen: dict[str, Any] = dict(scenario.settings or {})
    if not config.needs_new_process(chosen):
        return {}
    if isinstance(chosen.get("INSTALLED_APPS"), list):
        chosen["INSTALLED_APPS"] = [
            name for name in chosen["INSTALLED_APPS"] if name != APP
        ]  # is installed anyway
    if str(chosen.get("AUTH_USER_MODEL", "")).startswith(f"{APP}."):
        chosen["INSTALLED_APPS"] = [
            *chosen.get(
                "INSTALLED_APPS", config.defaults(engine_of(scenario.database))["INSTALLED_APPS"]
            ),
            APP,
        ]
    return chosen


@contextmanager
def _settings(scenario: Scenario) -> Iterator[None]:
    early = _early(scenario)
    chosen = {name: value for name, value in (scenario.settings or {}).items() if name not in early}
    if any(file.path == "urls.py" and file.module is None for file in scenario.files):
        chosen.setdefault("ROOT_URLCONF", "lesson.urls")
    elif scenario.routes and scenario.project:
        chosen.setdefault("ROOT_URLCONF", config.ROUTES_MODULE)
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

    `apps.set_installed_apps` would do, but it takes every app on anew: that alone is a fifth of a
    run's time.
    """
    before = settings.INSTALLED_APPS
    if APP in before:  # because the users are a model of the lesson
        yield
        return
    app = AppConfig.create(APP)
    app.apps = apps
    apps.app_configs[app.label] = app
    settings.INSTALLED_APPS = [*before, APP]
    try:
        _make_ready(app, folder / "lesson")
        yield
    finally:
        del apps.app_configs[app.label]
        settings.INSTALLED_APPS = before


def _make_ready(app: AppConfig, package: Path) -> None:
    app.import_models()
    models = [model for model in app.get_models() if model._meta.managed and not model._meta.proxy]
    if app.models:
        apps.clear_cache()  # other apps' models learn of relations to the lesson's
    app.ready()
    if (package / "templates").is_dir() or (package / "templatetags").is_dir():
        _renew_template_engines()
    if models:
        with connection.schema_editor() as editor:
            for model in models:
                editor.create_model(model)
    _tell_of(app)


def _tell_of(app: AppConfig) -> None:
    """Do what `migrate` and `setup` do for an app.

    Its content types and permissions, its part of the admin.
    """
    if apps.is_installed("django.contrib.auth") and apps.is_installed(
        "django.contrib.contenttypes"
    ):
        from django.contrib.auth.management import create_permissions
        from django.contrib.contenttypes.management import create_contenttypes

        create_permissions(app, verbosity=0)
        create_contenttypes(app, verbosity=0)
    if apps.is_installed("django.contrib.admin"):
        from django.contrib import admin

        admin.autodiscover()


def _renew_template_engines() -> None:
    """Let the engines see the lesson's templates and tags.

    They looked for them when they were made.
    """
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
    """Make the URLconf of a lesson that has no urls.py.

    Real `path()` entries, named after their views.
    """
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
    routes.urlpatterns = patterns  # type: ignore[attr-defined] # a module made here
    sys.modules[config.ROUTES_MODULE] = routes


def _forget_lesson() -> None:
    """Remove what a run left in this process, so that the next one starts fresh."""
    from django.urls import clear_url_caches

    for name in [
        name
        for name in sys.modules
        if name in ("lesson", config.ROUTES_MODULE) or name.startswith("lesson.")
    ]:
        del sys.modules[name]
    apps.all_models.pop("lesson", None)
    apps.clear_cache()
    clear_url_caches()
