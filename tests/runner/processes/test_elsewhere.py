"""Lessons that are recorded by an executor have the traces that they have here."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.runner import codec, freshness
from proven_lessons.runner.errors import LessonFailed, OtherVersion, RunnerError, ScenarioError
from proven_lessons.runner.freshness import versions
from proven_lessons.runner.processes import elsewhere
from proven_lessons.runner.processes.elsewhere import (
    LOST,
    ElsewhereRecorder,
    check_versions,
    recorded,
)
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Scenario, SourceFile
from proven_lessons.runner.trace import Trace


def lesson(name: str, body: str = "return HttpResponse('ok')") -> Scenario:
    source = f"from django.http import HttpResponse\n\n\ndef view(request):\n    {body}\n"
    return Scenario(
        lesson=f"track/{name}",
        files=(SourceFile(path="views.py", content=source.encode()),),
        routes={"": "view"},
    )


LESSONS = [lesson("one"), lesson("two", "request.session['a'] = 1; return HttpResponse('a')")]
FAILING = lesson("three", "raise SystemExit")


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def texts(outcomes: dict[str, Trace | RunnerError]) -> dict[str, str]:
    return {
        key: codec.dumps(one) if isinstance(one, Trace) else repr((type(one), vars(one), str(one)))
        for key, one in outcomes.items()
    }


def test_it_gives_the_bytes_and_the_errors_that_are_given_here(
    pool: Executor, recorder: Recorder
) -> None:
    wanted = [*LESSONS, FAILING]
    there = dict(ElsewhereRecorder(pool).record_each(wanted))
    assert texts(there) == texts(dict(recorder.record_each(wanted)))
    assert isinstance(there["track/three"], LessonFailed)


class Losing(Executor):
    """Loses a lesson as often as it is told to, as a worker does that is killed."""

    def __init__(self, times: int) -> None:
        self.asked: list[str] = []
        self._times = times
        self._pool = ThreadPoolExecutor(1)

    def submit(self, function: Any, /, scenario: Scenario) -> "Future[Any]":  # type: ignore[override]
        self.asked.append(scenario.lesson)
        if scenario.lesson == "track/two" and self.asked.count("track/two") <= self._times:
            lost: Future[Any] = Future()
            lost.set_exception(OSError("worker lost"))
            return lost
        return self._pool.submit(function, scenario)


@pytest.mark.parametrize(("times", "is_lost"), [(1, False), (2, True)])
def test_what_was_lost_is_run_once_more(times: int, is_lost: bool) -> None:  # noqa: FBT001 (a case)
    executor = Losing(times)
    found = list(ElsewhereRecorder(executor).record_each(LESSONS))
    assert sorted(key for key, _ in found) == ["track/one", "track/two"]
    assert executor.asked.count("track/two") == 2
    assert executor.asked.count("track/one") == 1
    assert (str(dict(found)["track/two"]) == f"{LOST}: OSError: worker lost") is is_lost
    assert isinstance(dict(found)["track/one"], Trace)


def test_a_pool_that_breaks_loses_nothing_that_is_done() -> None:
    """One process of a pool that dies breaks all of it, for good."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = {}
        for key, outcome in ElsewhereRecorder(pool).record_each(LESSONS):
            found[key] = outcome
            for process in list((pool._processes or {}).values()):
                process.kill()
    assert sorted(found) == ["track/one", "track/two"]
    first, second = found.values()
    assert isinstance(first, Trace)
    assert isinstance(second, Trace) or str(second).startswith(LOST)


def test_what_can_not_be_run_at_all_is_told(pool: Executor) -> None:
    broken = Scenario(lesson="track/bad", files=(), routes={"": "view"})
    ((key, outcome),) = ElsewhereRecorder(pool).record_each([broken])
    assert key == "track/bad"
    assert isinstance(outcome, (LessonFailed, ScenarioError))


def test_a_worker_that_is_not_alike_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    here = versions()
    check_versions({"tcp://a": here})
    with pytest.raises(OtherVersion, match=r"tcp://b has Python 3\.1, and here it is"):
        check_versions({"tcp://a": here, "tcp://b": here | {"Python": "3.1"}})
    with pytest.raises(OtherVersion, match="can't record lessons: No module"):
        check_versions({"tcp://a": ModuleNotFoundError("No module named x")})
    answer = recorded(LESSONS[0])
    monkeypatch.setattr(freshness, "versions", lambda: here | {"Django": "1.0"})
    future: Future[bytes] = Future()
    future.set_result(answer)
    with pytest.raises(OtherVersion, match=r"a worker has Django .*, and here it is 1\.0"):
        elsewhere._outcome_of(future, LESSONS[0])


def test_a_worker_without_the_database_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    on_server = replace(LESSONS[0], database="postgresql")
    monkeypatch.delenv("LESSONS_POSTGRES_URL")
    future: Future[bytes] = Future()
    future.set_result(recorded(on_server))
    assert "names no server" in str(elsewhere._outcome_of(future, on_server)), (
        "here is none, either"
    )
    monkeypatch.setenv("LESSONS_POSTGRES_URL", postgres)
    with pytest.raises(
        OtherVersion, match="has the database server none, and here it is PostgreSQL"
    ):
        elsewhere._outcome_of(future, on_server)


def test_the_recorder_of_a_thread_stays_warm() -> None:
    recorded(LESSONS[0])
    first = elsewhere._LOCAL.recorder
    recorded(LESSONS[1])
    assert elsewhere._LOCAL.recorder is first
    assert Path(first._scratch).is_dir()
