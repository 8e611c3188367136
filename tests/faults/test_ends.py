"""However the command is ended, what was done is kept, whole, and nothing is left behind."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proven_lessons.runner import codec
from tests.builders import view, write_lesson

LESSONS = 40
KILLS = int(os.environ.get("FAULTS", "2"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for number in range(LESSONS):
        body = f"request.session['n'] = {number}\nreturn HttpResponse('ok')"
        write_lesson(tmp_path / "data", f"t/l{number:02}", source=view(body))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "data"


def started(data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "proven_lessons.generator.start", "record", "--data", str(data)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(data.parent / "tmp")},
    )  # fmt: skip


def traces(data: Path) -> list[Path]:
    return sorted(data.glob("t/*/trace.json"))


def wait_for_some(data: Path, process: "subprocess.Popen[str]") -> None:
    while process.poll() is None and not traces(data):
        time.sleep(0.005)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_ends_soon_and_keeps_what_is_done(
    number: signal.Signals, status: int, data: Path
) -> None:
    # Whoever runs the tests in the background of a script hands on that Ctrl-C is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = started(data)
    finally:
        signal.signal(signal.SIGINT, before)
    wait_for_some(data, process)
    process.send_signal(number)
    _, error = process.communicate(timeout=10)
    done = traces(data)
    assert 0 < len(done) < LESSONS
    assert all(codec.is_untouched(path.read_text()) for path in done)
    assert process.returncode == status
    said = f"lessons: stopped: {len(done)} of {LESSONS} lessons have run, and are kept\n"
    assert error == (said if number == signal.SIGINT else "")
    assert list((data.parent / "tmp").iterdir()) == []


def test_a_killed_command_leaves_whole_traces_and_is_tidied_up_after(data: Path) -> None:
    chance = random.Random(1)
    for _ in range(KILLS):
        process = started(data)
        wait_for_some(data, process)
        time.sleep(chance.random() / 4)
        process.kill()
        process.communicate()
        assert all(codec.is_untouched(path.read_text()) for path in traces(data))
        for path in chance.sample(traces(data), k=len(traces(data)) // 2):
            path.unlink()
    (data / "t/l00/.trace.json.999999999-x").write_text("half")
    process = started(data)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, error) == (0, "")
    assert len(traces(data)) == LESSONS
    assert list(data.glob("t/*/.trace*")) == []
    assert list((data.parent / "tmp").iterdir()) == []
