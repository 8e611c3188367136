"""The folder of the Lab holds all that it needs, is small enough, and is made of the same bytes."""

import json
from pathlib import Path

import pytest

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lab import bundle
from proven_lessons.generator.lab.bundle import LIST, names_in, size_of


def test_it_holds_what_it_lists_and_no_address_of_others(lab: Path) -> None:
    names = names_in(lab)
    found = json.loads((lab / names["files.json"]).read_text())
    assert [(lab / one["path"]).stat().st_size for one in found["files"]] == [
        one["size"] for one in found["files"]
    ]
    assert {*names.values(), "LICENSES.txt", LIST} == {path.name for path in lab.iterdir()}
    assert json.loads((lab / names["pyodide"] / "pyodide-lock.json").read_text())["packages"] == {}
    licences = (lab / "LICENSES.txt").read_text()
    assert all(
        name in licences
        for name in ("Django Software Foundation", "pyodide 314", "@codemirror/view")
    )


def test_a_reader_loads_little(lab: Path) -> None:
    size = size_of(lab)
    assert size is not None and size <= 10_000_000


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="holds something else"):
            bundle.bundle(folder)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle.shutil, "which", lambda *_, **__: None)
    with pytest.raises(UsageError, match=r"pip install proven-lessons\[lab\]"):
        bundle.bundle(tmp_path / "lab")
    assert size_of(tmp_path / "lab") is None


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing\.js"):
        bundle._call([bundle._node(), "nothing.js"], tmp_path)
