"""Where Django meets a mistake in a project, its author is told which file and line it is in."""

from pathlib import Path

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from tests.runner.test_projects import root, scenario

__all__ = ["root"]

HEAD = "from django.db import migrations\n\n\n"
MIGRATION = "class Migration(migrations.Migration):\n    dependencies = [({!r}, {!r})]\n"


def failed(recorder: Recorder, root: Path, **project: object) -> LessonFailed:
    (outcome,) = recorder.run({"it": scenario(root, project=project)}).values()
    assert isinstance(outcome, LessonFailed)
    return outcome


def a_migration(root: Path, text: str, after: str = "") -> str:
    """Write a migration that follows the last one of the project's app; return its path there."""
    folder = root / "catalog/migrations"
    last = after or max(path.stem for path in folder.glob("0*.py"))
    (folder / "0999_bad.py").write_text(
        HEAD + text.replace("MIGRATION", MIGRATION.format("catalog", last))
    )
    return "catalog/migrations/0999_bad.py"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (
            "MIGRATION    operations = [\n        migrations.RunSQL('SELECT 1'),\n        migrations.RunSQL('SELEC 1'),\n    ]\n",
            'OperationalError: near "SELEC": syntax error',
            8,
        ),
        ("MIGRATION    operations = list((migrations.RunSQL('SELEC 1'),))\n", "OperationalError: near", None),
        ("def run(apps, editor):\n    1 / 0\n\n\nMIGRATION    operations = [migrations.RunPython(run)]\n", "ZeroDivisionError", 5),
    ],
)  # fmt: skip
def test_a_migration_that_can_not_be_applied(
    root: Path, recorder: Recorder, text: str, reason: str, line: int | None
) -> None:
    path = a_migration(root, text)
    found = failed(recorder, root, fixtures=())
    assert (found.file, found.line) == (path, line)
    assert found.reason.startswith(reason)


def test_a_migration_after_one_that_there_is_not(root: Path, recorder: Recorder) -> None:
    path = a_migration(root, "MIGRATION", after="0123_nothing")
    found = failed(recorder, root, fixtures=())
    assert (found.file, found.line) == (path, None)
    assert "0123_nothing" in found.reason


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('[\n  {"model": "catalog.product",\n', "Expecting property name", 3),
        ('[{"model": "catalog.nothing", "pk": 1, "fields": {}}]', "Invalid model identifier", None),
    ],
)
def test_a_fixture_that_can_not_be_loaded(
    root: Path, recorder: Recorder, text: str, said: str, line: int | None
) -> None:
    folder = root / "catalog/fixtures"
    folder.mkdir(exist_ok=True)
    (folder / "bad.json").write_text(text)
    found = failed(recorder, root, fixtures=("bad.json",))
    assert (found.file, found.line) == ("catalog/fixtures/bad.json", line)
    assert said in found.reason


def test_an_app_that_can_not_be_made_ready(root: Path, recorder: Recorder) -> None:
    apps = root / "catalog/apps.py"
    apps.write_text(apps.read_text() + "\n\n1 / 0\n")
    found = failed(recorder, root, fixtures=())
    assert (found.file, found.line) == ("catalog/apps.py", len(apps.read_text().splitlines()))


def test_no_line_of_ours_is_taken_for_one_of_the_project(root: Path, recorder: Recorder) -> None:
    settings = root / "shop/settings.py"
    settings.write_text(settings.read_text() + "TEMPLATES[0]['OPTINS'] = 1\n")
    found = failed(recorder, root, fixtures=())
    assert (found.file, found.line) == (None, None)
    assert found.reason == "ImproperlyConfigured: Unknown parameters: OPTINS"
