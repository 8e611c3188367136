"""What a lesson starts counts together with it."""

import os
import signal
import sys
import time

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.group import TASKS_LIMIT, excess
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits
from tests.builders import scenario, view

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

FORKS = f"""
import os, threading
for _ in range({TASKS_LIMIT * 2}):
    if os.fork() == 0:
        threading.Event().wait()
threading.Event().wait()
"""
THREADS = f"""
import threading
threading.stack_size(65536)
for _ in range({TASKS_LIMIT * 2}):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
threading.Event().wait()
"""
MEMORY = """
import os, threading
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(os.urandom(1024) * 1024 * 30)
        threading.Event().wait()
threading.Event().wait()
"""


@pytest.mark.parametrize(
    ("body", "memory", "reason"),
    [
        (FORKS, 1024, f"it started more than {TASKS_LIMIT} processes and threads"),
        (THREADS, 1024, f"it started more than {TASKS_LIMIT} processes and threads"),
        (MEMORY, 64, "its processes together need more memory than it may have (limits: memory)"),
    ],
)
def test_many_processes_are_bounded_together(
    body: str, memory: int, reason: str, recorder: Recorder
) -> None:
    limits = Limits(seconds=20, memory=memory)
    outcome = recorder.run({"it": scenario(view(body), limits=limits)})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason == reason


def test_a_process_alone_is_in_order_and_one_that_is_gone_too() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    assert excess(child, 64) is None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert excess(child, 64) is None
