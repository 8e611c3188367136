"""What is written for which program, of which lessons, and what is refused."""

import json
import zipfile
from pathlib import Path

import pytest

from proven_lessons.generator.cli import main
from tests.builders import write_lesson


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for key in ("one/a", "one/b", "two/c"):
        write_lesson(folder, key)
    clock = (folder / "two/c/lesson.yml").read_text() + "requests: [GET /, run: command check]\n"
    (folder / "two/c/lesson.yml").write_text(clock)
    assert main(["record", "-q", "--data", str(folder)]) == 0
    return folder


def export(data: Path, *given: object) -> int:
    return main(["export", *map(str, given), "--data", str(data)])


def test_quizzes_of_all_lessons_of_a_track_or_of_one(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tests(*names: str) -> list[str]:
        assert export(data, tmp_path / "q.zip", *names, "--for", "qti") == 0
        names_in = zipfile.ZipFile(tmp_path / "q.zip").namelist()
        return [name for name in names_in if name.startswith("tests/")]

    assert len(tests()) == 3
    assert len(tests("one/")) == 2
    assert tests("two/c") == ["tests/lesson-two-c.xml"]
    assert "questions in" in capsys.readouterr().out
    assert export(data, tmp_path / "q.zip", "one/a", "--for", "qti12") == 0
    assert zipfile.ZipFile(tmp_path / "q.zip").namelist() == ["imsmanifest.xml", "lesson-one-a.xml"]


def test_a_course_is_one_track(data: Path, tmp_path: Path) -> None:
    tmp_path /= "a/new/folder"
    assert export(data, tmp_path / "c.zip", "one", "--for", "scorm") == 0
    names = zipfile.ZipFile(tmp_path / "c.zip").namelist()
    assert "one/b.html" in names
    assert not any(name.startswith("two/") for name in names)


def test_notebooks_in_a_folder_or_one_in_a_file(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(data, tmp_path / "books", "--for", "notebook") == 0
    said = capsys.readouterr()
    assert "2 notebooks in" in said.out
    assert said.err == "left out: two/c can't be a notebook: it runs a management command\n"
    assert export(data, tmp_path / "a.ipynb", "one/a", "--for", "notebook") == 0
    assert json.loads((tmp_path / "a.ipynb").read_text()) == json.loads(
        (tmp_path / "books/one/a.ipynb").read_text()
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([".zip", "--for", "scorm"], "name one track: one, two"),
        ([".pdf", "on", "--for", "print"], "there is no track 'on'; did you mean 'one'?"),
        ([".zip", "one", "two", "--for", "scorm"], "name one track"),
        ([".zip", "one/x", "--for", "qti"], "there is no 'one/x'; did you mean 'one/"),
        (["two/c", "--for", "notebook"], "it runs a management command"),
        (["one"], "--for pages writes all lessons: name none"),
        (["--watch"], "--watch goes with --for zensical"),
        (["--for", "anki"], "--for anki writes a file .apkg, found"),
        (["one", "--for", "print"], "--for print writes a file .pdf, found"),
    ],
)
def test_what_is_refused_writes_nothing(
    given: list[str], words: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suffix, *others = given if given[0].startswith(".") else ["", *given]
    assert export(data, tmp_path / f"out{suffix}", *others) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_one_file_takes_one_notebook(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(data, tmp_path / "a.ipynb", "one", "--for", "notebook") == 2
    assert "name one lesson, or a folder" in capsys.readouterr().err


def test_lessons_at_fault_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(tmp_path / "data", "t/l", yaml="title: T\nsummary: S.\nview: gone\n")
    assert export(tmp_path / "data", tmp_path / "q.zip", "--for", "qti") == 1
    assert "views.py has no 'gone'" in capsys.readouterr().err
    assert not (tmp_path / "q.zip").exists()


def test_a_folder_of_somebody_else_is_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("mine")
    assert export(data, tmp_path / "docs") == 2
    assert "holds something else" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["index.md"]
    assert export(data, tmp_path / "out") == 0
    assert export(data, tmp_path / "out") == 0


def test_what_can_t_be_written_is_told_by_its_name(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.zip").mkdir()
    assert export(data, tmp_path / "q.zip", "--for", "qti") == 2
    assert f"{tmp_path}/q.zip can't be written: " in capsys.readouterr().err
