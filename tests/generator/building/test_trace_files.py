"""A trace is written whole or not at all, and is the lesson's own only while nothing has changed."""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.building.trace_files import (
    TOLD,
    difference,
    trace_beside,
    trace_elsewhere,
    write_trace,
)
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.freshness import made_from
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import a_lesson, a_run, a_trace, an_exchange, write_lesson


def test_a_trace_is_fresh_while_nothing_that_it_was_made_from_changes(tmp_path: Path) -> None:
    lesson = dataclasses.replace(a_lesson(), folder=tmp_path)
    none = trace_beside(lesson)
    assert (none.trace, none.why_stale, none.is_there) == (None, "there was no trace", False)
    runs = a_trace().runs
    trace = Trace(
        lesson=lesson.key, made_from=made_from(scenario_of(lesson), runs.values()), runs=runs
    )
    write_atomically(tmp_path / "trace.json", codec.dumps(trace))
    assert (trace_beside(lesson).trace, trace_beside(lesson).why_stale) == (trace, None)
    other = dataclasses.replace(lesson, written=a_lesson(csrf=True).written)
    assert trace_beside(other).why_stale == "its files, or the runner, have changed"
    (tmp_path / "trace.json").write_bytes(b"\xff")
    assert "can't be read" in str(trace_beside(lesson).why_stale)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("\n", "\r\n"), None),
        (lambda text: text.replace('"status": 200', '"status": 201', 1), "it was edited"),
        (lambda text: text.replace('"content": "sha256:', '"content": "sha256:0', 1), "edited"),
        (lambda text: text.replace(text.splitlines()[2] + "\n", "", 1), "edited"),
        (lambda text: text[:200], "its trace is broken: not JSON"),
        (lambda text: f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n", "broken: not JSON"),
        (lambda text: text.replace('"format": 2', '"format": 3', 1), "broken: format 3"),
    ],
)
def test_a_trace_that_is_not_as_it_was_left_is_not_fresh(
    tmp_path: Path, change: Callable[[str], str], why: str | None
) -> None:
    lesson = dataclasses.replace(a_lesson(), folder=tmp_path)
    runs = a_trace().runs
    made = made_from(scenario_of(lesson), runs.values())
    text = codec.dumps(Trace(lesson=lesson.key, made_from=made, runs=runs))
    (tmp_path / "trace.json").write_bytes(change(text).encode())
    beside = trace_beside(lesson)
    assert beside.is_there
    assert (why or "") in str(beside.why_stale)
    assert (beside.why_stale is None) == (why is None)


def test_a_file_is_replaced_at_once_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    write_atomically(path, "one\n")
    write_atomically(path, "two\n")
    assert path.read_bytes() == b"two\n"
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_bytes() == b"two\n"
    assert [one.name for one in tmp_path.iterdir()] == ["trace.json"]


def test_differences_are_told_with_what_to_do_after_the_last(tmp_path: Path) -> None:
    def told(before: Trace, after: Trace) -> list[str]:
        write_atomically(tmp_path / "trace.json", codec.dumps(before))
        return [
            str(problem).removeprefix(f"{tmp_path}/") for problem in difference(tmp_path, after)
        ]

    hint = "(run `lessons record` and review the change)"
    assert difference(tmp_path, a_trace())[0].message == "there is no trace to compare with"
    assert told(a_trace(), a_trace()) == []
    (one,) = told(a_trace(), a_trace(an_exchange(status=404)))
    assert "404" in one
    assert one.endswith(hint)
    many = a_trace(**{f"run{n}": a_run() for n in range(TOLD + 3)})
    lines = told(a_trace(), many)
    assert len(lines) == TOLD + 1
    assert lines[-1] == ("trace.json: and 3 more differences; `lessons diff` tells all " + hint)


def test_another_django_that_does_the_same_is_no_difference(tmp_path: Path) -> None:
    before = a_trace()
    made = dataclasses.replace(before.made_from, django="5.2")
    write_atomically(tmp_path / "trace.json", codec.dumps(before))
    assert difference(tmp_path, dataclasses.replace(before, made_from=made)) == []
    made = dataclasses.replace(before.made_from, digest="other")
    (problem,) = difference(tmp_path, dataclasses.replace(before, made_from=made))
    assert problem.message.startswith("made from other files")


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that can't be written to, as far as can be told: root always may."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "lesson"
    folder.mkdir()

    def access(path: Path, mode: int) -> bool:
        return Path(path) != folder

    monkeypatch.setattr("os.access", access)
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="the cache is elsewhere")
def test_a_trace_that_can_not_be_beside_its_lesson_is_kept_elsewhere(
    tmp_path: Path, read_only: Path
) -> None:
    lesson = dataclasses.replace(a_lesson(), folder=read_only)
    runs = a_trace().runs
    made = made_from(scenario_of(lesson), runs.values())
    trace = Trace(lesson=lesson.key, made_from=made, runs=runs)
    assert trace_elsewhere(lesson) is None
    where = tmp_path / "cache" / "proven-lessons"
    why = f"its folder can't be written to: its trace is kept in {where}"
    assert write_trace(read_only, trace)[0] == why
    kept = trace_elsewhere(lesson)
    assert kept is not None
    assert (kept.trace, kept.elsewhere) == (trace, why)
    assert list(read_only.iterdir()) == []
    other = dataclasses.replace(lesson, written=a_lesson(csrf=True).written)
    assert trace_elsewhere(other) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the cache is elsewhere")
def test_a_lesson_that_can_not_be_written_to_is_run_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = write_lesson(tmp_path / "data", "t/one")
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != folder)
    first = Builder(tmp_path / "data", recorder).build()
    assert [str(one).partition(";")[0] for one in first.recorded] == ["t/one: there was no trace"]
    assert "its trace is kept in" in str(first.recorded[0])
    again = Builder(tmp_path / "data", recorder).build()
    assert (again.recorded, again.problems) == ([], [])
    assert again.pages == first.pages
    assert not (folder / "trace.json").exists()
    strict = Builder(tmp_path / "data", recorder).build(is_strict=True)
    assert (strict.recorded, strict.problems) == ([], [])
    told = Builder(tmp_path / "data", recorder).record()
    assert "its folder can't be written to" in str(told.problems[0])
