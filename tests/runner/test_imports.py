"""What a lesson imports from elsewhere counts: a package by its version, a file by its meaning."""

from pathlib import Path

import pytest

from proven_lessons.runner import imports
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import run, scenario, view


@pytest.fixture
def helper(tmp_path: Path) -> Path:
    path = tmp_path / "a_helper_elsewhere.py"
    path.write_text("X = 1\n")
    return path


def test_a_run_tells_what_it_imported_from_elsewhere(helper: Path) -> None:
    source = f"""import sys
sys.path.insert(0, {str(helper.parent)!r})
import a_helper_elsewhere, yaml, json
return HttpResponse("ok")"""
    with Recorder(readable=[helper.parent]) as recorder:
        imported = run(recorder, scenario(view(source))).imported
    assert imported["a_helper_elsewhere"] == str(helper)
    assert {name.partition(".")[0] for name in imported} == {"a_helper_elsewhere", "yaml"}
    state = imports.state_of(imported)
    assert list(state)[:3] == ["asgiref", "sqlparse", "time-machine"]
    assert state["PyYAML"][0].isdigit()
    assert state[str(helper)].startswith("sha256:")


def test_a_run_that_imports_nothing_else_says_so(recorder: Recorder) -> None:
    source = "import csv, django.contrib.syndication\nreturn HttpResponse('ok')"
    assert run(recorder, scenario(view(source))).imported is None


def test_what_has_changed_is_told(helper: Path) -> None:
    state = imports.state_of({"a_helper_elsewhere": str(helper)})
    name = str(helper)
    assert imports.changed(state) is None
    assert imports.files_of(state) == [helper]
    helper.write_text("X = 1  # the same\n", encoding="utf-8")
    assert imports.changed(state) is None
    helper.write_text("X = 2\n", encoding="utf-8")
    assert imports.changed(state) == f"{name}, which it imports, has changed"
    assert imports.changed_files(state) == f"{name}, which it imports, has changed"
    helper.unlink()
    assert imports.changed(state) == f"{name}, which it imports, is not there"
    assert imports.files_of(state) == []
    assert imports.changed({"asgiref": "0"}).startswith("asgiref 0 has become ")
    assert imports.changed({"no-such": "1"}) == "no-such is not installed"
    assert imports.changed_files({"asgiref": "0"}) is None


def test_a_file_that_is_no_python_counts_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_bytes(b"x = '\xff")
    state = imports.state_of({"broken": str(path)})
    assert imports.changed(state) is None
    path.write_bytes(b"x = '\xfe")
    assert imports.changed(state) is not None


def test_a_module_that_python_finds_is_known_by_its_name() -> None:
    from tests import builders

    state = imports.state_of({"tests.builders": str(builders.__file__)})
    assert "tests.builders" in state
    assert imports.files_of(state) == [Path(str(builders.__file__))]
    assert imports.changed(state) is None
