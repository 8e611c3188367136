"""The interpreters of lessons are started with nothing of ours, and end with all that they started."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from proven_lessons.runner.processes.interpreters import close_pipes, kill_group, python
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Run
from tests.builders import scenario, view


def test_secrets_of_the_environment_are_not_passed_on(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    with Recorder() as fresh:
        body = "import os\nreturn HttpResponse(repr(sorted(os.environ)) + open('/proc/self/environ').read())"
        outcome = fresh.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run)
    assert "API_TOKEN" not in (outcome.exchanges[0].response.text or "")


def test_a_process_ends_with_all_that_it_has_started(tmp_path: Path) -> None:
    process = subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!; wait"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    child = int(process.stdout.readline())
    kill_group(process)
    assert process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        status = Path(f"/proc/{child}/stat")
        if not status.exists() or status.read_text(encoding="utf-8").split()[2] == "Z":
            break
        time.sleep(0.01)
    else:
        pytest.fail("the child lives on")
    kill_group(process)  # it has ended: nothing more happens
    close_pipes(process)
    assert process.stdout.closed


def test_an_interpreter_has_its_own_folder_and_nothing_of_ours(tmp_path: Path) -> None:
    process = python("serve", str(tmp_path), (), elsewhere=False)
    try:
        if Path("/proc").is_dir():
            about = Path(f"/proc/{process.pid}")
            deadline = time.monotonic() + 5
            while not (environment := (about / "environ").read_text(encoding="utf-8")):
                assert time.monotonic() < deadline
                time.sleep(0.01)  # the new program is about to take the place of ours
            names = {one.partition("=")[0] for one in environment.split("\0")}
            assert f"HOME={tmp_path}" in environment.split("\0")
            assert "VIRTUAL_ENV" not in names
            assert str((about / "cwd").readlink()) == str(tmp_path)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0, "it serves until there is nothing more to come"
    finally:
        kill_group(process)
        close_pipes(process)
