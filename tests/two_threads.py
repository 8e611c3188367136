"""Two threads of plain Django, for what two requests at once really answer.

They have a database file, or an empty database on a PostgreSQL server.
"""

import json
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

import psycopg

SCRIPT = '''
import json, os, sys, threading
from pathlib import Path
import django
from django.conf import settings
from django.urls import path

folder, at, database = Path.cwd(), sys.argv[1], json.loads(sys.argv[2])
settings.configure(
    DEBUG=False, SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"], ROOT_URLCONF="routes",
    INSTALLED_APPS=["lesson"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": database or {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "db.sqlite3")}},
    LOGGING_CONFIG=None,
)
django.setup()
from django.core.management import call_command
from django.db import connection

call_command("migrate", run_syncdb=True, verbosity=0)
from lesson import prepare, views

prepare.prepare()
connection.close()
import types
routes = types.ModuleType("routes")
routes.urlpatterns = [path("", views.view)]
sys.modules["routes"] = routes

met, ended = threading.Barrier(2), threading.Event()
local = threading.local()

def meet():
    """Wait for the other one; then the first goes on, and the second when that has ended, or can't."""
    if getattr(local, "has_met", False):
        return
    local.has_met = True
    try:
        met.wait(1)
    except threading.BrokenBarrierError:
        pass  # it waits for a lock, as it should
    if local.name == "ben":
        ended.wait(1)

views.meet = meet
from django.test import Client
answers = {}

def send(name):
    local.name = name
    response = Client(raise_request_exception=False).get(f"/?{name}")
    answers[name] = response.status_code, response.content.decode() if response.status_code < 500 else ""
    from django.db import connections
    connections.close_all()
    if name == "ada":
        ended.set()

first, second = (threading.Thread(target=send, args=(name,)) for name in ("ada", "ben"))
first.start()
import time
time.sleep(0.1)
second.start()
first.join()
second.join()
print(json.dumps([answers["ada"], answers["ben"]]))
'''


def answers_on_postgres(
    address: str, views: str, models: str, prepare: str, at: str
) -> list[tuple[int, str]]:
    """Give what `answers_of_django` does, from a new database on the server at `address`."""
    with psycopg.connect(address, autocommit=True) as server:
        name = f"plain_{uuid.uuid4().hex}"
        server.execute(f"CREATE DATABASE {name}")
        info = server.info
        database = {
            "ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": info.user, "HOST": info.host,
        }  # fmt: skip
        try:
            return answers_of_django(views, models, prepare, at, database)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def answers_of_django(
    views: str, models: str, prepare: str, at: str, database: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """Give status and text of two requests at once, which wait behind the line with `at`."""
    lines: list[str] = []
    for line in views.splitlines():
        lines.append(line)
        if at in line:
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(f"{indent}meet()")
    with tempfile.TemporaryDirectory() as name:
        package = Path(name, "lesson")
        package.mkdir()
        for file, text in (
            ("__init__.py", ""),
            ("views.py", "\n".join(lines)),
            ("models.py", models),
            ("prepare.py", prepare),
        ):
            (package / file).write_text(text)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, at, json.dumps(database)],
            cwd=name,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [(status, text) for status, text in json.loads(done.stdout.splitlines()[-1])]
