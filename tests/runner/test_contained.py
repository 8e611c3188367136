"""A lesson that misbehaves harms nothing but itself, and the message says what, where and why."""

import os
import time
from pathlib import Path

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits, Scenario
from proven_lessons.runner.trace import Run
from tests.builders import scenario, view

OK = 'return HttpResponse("ok")'
STEPS = "it executed more statements than it may (limits: steps); does a loop never end?"
TIME = "it ran longer than 2 seconds (limits: seconds)"
MEMORY = "it needs more memory than it may have (limits: memory)"

# What a view does, and what its author is told: the reason, and the line of the body.
CASES = {
    "loops on one line": ("while True: pass", STEPS, 1),
    "loops": ("while True:\n    pass", STEPS, 1),
    "catches everything and goes on": (
        "while True:\n    try:\n        x = 1\n    except BaseException:\n        pass",
        STEPS,
        None,
    ),
    "loops inside an expression": ("[1 for i in iter(int, 1)]", STEPS, 1),
    "waits for ever": ("import threading\nthreading.Event().wait()", TIME, 2),
    "calls sys.exit": ("import sys\nsys.exit(2)", "it called sys.exit(2), which ends a server", 2),
    "ends the process": ("import os\nos._exit(3)", "it ended its process with exit code 3 (os._exit?)", 2),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", "its process was ended by SIGKILL", 2),
    "crashes": ("import ctypes\nctypes.string_at(0)", "its process was ended by SIGSEGV", 2),
    "takes one big block of memory": ("x = bytearray(1 << 32)", MEMORY, 1),
    "takes memory bit by bit": ("x = []\nwhile True:\n    x.append('a' * 1_000_000)", MEMORY, 3),
    "replaces a built-in": (
        f"import builtins\nbuiltins.len = None\n{OK}",
        "it replaced the built-in len and did not put it back",
        2,
    ),
    "replaces the built-in that everything uses": (
        f"import builtins\nbuiltins.isinstance = None\n{OK}",
        "it replaced the built-in isinstance and did not put it back",
        2,
    ),
    "kills its parent": (f"import os\nos.kill(os.getppid(), 9)\n{OK}", "it ended the process that watches over it", None),
}  # fmt: skip


def failing(body: str) -> Scenario:
    return scenario(view(body), limits=Limits(seconds=2, steps=5000))


@pytest.mark.parametrize("case", CASES)
def test_a_misbehaving_lesson_gets_one_clear_message(case: str) -> None:
    body, reason, line = CASES[case]
    with Recorder(parallel=2) as recorder:
        outcomes = recorder.run({"bad": failing(body), "good": scenario(view(OK))})
    bad = outcomes["bad"]
    assert isinstance(bad, LessonFailed)
    assert bad.reason == reason
    if line is not None:
        assert (bad.file, bad.line) == ("views.py", line + 4)
    assert isinstance(outcomes["good"], Run), "its neighbour was harmed"


HARMLESS = {
    "floods its output": "for i in range(50):\n    print('x' * 100_000)\nimport os\nos.write(1, b'x' * 1_000_000)",
    "leaves a thread behind": "import threading\nthreading.Thread(target=threading.Event().wait).start()",
    "leaves a child behind": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: os.getpid()",
    "closes every file": "import os\nos.closerange(0, 3)",
    "writes to every file": (
        "import contextlib, os\nfor number in range(3, 64):\n    with contextlib.suppress(OSError):\n"
        "        os.write(number, b'{}\\n5\\ngarbage\\n')"
    ),
    "forks, and its child answers, too": (
        "import os\nchild = os.fork()\nif child:\n    os.waitpid(child, 0)\nelse:\n    return HttpResponse('child')"
    ),
    "goes to another folder": "import os\nos.chdir('/')",
    "sleeps for an hour": "import time\ntime.sleep(3600)",
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_harms_nobody_is_a_run(case: str, recorder: Recorder) -> None:
    outcome = recorder.run({"it": scenario(view(f"{HARMLESS[case]}\n{OK}"))})["it"]
    assert isinstance(outcome, Run), outcome.reason
    assert outcome.exchanges[0].response.text == "ok"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the child process in /proc")
def test_no_child_of_a_lesson_outlives_it(recorder: Recorder) -> None:
    body = """
    import os
    child = os.fork()
    if child == 0:
        os.setsid()
        while True: os.getpid()
    return HttpResponse(child)
    """
    outcome = recorder.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run)
    child = int(outcome.exchanges[0].response.text or 0)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{child}").exists()


def test_recursion_without_end_is_djangos_error_page_as_it_would_be_anywhere(
    recorder: Recorder,
) -> None:
    outcome = recorder.run({"it": scenario(view("def f():\n    return f()\nreturn f()"))})["it"]
    assert isinstance(outcome, Run)
    exchange = outcome.exchanges[0]
    assert (exchange.response.status, exchange.error and exchange.error.type) == (
        500,
        "RecursionError",
    )


def test_secrets_of_the_environment_are_not_passed_on(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    with Recorder() as fresh:
        body = "import os\nreturn HttpResponse(repr(sorted(os.environ)) + open('/proc/self/environ').read())"
        outcome = fresh.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run)
    assert "API_TOKEN" not in (outcome.exchanges[0].response.text or "")


def test_the_working_folder_is_a_scratch_folder(recorder: Recorder) -> None:
    body = (
        "from pathlib import Path\nPath('new.txt').write_text('x')\nreturn HttpResponse(Path.cwd())"
    )
    outcome = recorder.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run)
    assert outcome.exchanges[0].response.text == "."
    assert not Path("new.txt").exists()


def test_a_lesson_that_fails_tells_what_it_printed(recorder: Recorder) -> None:
    outcome = recorder.run({"it": failing("print('so far')\nwhile True: pass")})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.output == "so far\n"


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        ({"views.py": "import nothere\n"}, ("views.py", 1), "ModuleNotFoundError: No module named 'nothere'"),
        ({"views.py": "def view(request:\n"}, ("views.py", 1), "Python can't read it: '(' was never closed"),
        ({"views.py": view(OK), "prepare.py": "def prepare():\n    1 / 0\n"}, ("prepare.py", 2), "ZeroDivisionError: division by zero"),
        ({"views.py": "x = 1\n"}, (None, None), "views.py has no 'view', which the route '' names"),
    ],
)  # fmt: skip
def test_a_lesson_that_can_not_start_says_why(
    files: dict[str, str], place: tuple[str | None, int | None], reason: str, recorder: Recorder
) -> None:
    outcome = recorder.run({"it": scenario(files["views.py"], files=files)})["it"]
    assert isinstance(outcome, LessonFailed)
    assert (outcome.file, outcome.line, outcome.reason) == (*place, reason)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_both_ways_to_start_a_process_keep_the_limits(start: str) -> None:
    with Recorder(start=start) as recorder:
        outcome = recorder.run({"it": failing("import threading\nthreading.Event().wait()")})["it"]
    assert isinstance(outcome, LessonFailed)
    assert (outcome.reason, outcome.file, outcome.line) == (TIME, "views.py", 6)


def test_closing_a_recorder_leaves_no_files_behind() -> None:
    recorder = Recorder()
    recorder.run({"it": scenario(view(OK))})
    scratch = recorder._scratch
    assert scratch.exists()
    recorder.close()
    assert not scratch.exists()
    assert os.getcwd() != str(scratch)
