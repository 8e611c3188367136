"""What is different from a commit is told in words, with real git."""

import subprocess
from pathlib import Path

import pytest

from proven_lessons.generator.cli import main
from tests.builders import LESSON, view, write_lesson

QUIZ = "quiz:\n  - ask: What?\n    answer: step.set.session.data\n"


def git(folder: Path, *arguments: str) -> None:
    identity = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "init.defaultBranch=main",
    )
    subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a folder of lessons, inside of a repository, with one lesson that is recorded and committed."""
    data = tmp_path / "site" / "data"
    write_lesson(data, yaml=LESSON + QUIZ)
    assert main(["record", "--data", str(data)]) == 0
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return data


def told(
    data: Path, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0
) -> list[str]:
    capsys.readouterr()
    assert main(["diff", *arguments, "--data", str(data)]) == status
    return capsys.readouterr().out.splitlines()


def test_nothing_is_different_at_first(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(data, capsys) == ["No run is different from HEAD."]


def test_a_changed_view_is_told_in_words_and_nothing_is_written(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data / "track" / "one"
    before = (folder / "trace.json").read_bytes()
    (folder / "views.py").write_text(view("request.session['a'] = 'x'\nreturn HttpResponse('ok')"))
    lines = told(data, capsys)
    assert "track/one: step 2: session was {'a': 1}, is {'a': 'x'}" in lines
    assert "quiz 1: key changed from " in lines[-1]
    assert "{'a': 1} to {'a': 'x'}" in lines[-1]
    assert (folder / "trace.json").read_bytes() == before


def test_a_revision_can_be_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = data / "track" / "one"
    (folder / "views.py").write_text(view("request.session['a'] = 7\nreturn HttpResponse('ok')"))
    assert main(["record", "--data", str(data)]) == 0
    git(data, "commit", "-am", "second")
    assert told(data, capsys, "track/one") == ["No run is different from HEAD."]
    assert "track/one: step 2: session was {'a': 1}, is {'a': 7}" in told(
        data, capsys, "--against", "HEAD~1"
    )


def test_a_new_lesson_is_told_as_new(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = data / "track" / "two"
    folder.mkdir()
    for name in ("lesson.yml", "views.py"):
        (folder / name).write_text((data / "track" / "one" / name).read_text())
    assert told(data, capsys) == ["track/two: a new lesson"]


def test_a_broken_lesson_is_a_problem_and_the_others_are_compared(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data / "track" / "one"
    (folder / "views.py").write_text("def view(request:\n")
    assert told(data, capsys, status=1) == []


@pytest.mark.parametrize("revision", ["nothing", "--output=x", ""])
def test_a_revision_that_git_does_not_know_is_wrong_usage(
    revision: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", f"--against={revision}", "--data", str(data)]) == 2
    assert f"git knows no revision {revision!r}" in capsys.readouterr().err


def test_outside_of_a_repository_it_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(tmp_path)
    assert main(["diff", "--data", str(tmp_path)]) == 2
    assert "git knows no revision 'HEAD'" in capsys.readouterr().err
