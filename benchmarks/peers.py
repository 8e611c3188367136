"""Others that build such a site or run such code, each in an environment of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = Path(__file__).resolve().parent.parent / ".cache" / "benchmarks"


@dataclass(frozen=True, slots=True)
class Used:
    """What a command has used: CPU and wall seconds, and memory in MB at its peak."""

    cpu: float
    wall: float
    memory: float


def used(command: Sequence[str], where: Path, *, log: Path | None = None) -> Used:
    """Run a command with all that it starts; raise RuntimeError with what it said if it fails."""
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}
    said = log.open("w+b") if log else tempfile.TemporaryFile()  # noqa: SIM115 (closed below)
    with said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=where, env=env, stdout=said, stderr=said)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {said.read().decode()[-2000:]}")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return Used(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / scale)


def environment(name: str, *packages: str) -> Path:
    """Return the folder of commands of an environment with some packages, made if it is not there."""
    folder = ENVIRONMENTS / name
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    done = folder / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(commands / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True)
        done.touch()
    return commands


def versions(commands: Path, *packages: str) -> str:
    """Return the versions that an environment has of some packages."""
    listed = subprocess.run(
        [str(commands / "pip"), "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True, check=True,
    )  # fmt: skip
    known = {one["name"].lower(): one["version"] for one in json.loads(listed.stdout)}
    return ", ".join(f"{name} {known[name.lower()]}" for name in packages)


GALLERY_CONF = """\
project = "lessons"
extensions = ["sphinx_gallery.gen_gallery"]
sphinx_gallery_conf = {"examples_dirs": "examples", "gallery_dirs": "gallery", "filename_pattern": "plot_"}
"""
GALLERY_LESSON = '''\
"""
Lesson {number}
===============

The same view in Django, and one request.
"""

import django
from django.conf import settings

{setup}
'''
NOTEBOOK_CONF = """\
project = "lessons"
extensions = ["myst_nb"]
nb_execution_mode = "cache"
nb_execution_timeout = 120
exclude_patterns = ["_build", "jupyter_execute"]
"""
NOTEBOOK = """\
---
file_format: mystnb
kernelspec: {{name: python3}}
---

# Lesson {number}

```{{code-cell}}
import django
from django.conf import settings

{setup}
```
"""
SETUP = """\
import sys
import types

if not settings.configured:
    settings.configure(
        INSTALLED_APPS=["django.contrib.sessions"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="urls",
        SECRET_KEY="secret",
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path


def favorite_color(request):
    request.session["color"] = "blue"
    favorite = request.session.get("color", "red")
    return HttpResponse(f"Favorite color is {favorite}")


sys.modules["urls"] = types.ModuleType("urls")
sys.modules["urls"].urlpatterns = [path("", favorite_color)]
clear_url_caches()
print(Client().get("/").content)
"""


def write_gallery(folder: Path, count: int) -> None:
    """Write lessons as examples of sphinx-gallery."""
    (folder / "examples").mkdir(parents=True)
    (folder / "conf.py").write_text(GALLERY_CONF)
    (folder / "index.rst").write_text("Lessons\n=======\n\n.. toctree::\n\n   gallery/index\n")
    (folder / "examples/GALLERY_HEADER.rst").write_text("Gallery\n=======\n")
    for number in range(count):
        text = GALLERY_LESSON.format(number=number, setup=SETUP)
        (folder / f"examples/plot_{number}.py").write_text(text)


def write_notebooks(folder: Path, count: int) -> None:
    """Write lessons as notebooks in Markdown."""
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(NOTEBOOK_CONF)
    names = [f"lesson-{number}" for number in range(count)]
    toctree = "\n".join(names)
    (folder / "index.md").write_text(f"# Lessons\n\n```{{toctree}}\n{toctree}\n```\n")
    for number, name in enumerate(names):
        text = NOTEBOOK.format(number=number, setup=SETUP)
        (folder / f"{name}.md").write_text(text)
