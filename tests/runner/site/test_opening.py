"""A site opens with the settings and apps of its lesson, or says why it does not."""

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario, view


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
