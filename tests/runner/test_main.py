"""The way in for the recorder's processes: one job, or jobs until there are no more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from proven_lessons.runner.processes.channel import MARK_SIZE, answer_in
from proven_lessons.runner.scenario import to_json
from tests.builders import scenario, view


def once(body: str, folder: Path) -> tuple[bytes, int]:
    mark = folder / "mark"
    mark.write_bytes(bytes(MARK_SIZE))
    job = {
        "token": "T",
        "mark": str(mark),
        "elsewhere": False,
        "brief": False,
        "scratch": str(folder),
        "seconds": 2,
        "scenarios": [to_json(scenario(view(body)))],
    }
    done = subprocess.run(
        [sys.executable, "-m", "proven_lessons.runner", "once", ""],
        input=json.dumps(job).encode() + b"\n", capture_output=True, check=False, cwd=folder,
    )  # fmt: skip
    return done.stdout, done.returncode


def test_one_job_gets_one_answer_that_printing_does_not_reach(tmp_path: Path) -> None:
    written, code = once(
        "print('Tnoise')\nimport os\nos.write(1, b'Tmore')\nreturn HttpResponse('ok')", tmp_path
    )
    answer = answer_in(written, "T")
    assert code == 0
    assert answer is not None
    assert answer["run"]["exchanges"][0]["response"]["text"] == "ok"
    assert written.startswith(b'\nT{"run": '), "nothing that the lesson printed"
    assert written.count(b"\n") == 2


@pytest.mark.parametrize(
    ("body", "code"), [("import os\nos._exit(3)", 3), ("import os\nos.kill(os.getpid(), 9)", 247)]
)
def test_a_job_that_ends_its_process_is_known_by_its_code(
    body: str, code: int, tmp_path: Path
) -> None:
    assert once(body, tmp_path) == (b"", code)
