"""What a run may read of a project counts; a process is kept while what it has read is as it was."""

from pathlib import Path

import pytest

from proven_lessons.runner.project_files import FilesRead, tree_of
from tests.projects import write_project


def test_what_counts_of_a_project(tmp_path: Path) -> None:
    root = write_project(tmp_path / "shop")
    for path in (
        "db.sqlite3", "README.md", ".git/config.py", ".venv/pyvenv.cfg", ".venv/lib/a.py",
        "env/pyvenv.cfg", "env/a.py", "orders/__pycache__/views.cpython-313.pyc",
        "node_modules/a.py", "lesson_data/t/one/lesson.yml",
        "lesson_data/t/one/views.py", "lesson_data/t/one/templates/a.html", "orders/static/a.js", ".env", "orders/locale/de/LC_MESSAGES/django.mo",
    ):  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    found = [path for path, _time, _size in tree_of(root)]
    others = [path for path in found if not path.endswith(".py")]
    assert others == [
        ".env", "catalog/fixtures/more.json", "orders/locale/de/LC_MESSAGES/django.mo",
        "orders/static/a.js", "orders/templates/orders/cart.html",
    ]  # fmt: skip
    assert not any(
        path.startswith((".git", ".venv", "env", "node_modules", "lesson_data")) for path in found
    )


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("orders/views.py", True),
        ("orders/templates/orders/cart.html", True),
        ("catalog/models.py", False),
        ("catalog/fixtures/more.json", False),
    ],
)
def test_what_a_process_has_read(path: str, holds: bool, tmp_path: Path) -> None:  # noqa: FBT001
    root = write_project(tmp_path / "shop")
    files = FilesRead(root)
    files.told(["catalog/models.py", "shop/settings.py"])
    assert files.hold()
    (root / path).write_text("x = 1\n")
    assert files.hold() == holds


def test_a_file_that_is_new_or_gone_may_be_looked_for(tmp_path: Path) -> None:
    root = write_project(tmp_path / "shop")
    files = FilesRead(root)
    files.told([])
    (root / "orders/forms.py").touch()
    assert not files.hold()
    (root / "orders/forms.py").unlink()
    assert files.hold()
    (root / "orders/views.py").unlink()
    assert not files.hold()


def test_one_that_is_not_ready_has_read_anything(tmp_path: Path) -> None:
    root = write_project(tmp_path / "shop")
    files = FilesRead(root)
    files.told(None)
    assert files.hold()
    (root / "orders/views.py").write_text("x = 1\n")
    assert not files.hold()
