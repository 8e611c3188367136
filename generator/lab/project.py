"""A lesson as a project that plain Django runs: `python manage.py runserver`."""

import io
import pprint
import zipfile
from typing import Any

from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.site import config

_DATE = (2026, 1, 1, 0, 0, 0)  # the same lesson makes the same bytes
_README = """\
A lesson as a Django project.

    pip install django
    python manage.py makemigrations lesson
    python manage.py migrate
"""
_PREPARE = """\
    python manage.py shell -c "from lesson.prepare import prepare; prepare()"
"""
_RUN = """\
    python manage.py runserver
"""
_MANAGE = """\
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""
_URLS = """\
from django.urls import path
from lesson import views


def called(view):
    return view.as_view() if isinstance(view, type) else view


urlpatterns = [
{routes}]
"""


def project(lesson: Lesson) -> bytes:
    """Return an archive with a project of which the lesson's files are the app `lesson`."""
    scenario = scenario_of(lesson)
    name = lesson.key.rpartition("/")[2]
    paths = {file.path for file in lesson.files}
    texts: dict[str, str | bytes] = {
        "README.md": f"{_README}{_PREPARE if 'prepare.py' in paths else ''}{_RUN}",
        "manage.py": _MANAGE,
        "project/__init__.py": "",
        "project/settings.py": _settings(scenario, has_urls="urls.py" in paths),
        "project/urls.py": _URLS.format(routes="".join(_routes(scenario))),
        "lesson/__init__.py": "",
        **{f"lesson/{file.path}": file.content for file in lesson.files},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in texts.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{path}", _DATE), content)
    return made.getvalue()


# Private


def _settings(scenario: Scenario, *, has_urls: bool) -> str:
    """Return the settings that the lesson runs with, but for what only a run needs."""
    given: dict[str, Any] = {
        **config.defaults(),
        "DEBUG": True,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1"],
        "ROOT_URLCONF": "lesson.urls" if has_urls else "project.urls",
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
        **(scenario.settings or {}),
    }
    del given["PASSWORD_HASHERS"]
    given["INSTALLED_APPS"] = [*given["INSTALLED_APPS"], "lesson"]
    return "".join(f"{name} = {pprint.pformat(value)}\n" for name, value in given.items())


def _routes(scenario: Scenario) -> list[str]:
    return [
        f"    path({route!r}, called(views.{view}), name={view!r}),\n"
        for route, view in scenario.routes.items()
    ]
