"""What was found fresh is known by a look at its files; whatever is not as it was is looked at."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proven_lessons.generator.building import fresh_index
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.fresh_index import FreshIndex
from proven_lessons.generator.building.store import clear, folder_of
from proven_lessons.generator.cli import main
from proven_lessons.generator.lessons import loader
from proven_lessons.runner import codec
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import write_lesson

LONG_AGO = 1_600_000_000


def aged(folder: Path) -> None:
    """Have all files of a lesson be written long ago: what is new is not kept yet."""
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))


@pytest.fixture
def data(tmp_path: Path, recorder: Recorder) -> Path:
    data = tmp_path / "lesson_data"
    for name in ("one", "two"):
        write_lesson(data, f"t/{name}")
        aged(data / "t" / name)
    assert len(Builder(data, recorder).record().recorded) == 2
    return data


def looked_at(data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the lessons that are loaded to know whether they are fresh."""
    loaded: list[str] = []
    load = loader.load_lesson

    def loading(folder: Path, *more: object, **named: object) -> object:
        loaded.append(folder.name)
        return load(folder, *more, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(loader, "load_lesson", loading)
        assert Builder(data, recorder).record().problems == []
    return loaded


def test_what_has_not_changed_is_not_even_loaded(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert looked_at(data, recorder, monkeypatch) == []
    views = data / "t/one/views.py"
    views.write_text(views.read_text() + "\n# more\n")
    assert looked_at(data, recorder, monkeypatch) == ["one"]


def test_a_trace_that_was_changed_or_lost_is_looked_at(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = data / "t/two/trace.json"
    content = trace.read_text()
    trace.unlink()
    assert looked_at(data, recorder, monkeypatch) == ["two"]
    assert trace.read_text() == content
    aged(data / "t/two")
    assert looked_at(data, recorder, monkeypatch) == ["two"], "its time is another one"
    assert looked_at(data, recorder, monkeypatch) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"surroundings": "x", "lessons": 3}', "\0"])
def test_a_broken_index_is_made_anew(
    content: str, data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder_of(data) / "fresh.json"
    kept = path.read_text()
    path.write_text(content)
    assert sorted(looked_at(data, recorder, monkeypatch)) == ["one", "two"]
    assert json.loads(path.read_text()) == json.loads(kept)


def test_other_code_or_versions_make_everything_be_looked_at(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(fresh_index, "code_digest", lambda: "another Django")
        assert sorted(looked_at(data, recorder, monkeypatch)) == ["one", "two"]


def test_what_was_written_just_now_is_not_kept(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = data / "t/one/views.py"
    views.write_text(views.read_text() + "\n# more\n")
    assert looked_at(data, recorder, monkeypatch) == ["one"]
    assert looked_at(data, recorder, monkeypatch) == ["one"], "it may be written again unseen"


def test_in_a_new_clone_no_trace_is_decoded(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, times are others, and a digest tells that nothing has changed."""
    for path in data.rglob("*.*"):
        os.utime(path)
    decoded: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(codec, "loads", decoded.append)
        assert looked_at(data, recorder, monkeypatch) == ["one", "two"]
    assert decoded == []


@pytest.mark.parametrize("name", ["views.py", "lesson.yml", "trace.json"])
def test_what_differs_in_one_byte_is_decoded(
    name: str, data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = data / "t/one" / name
    content = file.read_bytes()
    file.write_bytes(content[:-1] if name == "trace.json" else content + b"\n")
    decoded: list[str] = []
    load = codec.loads

    def loading(text: str) -> Trace:
        decoded.append(text)
        return load(text)

    with monkeypatch.context() as patch:
        patch.setattr(codec, "loads", loading)
        Builder(data, recorder).record()
    assert len(decoded) == 1


def test_a_lesson_with_a_problem_is_not_kept(
    data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = data / "t/one/lesson.yml"
    lesson.write_text("title: [\n")
    aged(data / "t/one")
    for _ in range(2):
        assert len(Builder(data, recorder).record().problems) == 1


def test_all_that_is_kept_can_be_cleared(data: Path) -> None:
    assert (folder_of(data) / ".gitignore").read_text() == "*\n"
    assert clear(data)
    assert not clear(data)
    assert not FreshIndex(data).is_fresh("t/one", data / "t/one")


def test_the_command_says_what_is_kept_and_removes_it(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder_of(data)
    said = []
    for more in ([], ["--clear"], ["--clear"], []):
        assert main(["cache", "--data", str(data), *more]) == 0
        said.append(capsys.readouterr().out.strip())
    assert said == [
        f"{place}: pages, and which lessons are fresh",
        f"{place}: removed",
        f"{place}: there is nothing to remove",
        f"{place}: nothing is kept",
    ]


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_that_nothing_has_changed_is_known_before_much_is_loaded(
    quiet: list[str], data: Path
) -> None:
    """Neither what makes pages nor what checks lessons is imported."""
    script = (
        "import sys; sys.argv[0] = 'lessons'\n"
        "from proven_lessons.generator.start import main\n"
        "status = main()\n"
        "print([name for name in ('pydantic', 'jinja2', 'sqlglot') if name in sys.modules], status)"
    )

    def said() -> str:
        command = [sys.executable, "-c", script, "record", *quiet]
        done = subprocess.run(
            command, cwd=data.parent, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    told = "" if quiet else "Every trace is fresh.\n"
    assert said() == f"{told}[] 0\n"
    views = data / "t/one/views.py"
    views.write_text(views.read_text() + "\n\nmore = 1\n")
    assert "pydantic" in said()


def test_a_lesson_that_crashes_is_told_each_time(data: Path, recorder: Recorder) -> None:
    (data / "t/one/views.py").write_text("def view(request):\n    return 1 / 0\n")
    aged(data / "t/one")
    what = "t/one/views.py:2: nothing catches ZeroDivisionError: division by zero"
    for is_recorded in (True, False, False):
        done = Builder(data, recorder).record()
        assert bool(done.recorded) is is_recorded
        assert [what in str(problem) for problem in done.problems] == [True]
        Builder(data, recorder).build()  # which knows that its trace is fresh
    lesson = data / "t/one/lesson.yml"
    lesson.write_text(lesson.read_text() + "raises: ZeroDivisionError\n")
    assert Builder(data, recorder).record().problems == []


def test_a_what_if_that_crashes_is_told(data: Path, recorder: Recorder) -> None:
    lesson = data / "t/one/lesson.yml"
    what_if = "what_if:\n  broken:\n    title: it broke\n    edits:\n      - {replace: return, with: return 1 / 0 or}\n"
    lesson.write_text(lesson.read_text() + what_if)
    problems = list(map(str, Builder(data, recorder).record().problems))
    assert len(problems) == 1
    assert "nothing catches ZeroDivisionError: division by zero" in problems[0]
