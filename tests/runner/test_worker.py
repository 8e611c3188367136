"""A scenario goes in as text and what it left comes out as text; the process is as it was."""

import json
import subprocess
import sys
from pathlib import Path

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import to_json
from proven_lessons.runner.trace import Run
from proven_lessons.runner.worker import OUTPUT_LIMIT
from tests.builders import scenario, view


def test_the_working_folder_is_a_scratch_folder(recorder: Recorder) -> None:
    body = (
        "from pathlib import Path\nPath('new.txt').write_text('x')\nreturn HttpResponse(Path.cwd())"
    )
    outcome = recorder.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run)
    assert outcome.exchanges[0].response.text == "."
    assert not Path("new.txt").exists()


def test_the_built_ins_are_put_back_and_the_lesson_is_told(recorder: Recorder) -> None:
    for name in ("len", "next", "setattr", "vars", "isinstance"):
        body = f"import builtins\nbuiltins.{name} = None\nreturn HttpResponse('x')"
        first, second = (
            recorder.run({"it": one})["it"]
            for one in (scenario(view(body)), scenario(view("return HttpResponse('ok')")))
        )
        assert isinstance(first, LessonFailed)
        assert first.reason == f"it replaced the built-in {name} and did not put it back"
        assert isinstance(second, Run)


def test_what_is_printed_is_kept_up_to_a_limit(recorder: Recorder) -> None:
    body = f"print('x' * {OUTPUT_LIMIT * 3})\nimport sys\nsys.exit(1)"
    failed = recorder.run({"it": scenario(view(body))})["it"]
    assert isinstance(failed, LessonFailed)
    assert failed.output == "x" * OUTPUT_LIMIT


def test_a_scenario_and_its_answer_are_text(tmp_path: Path) -> None:
    code = (
        "import sys; from proven_lessons.runner.worker import run_text; "
        "sys.stdout.write(run_text(sys.stdin.read()))"
    )
    done = subprocess.run(  # a run belongs in a process of its own
        [sys.executable, "-c", code],
        input=json.dumps(to_json(scenario("x = 1\n"))), capture_output=True, check=True, text=True,
        cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(done.stdout) == {
        "failed": {
            "reason": "views.py has no 'view', which the route '' names",
            "file": None, "line": None, "output": "",
        }
    }  # fmt: skip
