"""A lesson becomes a project that plain Django runs, with its settings, its routes and its rows."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from proven_lessons.generator.lab.playground import playground
from proven_lessons.generator.lab.project import project
from proven_lessons.generator.lessons.folders import find_lessons
from tests.builders import loaded

DATA = Path(__file__).resolve().parents[3] / "lesson_data"
ASK = "from django.test import Client; print(Client(headers={'host': 'localhost'}).get('%s').text)"


def asked(archive: bytes, folder: Path, path: str) -> str:
    """Unpack a project, make its tables and rows, and give what it answers."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
    (root,) = folder.iterdir()
    rows = (
        "from lesson.prepare import prepare; prepare(); "
        if (root / "lesson/prepare.py").exists()
        else ""
    )
    said = ""
    for command in (
        ["makemigrations", "lesson"], ["migrate"], ["shell", "--no-imports", "-c", rows + ASK % path],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said = done.stdout
    return said


@pytest.mark.parametrize(
    ("key", "path", "expected"),
    [
        ("queries/n-plus-one", "/slow/", "by Achebe"),
        ("sessions/own-middleware", "/", "You came from nowhere"),
    ],
)
def test_a_lesson_runs_in_plain_django(key: str, path: str, expected: str, tmp_path: Path) -> None:
    archive = project(loaded(find_lessons(DATA)[key]))
    assert archive == project(loaded(find_lessons(DATA)[key]))
    assert expected in asked(archive, tmp_path, path)


def test_so_does_what_has_urls_of_its_own(tmp_path: Path) -> None:
    assert "Read the lesson" in asked(project(playground()), tmp_path, "/")
