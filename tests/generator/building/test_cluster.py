"""Lessons are recorded on a cluster of Dask, with a real scheduler and real workers."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proven_lessons.generator.building.cluster import recorder_on
from proven_lessons.generator.cli import main
from proven_lessons.generator.errors import UsageError
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson

OTHER_PYTHON = "import platform\nplatform.python_version_tuple = lambda: ('3', '1', '4')\n"

type Start = Callable[..., subprocess.Popen[bytes]]


class Cluster:
    """A scheduler on this machine, and the workers that a test starts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show")
        self.address = str(json.loads(self._told(self._file))["address"])

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        ready = self._folder / f"ready-{len(self._processes)}"
        preload = self._folder / f"{ready.name}.py"
        preload.write_text(
            "from pathlib import Path\n"
            f"async def dask_setup(worker):\n    Path({str(ready)!r}).write_text(worker.address)\n"
        )
        process = self._start(
            "worker", "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1",
            "--local-directory", str(self._folder), "--preload", str(preload), *more,
        )  # fmt: skip
        self._told(ready)
        return process

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(20)

    def _start(self, kind: str, *more: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard",
            "--scheduler-file", str(self._file), *more,
        ]  # fmt: skip
        with (self._folder / f"{kind}-{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=Path.cwd())
        self._processes.append(process)
        return process

    def _told(self, file: Path) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if file.exists() and file.read_text(encoding="utf-8"):
                return file.read_text(encoding="utf-8")
            time.sleep(0.05)
        logs = "".join(log.read_text() for log in self._folder.glob("*.log"))
        raise AssertionError(f"{file.name} is not there: {logs}")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "lesson_data"
    for number in range(8):
        body = f"request.session['n'] = {number}\nreturn HttpResponse('ok')"
        write_lesson(data, f"t/n{number}", source=view(body))
    return data


def traces(data: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in data.rglob("trace.json")}


def test_with_a_worker_that_is_killed_nothing_is_lost_or_other(
    cluster: Cluster, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _second = cluster.worker(), cluster.worker()
    record = [
        sys.executable, "-m", "proven_lessons.generator.start", "record", "--data", str(data),
        "--cluster", cluster.address,
    ]  # fmt: skip
    recording = subprocess.Popen(record, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until = time.monotonic() + 60
    while not traces(data) and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    said, _ = recording.communicate(timeout=120)
    assert recording.returncode == 0, said.decode()
    there = traces(data)
    assert len(there) == 8
    assert said.decode().count("t/n") == 8, "each lesson is told once"
    assert main(["record", "--force", "--data", str(data), "--quiet"]) == 0
    assert traces(data) == there


def test_a_worker_of_another_python_is_refused_in_one_line(
    cluster: Cluster, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.worker()
    other = tmp_path / "other.py"
    other.write_text(OTHER_PYTHON)
    cluster.worker("--preload", str(other))
    assert main(["record", "--data", str(data), "--cluster", cluster.address]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "has Python 3.1, and here it is 3." in line
    assert traces(data) == {}


def test_a_cluster_without_workers_or_that_is_not_there_is_told(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="has no workers"), recorder_on(cluster.address):
        pass
    monkeypatch.setattr("proven_lessons.generator.building.cluster._PATIENCE", 1)
    with pytest.raises(UsageError, match="there is no scheduler"), recorder_on("tcp://127.0.0.1:9"):
        pass
    with pytest.raises(UsageError, match="there is no scheduler"), recorder_on("nonsense://x"):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"proven-lessons\[cluster\]"),
        recorder_on("tcp://127.0.0.1:1"),
    ):
        pass


def test_here_they_are_recorded_as_before(data: Path, recorder: Recorder) -> None:
    assert main(["record", "--data", str(data), "--quiet", "t/n1"]) == 0
    assert list(traces(data)) == ["n1"]
