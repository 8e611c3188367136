"""A management command does and says here what it does and says after `manage.py`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec, Scenario, SourceFile
from proven_lessons.runner.trace import Exchange, Trace

MODELS = """\
from django.db import models


class Poll(models.Model):
    is_open = models.BooleanField(default=True)
"""
PREPARE = """\
from lesson.models import Poll


def prepare():
    Poll.objects.create()
"""
COMMAND = """\
import sys

from django.core.management.base import BaseCommand, CommandError

from lesson.models import Poll


class Missing(CommandError):
    pass


class Command(BaseCommand):
    help = "Close polls."

    def add_arguments(self, parser):
        parser.add_argument("poll", nargs="?", type=int)
        parser.add_argument("--how", choices=["raise", "exit", "error", "own", "word", "text", "both"])

    def handle(self, *args, poll, how, **options):
        if poll:
            Poll.objects.filter(pk=poll).update(is_open=False)
            print("printed")
            self.stdout.write(self.style.SUCCESS(f"Closed {poll}"))
        if how == "raise":
            raise ValueError("who?")
        if how == "exit":
            sys.exit(3)
        if how == "error":
            raise CommandError("no such poll", returncode=4)
        if how == "own":
            raise Missing("no such poll")
        if how == "word":
            sys.exit("bad end")
        if how == "both":
            self.stderr.write("careful")
        return "the end" if how == "text" else None
"""
VIEWS = """\
from django.http import HttpResponse

from lesson.models import Poll


def view(request):
    return HttpResponse(str(Poll.objects.filter(is_open=True).count()))
"""
FILES = {
    "models.py": MODELS, "prepare.py": PREPARE, "views.py": VIEWS, "management/commands/closepoll.py": COMMAND,
}  # fmt: skip
SETTINGS = """\
from pathlib import Path

