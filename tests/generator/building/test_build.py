"""Lessons are built: what is fresh is not run again, what is broken says so, and nothing good is lost."""

import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner import codec
from proven_lessons.runner.errors import RunnerError
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.trace import Trace
from tests.builders import LESSON, view, write_lesson


class Counting(Recorder):
    """A recorder that counts what it is asked to run."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    def record(self, scenarios: Sequence[Scenario]) -> dict[str, Trace | RunnerError]:
        self.ran += [scenario.lesson for scenario in scenarios]
        return super().record(scenarios)


@pytest.fixture
def counting() -> Iterator[Counting]:
    with Counting() as recorder:
        yield recorder


def test_a_lesson_is_run_once_and_then_when_something_it_reads_changes(
    tmp_path: Path, counting: Counting
) -> None:
    folder = write_lesson(tmp_path)
    (folder / "data.csv").write_text("a")
    write_lesson(tmp_path, "track/two")

    def ran() -> list[str]:
        counting.ran.clear()
        built = Builder(tmp_path, counting).build()
        assert not built.problems
        assert [one.key for one in built.recorded] == counting.ran
        return counting.ran

    assert ran() == ["track/one", "track/two"]
    assert ran() == []
    (folder / "data.csv").write_text("b")
    assert ran() == ["track/one"]
    (folder / "lesson.yml").write_text(LESSON + "minutes: 3\n")
    assert ran() == [], "prose needs no run"
    (folder / "lesson.yml").write_text(LESSON + "settings: {SESSION_COOKIE_AGE: 60}\n")
    assert ran() == ["track/one"]
    made_elsewhere(folder / "trace.json", django="5.0")
    assert ran() == ["track/one"]
    (folder / "trace.json").write_text("not JSON")
    assert ran() == ["track/one"]


def made_elsewhere(path: Path, **versions: str) -> None:
    """Have the trace at `path` be one that was made by these versions."""
    trace = codec.loads(path.read_text(encoding="utf-8"))
    made = dataclasses.replace(trace.made_from, **versions)
    made_now = codec.dumps(dataclasses.replace(trace, made_from=made))
    path.write_text(made_now, encoding="utf-8")


def test_an_imported_file_from_elsewhere_counts(tmp_path: Path) -> None:
    helper = tmp_path / "a_helper.py"
    helper.write_text("X = 'one'\n")
    body = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport a_helper\n"
    folder = write_lesson(tmp_path / "data")
    (folder / "views.py").write_text(view(f"{body}return HttpResponse(a_helper.X)"))
    with Recorder(readable=[tmp_path]) as recorder:
        builder = Builder(tmp_path / "data", recorder)
        assert "one" in builder.build().pages["track/one.md"]
        assert builder.imported_files() == {helper}
        assert builder.build().recorded == []
        helper.write_text("X = 'two'\n")
        built = builder.build()
        assert [str(one) for one in built.recorded] == [
            f"track/one: {helper}, which it imports, has changed"
        ]
        assert "two" in built.pages["track/one.md"]


def test_a_strict_build_refuses_a_trace_that_does_not_hold(
    tmp_path: Path, recorder: Recorder
) -> None:
    path = write_lesson(tmp_path) / "trace.json"
    assert Builder(tmp_path, recorder).build(is_strict=True).problems == []
    assert not path.exists(), "it only looks"
    Builder(tmp_path, recorder).build()
    made_elsewhere(path, django="5.0")
    assert Builder(tmp_path, recorder).build(is_strict=True).problems == []
    edited = path.read_text().replace('"status": 200', '"status": 201')
    path.write_text(edited)
    (problem,) = Builder(tmp_path, recorder).build(is_strict=True).problems
    assert "this trace does not hold" in problem.message
    assert path.read_text() == edited


def test_one_builder_follows_edits(tmp_path: Path, counting: Counting) -> None:
    folder = write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")
    builder = Builder(tmp_path, counting)
    first = builder.build().pages
    assert builder.build().pages == first
    assert counting.ran == ["track/one", "track/two"]
    (folder / "views.py").write_text(view("return HttpResponse('edited')"))
    second = builder.build().pages
    assert counting.ran == ["track/one", "track/two", "track/one"]
    assert "edited" in second["track/one.md"]
    assert second["track/two.md"] is first["track/two.md"]
    (folder / "views.py").write_text("def view(request:\n")
    broken = builder.build()
    assert [str(problem) for problem in broken.problems] == [
        f"{folder}/views.py:1:9: Python can't read it: '(' was never closed"
    ]
    assert "can't be shown" in broken.pages["track/one.md"]
    (folder / "views.py").write_text(view("return HttpResponse('edited')"))
    assert builder.build().pages == second
    shutil.rmtree(folder)
    assert "track/one.md" not in builder.build().pages


def test_a_lesson_that_fails_keeps_its_last_good_trace(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON + "limits: {steps: 2000}\n")
    builder = Builder(tmp_path, recorder)
    builder.build()
    good = (folder / "trace.json").read_text()
    (folder / "views.py").write_text(view("print('hello')\nwhile True: pass"))
    built = builder.build()
    assert [str(problem) for problem in built.problems] == [
        f"{folder}/views.py:6: it executed more statements than it may (limits: steps); does a loop never end?"
    ]
    assert (folder / "trace.json").read_text() == good
    assert "hello" in built.pages["track/one.md"]
    assert builder.build().problems == built.problems, "it is still broken when nothing has changed"


def test_settings_that_keep_the_site_from_starting_are_told_with_their_place(
    tmp_path: Path, recorder: Recorder
) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON + "settings: {SESSION_ENGINE: no.such.engine}\n")
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert str(problem).startswith(
        f"{folder}/lesson.yml:4:11: ModuleNotFoundError: No module named 'no'"
    )
    assert problem.hint == "no line of the lesson ran: are these settings right?"


def test_a_folder_that_makes_no_address_is_told(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path, "track/One Lesson")
    (problem,) = Builder(tmp_path, recorder).build().problems
    assert str(problem) == (
        f"{folder}: the folder's name becomes an address; expected small letters, digits and hyphens, found 'One Lesson'"
    )


def test_a_what_if_that_can_not_be_run_is_told_where_it_stands(
    tmp_path: Path, recorder: Recorder
) -> None:
    more = (
        "what_if:\n  broken:\n    title: x\n    edits:\n"
        "      - replace: return HttpResponse\n        with: import sys; sys.exit\n"
    )
    folder = write_lesson(tmp_path, yaml=LESSON + more)
    assert [str(problem) for problem in Builder(tmp_path, recorder).build().problems] == [
        f"{folder}/lesson.yml:6:5: in the what-if 'broken': it called sys.exit('ok'), which ends a server "
        "(views.py, line 6 of the changed source)"
    ]


def test_an_error_in_a_what_if_is_told_where_the_what_if_stands(
    tmp_path: Path, recorder: Recorder
) -> None:
    more = "what_if:\n  broken:\n    title: x\n    edits:\n      - replace: return HttpResponse\n        with: retrun HttpResponse\n"
    folder = write_lesson(tmp_path, yaml=LESSON + more)
    assert [str(problem) for problem in Builder(tmp_path, recorder).build().problems] == [
        f"{folder}/lesson.yml:8:7: with these edits, views.py, line 6 (\"retrun HttpResponse('ok')\"): "
        "Python can't read it: invalid syntax (YAML takes the outer quotes of a piece away)"
    ]


def test_a_broken_track_keeps_its_lessons(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path)
    (folder.parent / "track.yml").write_text("title: [")
    built = Builder(tmp_path, recorder).build()
    assert [problem.file for problem in built.problems] == [f"{folder.parent}/track.yml"]
    assert "Execution table" in built.pages["track/one.md"]
    assert "can't be shown" in built.pages["track/index.md"]
    assert [problem.file for problem in Builder(tmp_path, recorder).check()] == [
        f"{folder.parent}/track.yml"
    ]


def test_a_false_claim_is_a_problem_with_its_place(tmp_path: Path, recorder: Recorder) -> None:
    claim = "key_moments:\n  - ask: Q\n    answer: A\n    proof:\n      - step.set.number == 3\n"
    folder = write_lesson(tmp_path, yaml=LESSON + claim)
    built = Builder(tmp_path, recorder).build()
    expected = [
        f"{folder}/lesson.yml:8:9: the run says otherwise: step.set.number == 3; step.set.number is 2 (it looks at step 2)"
    ]
    assert [str(problem) for problem in built.problems] == expected
    assert [str(problem) for problem in Builder(tmp_path, recorder).check()] == expected


def test_check_compares_the_trace_with_a_new_run(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path)
    trace = folder / "trace.json"
    hint = "(run `lessons record` and review the change)"
    assert [str(problem) for problem in Builder(tmp_path, recorder).check()] == [
        f"{trace}: there is no trace to compare with {hint}"
    ]
    Builder(tmp_path, recorder).build()
    assert Builder(tmp_path, recorder).check() == []
    trace.write_text(trace.read_text().replace('"status": 200', '"status": 201', 1))
    assert [str(problem) for problem in Builder(tmp_path, recorder).check()] == [
        f"{trace}: step 3: status of response.create was 201, is 200 {hint}"
    ]


def test_check_of_one_lesson_knows_the_others(tmp_path: Path, recorder: Recorder) -> None:
    write_lesson(tmp_path, yaml=LESSON + "needs: [track/two]\n")
    two = write_lesson(tmp_path, "track/two")
    (two.parent / "track.yml").write_text("title: T\nsummary: S\nlessons: [two, one]\n")
    Builder(tmp_path, recorder).build()
    assert Builder(tmp_path, recorder).check(["track/one"]) == []
    (tmp_path / "track" / "one" / "views.py").write_text(view("import sys\nsys.exit()"))
    (problem,) = Builder(tmp_path, recorder).check(["track/one"])
    assert "sys.exit" in problem.message


def test_check_does_not_mind_another_version_that_does_the_same(
    tmp_path: Path, recorder: Recorder
) -> None:
    trace = write_lesson(tmp_path) / "trace.json"
    Builder(tmp_path, recorder).build()
    made_elsewhere(trace, django="5.0", python="3.11")
    assert Builder(tmp_path, recorder).check() == []
    data = json.loads(trace.read_text())
    trace.write_text(json.dumps(data))
    (problem,) = Builder(tmp_path, recorder).check()
    assert problem.message == "its trace is not as it was recorded: it was edited"
    data["runs"]["main"]["exchanges"][0]["response"]["status"] = 201
    trace.write_text(json.dumps(data))
    assert len(Builder(tmp_path, recorder).check()) == 1


def test_lessons_are_ordered_and_named_by_their_tracks(tmp_path: Path, recorder: Recorder) -> None:
    for key in ("b/two", "b/one", "a/three"):
        write_lesson(tmp_path, key)
    (tmp_path / "b" / "track.yml").write_text(
        "title: First\nsummary: S\norder: 1\nlessons: [two]\n"
    )
    built = Builder(tmp_path, recorder).build()
    assert [
        (entry.title, [inner.path for inner in entry.inside]) for entry in built.navigation
    ] == [
        ("First", ["b/two.md", "b/one.md"]),
        ("Track", ["a/three.md"]),
    ]
    assert built.sources["b/two.md"] == tmp_path / "b" / "two" / "lesson.yml"
    assert "[A lesson](two.md)" in built.pages["b/index.md"]


def test_lessons_to_read_first_must_be_there(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON + "needs: [track/tow, track/two]\n")
    write_lesson(tmp_path, "track/two")
    built = Builder(tmp_path, recorder).build()
    assert [str(problem) for problem in built.problems] == [
        f"{folder}/lesson.yml:4:9: there is no lesson 'track/tow' (did you mean 'track/two'?)"
    ]
    (folder / "lesson.yml").write_text(LESSON + "needs: [track/two]\n")
    assert (
        "Read first: [A lesson](../track/two.md)"
        in Builder(tmp_path, recorder).build().pages["track/one.md"]
    )


def test_a_lesson_without_a_track_file_is_told(tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path)
    (folder.parent / "track.yml").unlink()
    built = Builder(tmp_path, recorder).build()
    assert [str(problem) for problem in built.problems] == [
        f"{tmp_path}/track/track.yml: there is no such file (write it with a title and a summary)"
    ]


def test_a_lesson_can_be_chosen_and_must_exist(tmp_path: Path, counting: Counting) -> None:
    write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")

    def recorded(*keys: str, force: bool = False) -> list[str]:
        built = Builder(tmp_path, counting).record(keys, force=force)
        return [one.key for one in built.recorded]

    assert recorded("track/two") == ["track/two"]
    assert recorded() == ["track/one"]
    assert recorded(force=True) == ["track/one", "track/two"]
    with pytest.raises(
        UsageError, match=r"there is no lesson 'track/tow' in .*; did you mean 'track/two'\?"
    ):
        Builder(tmp_path, counting).record(["track/tow"])


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trace.json"
    write_atomically(path, "old")

    def fail(self: Path, target: Path) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError):  # noqa: PT011 (each system has words of its own)
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [left.name for left in tmp_path.iterdir()] == ["trace.json"]
