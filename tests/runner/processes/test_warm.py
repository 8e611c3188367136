"""A warm process answers into a queue, says when it is gone, and ends with its parent's order."""

import os
import queue
import signal
from pathlib import Path

import pytest

from proven_lessons.runner.processes.warm import Heard, WarmProcess


def test_it_says_that_it_is_gone(tmp_path: Path) -> None:
    heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
    process = WarmProcess(str(tmp_path), (), heard, elsewhere=False)
    process.stop()
    assert heard.get(timeout=10) == (process, None)
    with pytest.raises((BrokenPipeError, ValueError)):
        process.send({})


def test_one_that_was_stopped_is_known_as_such(tmp_path: Path) -> None:
    process = WarmProcess(str(tmp_path), (), queue.SimpleQueue(), elsewhere=False)
    assert not process.is_stopped()
    os.kill(process._process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, process._process.pid, os.WSTOPPED | os.WNOWAIT)
    assert process.is_stopped()
    process.stop()
    assert not process.is_stopped()
