"""The lesson's folder is the package `lesson` while a run lasts, and its code is handed over."""

import importlib
import sys
from pathlib import Path

import pytest

from proven_lessons.runner.modules import importable, write_files
from proven_lessons.runner.scenario import SourceFile


@pytest.fixture(autouse=True)
def _forgotten() -> object:
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "lesson"]:
        del sys.modules[name]


def test_files_are_written_into_a_package(tmp_path: Path) -> None:
    files = [
        SourceFile(path="a/b.txt", content=b"1\r\n"),
        SourceFile(path="views.py", content=b"x = 1"),
    ]
    write_files(files, tmp_path)
    assert (tmp_path / "lesson" / "__init__.py").read_bytes() == b""
    assert (tmp_path / "lesson" / "a" / "b.txt").read_bytes() == b"1\r\n"


def test_each_module_is_handed_over_when_it_is_imported(tmp_path: Path) -> None:
    write_files(
        [
            SourceFile(path="views.py", content=b"from lesson.sub import more\nx = more.y\n"),
            SourceFile(
                path="sub/more.py", content="# coding: latin-1\ny = 'ä'\n".encode("latin-1")
            ),
        ],
        tmp_path,
    )
    told: list[tuple[str, str, str]] = []
    with importable(tmp_path, lambda code, source, file: told.append((code.co_name, source, file))):
        module = importlib.import_module("lesson.views")
    assert module.x == "ä"
    assert [(name, file) for name, _, file in told] == [
        ("<module>", "__init__.py"), ("<module>", "views.py"), ("<module>", "sub/more.py"),
    ]  # fmt: skip
    assert told[2][1] == "# coding: latin-1\ny = 'ä'\n"


def test_afterwards_there_is_no_such_package(tmp_path: Path) -> None:
    write_files([SourceFile(path="views.py", content=b"")], tmp_path)
    before = list(sys.meta_path)
    with importable(tmp_path, lambda code, source, file: None):
        assert len(sys.meta_path) == len(before) + 1
    assert sys.meta_path == before
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("lesson.views")
