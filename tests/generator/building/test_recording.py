"""What is stale is run, what fails keeps its place, and a trace is written only for what was run."""

import dataclasses
import re
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from proven_lessons.generator.building import recording
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState, Recorded
from proven_lessons.generator.building.recording import bring_up_to_date, refused
from proven_lessons.generator.errors import Stopped
from proven_lessons.runner import freshness, imports
from proven_lessons.runner import postgres as server
from proven_lessons.runner.errors import LessonFailed, RunnerError
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.trace import Trace
from tests.builders import LESSON, a_lesson, a_trace, view, write_lesson


class Fake(Recorder):
    """A recorder that has its answer ready, and notes what it is asked for."""

    def __init__(self, outcome: Trace | RunnerError) -> None:
        self.outcome = outcome
        self.asked: list[str] = []

    def record(self, scenarios: Sequence[Scenario]) -> dict[str, Trace | RunnerError]:
        self.asked += [scenario.lesson for scenario in scenarios]
        return {scenario.lesson: self.outcome for scenario in scenarios}

    def record_each(
        self, scenarios: Sequence[Scenario]
    ) -> Iterator[tuple[str, Trace | RunnerError]]:
        yield from self.record(scenarios).items()


def state(folder: Path, recorded: Recorded | None = None, **written: object) -> LessonState:
    files = LessonFiles(
        key="track/one",
        folder=folder,
        signature=(),
        lesson=dataclasses.replace(a_lesson(**written), folder=folder),
        problems=(),
    )
    return LessonState(files=files, recorded=recorded)


def test_what_was_never_run_is_run_and_its_trace_written(tmp_path: Path) -> None:
    one, fake = state(tmp_path), Fake(a_trace())
    (told,) = bring_up_to_date([one], fake)
    assert (str(told), told.is_different) == ("track/one: there was no trace", False)
    assert fake.asked == ["track/one"]
    assert one.trace == a_trace()
    assert (tmp_path / "trace.json").exists()


def test_what_was_run_is_run_again_only_by_force(tmp_path: Path) -> None:
    one, fake = state(tmp_path, Recorded(trace=a_trace())), Fake(a_trace())
    assert bring_up_to_date([one], fake) == []
    assert fake.asked == []
    (told,) = bring_up_to_date([one], fake, force=True)
    assert told.key == "track/one"
    assert fake.asked == ["track/one"]


def test_a_trace_is_not_written_where_it_is_not_wanted(tmp_path: Path) -> None:
    one = state(tmp_path)
    bring_up_to_date([one], Fake(a_trace()), write=False)
    assert one.trace == a_trace()
    assert list(tmp_path.iterdir()) == []


def test_what_fails_writes_nothing_and_says_what_it_had_printed(tmp_path: Path) -> None:
    one = state(tmp_path)
    failed = LessonFailed("it loops", file="views.py", line=5, output="hello")
    failed.run = "main"
    assert bring_up_to_date([one], Fake(failed)) == []
    assert one.recorded is not None
    assert one.recorded.output == "hello"
    assert [str(problem) for problem in one.problems] == [f"{tmp_path}/views.py:5: it loops"]
    assert list(tmp_path.iterdir()) == []


def test_a_trace_that_tells_of_other_runs_is_refused(tmp_path: Path) -> None:
    one = state(tmp_path)
    bring_up_to_date([one], Fake(a_trace()))
    path = tmp_path / "trace.json"
    path.write_text(path.read_text().replace('"ok"', '"not ok"'))
    again = state(tmp_path)
    recorded = bring_up_to_date([again], Fake(a_trace()), write=False)
    (problem,) = refused(recorded, {"track/one": again})
    assert str(problem) == (
        f"{path}: this trace does not hold: its trace is not as it was recorded: it was edited, "
        "and its runs are others now (run `lessons record` and review the change)"
    )
    path.unlink()
    recorded = bring_up_to_date([state(tmp_path)], Fake(a_trace()), write=False)
    assert refused(recorded, {}) == []


def test_ctrl_c_between_writing_a_trace_and_counting_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(folder: Path, trace: Trace) -> tuple[str, None]:
        (folder / "trace.json").write_text("it")
        signal.raise_signal(signal.SIGINT)
        return "", None

    monkeypatch.setattr(recording, "write_trace", write)
    # Whoever runs the tests in the background of a script hands on that Ctrl-C is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(Stopped, match="1 of 1 lessons have run, and are kept"):
            bring_up_to_date([state(tmp_path)], Fake(a_trace()))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


ON_POSTGRES = LESSON.replace("view:", "database: postgresql\nview:")


@pytest.mark.own_process
def test_where_there_is_no_server_the_trace_is_used_that_is_there(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_lesson(tmp_path, yaml=ON_POSTGRES)
    with Recorder() as recorder:
        assert [one.key for one in Builder(tmp_path, recorder).record().recorded] == ["track/one"]
        monkeypatch.setattr(freshness, "_django_version", lambda: "0.1")
        assert [one.why for one in Builder(tmp_path, recorder).record().recorded] != [], (
            "it can be run"
        )
        monkeypatch.delenv("LESSONS_POSTGRES_URL")
        monkeypatch.setattr(freshness, "_django_version", lambda: "0.2")
        monkeypatch.setattr(freshness, "_core_digest", lambda: b"of another runner")
        monkeypatch.setattr(imports, "changed", lambda _state: "psycopg has become another one")
        built = Builder(tmp_path, recorder).record()
        assert (built.recorded, built.problems) == ([], [])
        assert Builder(tmp_path, recorder).check() == []
        (page,) = [
            text
            for path, text in Builder(tmp_path, recorder).build().pages.items()
            if "one" in path
        ]
        assert re.search(r"run on Django 0.1, Python [\d.]+, PostgreSQL \d+", page)
        (folder / "views.py").write_text(view("a = 1\nreturn HttpResponse('ok')"))
        (told,) = Builder(tmp_path, recorder).record().problems
        assert (told.file, told.line) == ((folder / "lesson.yml").as_posix(), 3)
        assert "LESSONS_POSTGRES_URL names no server" in told.message
        (told,) = Builder(tmp_path, recorder).check()
        assert "names no server; its files have changed" in told.message
        monkeypatch.setenv("LESSONS_POSTGRES_URL", postgres)
        assert Builder(tmp_path, recorder).record().problems == []


@pytest.mark.usefixtures("postgres")
def test_another_server_makes_a_trace_stale(
    tmp_path: Path, recorder_on_postgres: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lesson(tmp_path, yaml=ON_POSTGRES)
    Builder(tmp_path, recorder_on_postgres).record()
    assert Builder(tmp_path, recorder_on_postgres).record().recorded == []
    monkeypatch.setattr(server, "_major", lambda _address: 99)
    (told,) = Builder(tmp_path, recorder_on_postgres).record().recorded
    assert re.fullmatch(r"the database server PostgreSQL \d+ has become PostgreSQL 99", told.why)
