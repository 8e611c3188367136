"""A lesson runs in a process of its own, and nothing that it starts outlives it."""

import contextlib
import time
from pathlib import Path

import pytest

from proven_lessons.runner.processes.forkserver import death
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Run
from tests.builders import scenario, view


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the child process in /proc")
def test_no_child_of_a_lesson_outlives_it(recorder: Recorder) -> None:
    body = """
    import os
    from pathlib import Path
    if os.fork() == 0:
        os.setsid()
        Path("/proc/self/comm").write_text("left-behind")
        while True: os.getpid()
    return HttpResponse("ok")
    """
    assert isinstance(recorder.run({"it": scenario(view(body))})["it"], Run)
    deadline = time.monotonic() + 5
    while "left-behind" in names_of_processes() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "left-behind" not in names_of_processes()


def names_of_processes() -> list[str]:
    names = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            names.append(path.read_text().strip())
    return names


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (0, "it ended its process with exit code 0 (os._exit?)"),
        (3, "it ended its process with exit code 3 (os._exit?)"),
        (-9, "its process was ended by SIGKILL"),
        (-24, "it used more processor time than it may (limits: seconds)"),
        (-127, "its process was ended by signal 127"),
    ],
)
def test_an_end_without_an_answer_is_told(code: int, reason: str) -> None:
    assert death(code) == reason