SECRET_KEY = "x"
ROOT_URLCONF = "urls"
USE_TZ = True
INSTALLED_APPS = ["lesson"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""


def recorded(recorder: Recorder, *sent: RequestSpec, **files: str) -> list[Exchange]:
    contents = {**FILES, **files}
    scenario = Scenario(
        lesson="t/l",
        files=tuple(
            SourceFile(path=path, content=text.encode()) for path, text in contents.items()
        ),
        routes={"": "view"},
        requests=sent,
    )
    outcome = recorder.record([scenario])["t/l"]
    assert isinstance(outcome, Trace), outcome
    return list(outcome.runs["main"].exchanges)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of plain Django with the same app."""
    folder = tmp_path_factory.mktemp("plain")
    for path, text in {**FILES, "__init__.py": ""}.items():
        (folder / "lesson" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "lesson" / path).write_text(text)
    (folder / "settings.py").write_text(SETTINGS)
    (folder / "urls.py").write_text(
        "from django.urls import path\nfrom lesson.views import view\nurlpatterns = [path('', view)]\n"
    )
    (folder / "manage.py").write_text(
        "import sys\nfrom django.core.management import execute_from_command_line\n"
        "execute_from_command_line(sys.argv)\n"
    )
    managed(folder, "migrate", "--run-syncdb")
    return folder


def managed(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings", "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "manage.py", *line],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "closepoll 1", "closepoll", "closepoll 1 --how text", "closepoll --how exit", "closepoll --how error",
        "closepoll --how both", "closepoll --how own", "closepoll --how word", "closepoll --how never", "closepoll two", "closepoll --help", "closepoll -v 0 1",
    ],
)  # fmt: skip
def test_it_says_and_ends_as_in_a_terminal(line: str, recorder: Recorder, plain: Path) -> None:
    (exchange,) = recorded(recorder, RequestSpec(command=line))
    done = managed(plain, *line.split())
    command = exchange.command
    assert command is not None
    assert (command.line, command.exit_status) == (line, done.returncode)
    assert (command.output, command.errors) == (done.stdout, done.stderr)
    assert exchange.error is None


def test_an_exception_that_nothing_catches_ends_it(recorder: Recorder, plain: Path) -> None:
    (exchange,) = recorded(recorder, RequestSpec(command="closepoll 1 --how raise"))
    done = managed(plain, "closepoll", "1", "--how", "raise")
    assert exchange.command is not None and exchange.error is not None
    assert (exchange.command.exit_status, exchange.command.output) == (done.returncode, done.stdout)
    assert (exchange.error.type, exchange.error.message) == ("ValueError", "who?")
    assert exchange.error.at is not None and exchange.error.at.code.startswith("raise ValueError")


def test_its_statements_are_steps_and_the_next_request_finds_what_it_did(
    recorder: Recorder,
) -> None:
    before, command, after = recorded(
        recorder, RequestSpec(), RequestSpec(command="closepoll 1", clock=60), RequestSpec()
    )
    assert [one.response.text for one in (before, after)] == ["1", "0"]
    steps = command.steps
    assert [steps[0].kind, steps[-1].kind] == ["command", "exit"]
    assert {step.phase for step in steps[1:-1]} == {"command"}
    assert {step.at.file for step in steps if step.at} == {"management/commands/closepoll.py"}
    sent = [event.statement() for step in steps for event in step.events if event.statement()]
    assert [one.split()[0] for one in sent if one] == ["UPDATE"]
    numbers = [step.number for one in (before, command, after) for step in one.steps]
    assert numbers == list(range(1, len(numbers) + 1))
    assert (command.client, command.clock, command.view) == ("", 60, None)


CHECKS = """\
from django.core import checks


@checks.register("models")
def refused(app_configs, **kwargs):
    return [checks.Error("nothing fits", id="lesson.E1")]
"""


def test_a_traceback_that_is_asked_for_is_that_of_an_exception(recorder: Recorder) -> None:
    (exchange,) = recorded(recorder, RequestSpec(command="closepoll --how error --traceback"))
    assert exchange.command is not None and exchange.error is not None
    assert (exchange.command.exit_status, exchange.error.type) == (1, "CommandError")


@pytest.mark.parametrize(
    "line", ["closepoll 1", "closepoll 1 --skip-checks", "closepoll two", "closepoll --version"]
)
def test_what_django_s_checks_refuse_does_not_run(
    line: str, recorder: Recorder, plain: Path
) -> None:
    models = CHECKS + MODELS
    (plain / "lesson/models.py").write_text(models)
    try:
        done = managed(plain, *line.split())
    finally:
        (plain / "lesson/models.py").write_text(MODELS)
    (exchange,) = recorded(recorder, RequestSpec(command=line), **{"models.py": models})
    command = exchange.command
    assert command is not None
    assert (command.exit_status, command.output) == (done.returncode, done.stdout)
    assert command.errors == done.stderr


TESTS = """\
from django.test import TestCase

from lesson.models import Poll


class PollTests(TestCase):
    def test_closed_polls_are_not_counted(self):
        Poll.objects.create(is_open=False)
        self.assertEqual(self.client.get("/").content, b"0")

    def test_wrong(self):
        self.assertEqual(Poll.objects.count(), 7)
"""
SAID_OF_DATABASES = re.compile(r"(Creating|Destroying) test database for alias 'default'[.]{3}\n")
TIME = re.compile(r"(?<= in )[0-9.]+s")


@pytest.mark.parametrize(
    "label",
    ["lesson.tests.PollTests.test_closed_polls_are_not_counted", "lesson.tests", "lesson.no"],
)
def test_tests_find_what_the_migrations_have_left_and_leave_what_was_there(
    label: str, recorder: Recorder, plain: Path
) -> None:
    (plain / "lesson/tests.py").write_text(TESTS)
    done = managed(plain, "test", label)
    before, tested, after = recorded(
        recorder,
        RequestSpec(),
        RequestSpec(command=f"test {label}"),
        RequestSpec(),
        **{"tests.py": TESTS},
    )
    assert [one.response.text for one in (before, after)] == ["1", "1"]
    command = tested.command
    assert command is not None and command.exit_status == done.returncode

    def bare(text: str) -> str:
        return TIME.sub("0s", SAID_OF_DATABASES.sub("", text))

    ours, theirs = (
        bare(text).replace(str(plain) + "/", "") for text in (command.errors, done.stderr)
    )
    assert ours.splitlines()[-1:] == theirs.splitlines()[-1:]
    assert [one for one in ours.splitlines() if one.startswith(("FAIL", "ERROR", "Ran"))] == [
        one for one in theirs.splitlines() if one.startswith(("FAIL", "ERROR", "Ran"))
    ]
    assert bare(command.output) == bare(done.stdout)
    in_tests = {step.at.function for step in tested.steps if step.at and step.at.file == "tests.py"}
    assert bool(in_tests) is (label != "lesson.no")


def test_a_command_that_there_is_not_is_said(recorder: Recorder) -> None:
    scenario = Scenario(
        lesson="t/l",
        files=(SourceFile(path="views.py", content=VIEWS.encode()),),
        routes={},
        requests=(RequestSpec(command="closepol 1"),),
    )
    outcome = recorder.record([scenario])["t/l"]
    assert not isinstance(outcome, Trace)
    assert "no management command 'closepol' here; did you mean" not in str(outcome)
    assert "there is no management command 'closepol' here" in str(outcome)
