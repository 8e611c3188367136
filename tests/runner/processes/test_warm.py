"""A warm process answers into a queue, says when it is gone, and ends with its parent's order."""

import queue
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
