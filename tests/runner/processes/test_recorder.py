"""A lesson that misbehaves harms nothing but itself, and the message says what, where and why."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from proven_lessons.runner.errors import LessonFailed, RunnerError
from proven_lessons.runner.processes import recorder as recording
from proven_lessons.runner.processes.interpreters import kill_group
from proven_lessons.runner.processes.namespaces import why_not
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import (
    Edit,
    Limits,
    RequestSpec,
    Scenario,
    Variant,
)
from proven_lessons.runner.trace import VARIES, Run
from proven_lessons.runner.tracing.tracer import LOST
from tests.builders import scenario, view

OK = 'return HttpResponse("ok")'
ROOT = Path(__file__).resolve().parents[3]


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
    "starts a profiler": (f"import cProfile\ncProfile.Profile().enable()\nx = 1\n{OK}", LOST, 2),
    "sets a trace function": (f"import sys\nsys.settrace(lambda *_: None)\nx = 1\n{OK}", LOST, 2),
    "frees what watches it": (
        f"import sys\nfor tool in range(6):\n    sys.monitoring.free_tool_id(tool)\n{OK}",
        "it ended what watches it (sys.monitoring.free_tool_id)",
        None,
    ),
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
}  # fmt: skip
if why_not() is not None:  # else it can't
    CASES["kills its parent"] = (
        f"import os\nos.kill(os.getppid(), 9)\n{OK}", recording.ENDED, None
    )  # fmt: skip


def failing(body: str) -> Scenario:
    return scenario(view(body), limits=Limits(seconds=2, steps=5000))


@pytest.mark.parametrize("case", CASES)
def test_a_misbehaving_lesson_gets_one_clear_message(case: str) -> None:
    body, reason, line = CASES[case]
    with Recorder(parallel=2) as recorder:
        good = dataclasses.replace(scenario(view(OK)), lesson="another")
        outcomes = recorder.run({"bad": failing(body), "good": good})
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


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_both_ways_to_start_a_process_keep_the_limits(start: str) -> None:
    with Recorder(start=start) as recorder:
        outcome = recorder.run({"it": failing("import threading\nthreading.Event().wait()")})["it"]
    assert isinstance(outcome, LessonFailed)
    assert (outcome.reason, outcome.file, outcome.line) == (TIME, "views.py", 6)


def test_a_warm_process_that_was_ended_while_it_waited_is_started_anew() -> None:
    with Recorder(parallel=2) as recorder:
        for jobs in (1, 1, 4):
            outcomes = recorder.run({number: scenario(view(OK)) for number in range(jobs)})
            assert all(isinstance(outcome, Run) for outcome in outcomes.values())
            for process in recorder._warm.values():
                kill_group(process._process)


def test_closing_a_recorder_leaves_no_files_behind() -> None:
    recorder = Recorder()
    recorder.run({"it": scenario(view(OK))})
    scratch = recorder._scratch
    assert scratch.exists()
    recorder.close()
    assert not scratch.exists()
    assert os.getcwd() != str(scratch)


def twice(recorder: Recorder, body: str) -> Run | RunnerError:
    of = scenario(view(body))
    outcome = recorder.record([of])[of.lesson]
    return outcome if isinstance(outcome, RunnerError) else outcome.runs["main"]


VARYING = {
    "an address": "return HttpResponse(f'id {id(object())} end')",
    "a hash": "return HttpResponse(f'id {hash(\"text\")} end')",
    "the order of a set": "w = {'one', 'two', 'three', 'four'}\nreturn HttpResponse('id %s end' % '-'.join(w))",
    "the process": "import os\nreturn HttpResponse(f'id {os.getpid()} end')",
    "its processors": "import os\nreturn HttpResponse(f'id {os.cpu_count()} end')",
    "its kernel": "import platform\nreturn HttpResponse(f'id {platform.release()} end')",
    "a timer": "import time\nreturn HttpResponse(f'id {time.monotonic()} end')",
    "a thread": "import threading\nreturn HttpResponse(f'id {threading.get_ident()} end')",
    "a listing": (
        "import os\nfor name in 'ab': open(name, 'w').close()\n"
        "names = [name for name in os.listdir('.') if len(name) == 1]\n"
        "return HttpResponse(f'id {names[0]} end')"
    ),
    "chance in the database": (
        "from django.db import connection\ncursor = connection.cursor()\n"
        "cursor.execute('SELECT random()')\nreturn HttpResponse(f'id {cursor.fetchone()[0]} end')"
    ),
}


@pytest.mark.parametrize("case", VARYING)
def test_what_differs_from_run_to_run_is_marked(case: str, recorder: Recorder) -> None:
    run = twice(recorder, VARYING[case])
    assert isinstance(run, Run), run
    assert run.exchanges[0].response.text == f"id {VARIES} end"


SAME = {
    "drawn": "import random, secrets, uuid\nreturn HttpResponse(f'{random.random()} {random.Random().random()} {secrets.token_hex()} {uuid.uuid1()} {uuid.uuid4()}')",
    "named": "import socket, tempfile\nfrom pathlib import Path\nreturn HttpResponse(socket.gethostname() + tempfile.mktemp() + str(Path.home()))",
    "timed": "import time\nreturn HttpResponse(f'{time.time()} {time.perf_counter()}')",
    "a set that is shown": "w = {'one', 'two', 'three', 'four'}\nreturn HttpResponse(' '.join(sorted(w)))",
    "not saved by a cookie": "request.session['a'] = object.__name__\nreturn HttpResponse('ok')",
}


@pytest.mark.parametrize("case", SAME)
def test_what_is_frozen_is_not(case: str, recorder: Recorder) -> None:
    run = twice(recorder, SAME[case])
    assert isinstance(run, Run), run
    assert VARIES not in str(run)


def test_a_lesson_that_takes_another_way_each_time_is_refused(recorder: Recorder) -> None:
    outcome = twice(recorder, "import os\nif os.cpu_count() == 61:\n    pass\n" + OK)
    assert isinstance(outcome, RunnerError)
    assert "it takes another way each time it is run: " in str(outcome)
    outcome = twice(recorder, "import os\nassert os.cpu_count() != 61\n" + OK)
    assert isinstance(outcome, RunnerError)
    outcome = twice(recorder, "import os\nos.cpu_count() == 61 and os._exit(3)\n" + OK)
    assert "run once more, it fails: it ended its process with exit code 3" in str(outcome)


def test_a_lesson_that_needs_an_interpreter_of_its_own_runs_twice_too(recorder: Recorder) -> None:
    of = scenario(view(VARYING["an address"]), settings={"TIME_ZONE": "Asia/Tokyo"})
    outcome = recorder.record([of])[of.lesson]
    assert not isinstance(outcome, RunnerError)
    assert VARIES in str(outcome.runs["main"].exchanges[0].response)


@pytest.mark.parametrize(
    ("body", "names"),
    [(OK, ["main", "first", "again"]), ("return HttpResponse('no')", ["main", "first"])],
)
def test_a_run_that_comes_after_another_is_made_only_if_that_one_goes_as_the_lesson(
    body: str, names: list[str], recorder: Recorder
) -> None:
    edit = Edit(action="write", find="", put=view(body), file="views.py")
    variants = {
        "first": Variant(edits=(edit,), optional=True),
        "again": Variant(requests=(RequestSpec(path="/?a=1"),), optional=True, after="first"),
    }
    of = replace(scenario(view(OK)), variants=variants)
    trace = recorder.record([of])[of.lesson]
    assert not isinstance(trace, RunnerError)
    assert list(trace.runs) == names


WITHOUT_NAMESPACES = """
import json, os, sys
try:
    user = os.getuid()
    os.unshare(os.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
except (AttributeError, OSError):
    pass  # there are none anyway
from proven_lessons.runner.processes import recorder as recording
from proven_lessons.runner.processes.namespaces import why_not
from dataclasses import replace
from proven_lessons.runner.scenario import Edit, Variant
from tests.builders import scenario, view
started = []
class Counted(recording.WarmProcess):
    def __init__(self, *given, **named):
        started.append(1)
        super().__init__(*given, **named)
recording.WarmProcess = Counted
OK = "return HttpResponse('ok')"
bad = replace(
    scenario(view(f"import os\\nos.kill(os.getppid(), {sys.argv[1]})\\n{OK}")),
    lesson="t/bad",
    variants={
        f"what-if {one}": Variant(edits=(Edit(action="replace", find="'ok'", put=f"'{one}'"),))
        for one in range(6)
    },
)
scenarios = [bad, replace(scenario(view(OK)), lesson="t/good")]
with recording.Recorder(parallel=2) as recorder:
    outcomes = recorder.record(scenarios)
said = {key: getattr(one, "reason", "ok") for key, one in outcomes.items()}
print(json.dumps([why_not() is None, said, len(started)]))
"""


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_what_takes_its_parent_away_is_found_once_for_all_of_its_runs(
    number: signal.Signals,
) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_NAMESPACES, str(int(number))],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    has_namespaces, said, started = json.loads(answer.stdout)
    assert not has_namespaces
    assert said == {"t/bad": recording.ENDED, "t/good": "ok"}
    # Two at first; one more each time that one is lost, and for what is run after it: not for
    # each of the seven runs, which are made twice.
    assert started <= 8
