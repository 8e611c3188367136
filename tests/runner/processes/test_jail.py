"""What a lesson's process may use is bounded, and its answer is a line of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proven_lessons.runner.processes.channel import MARK_SIZE, answer_in
from proven_lessons.runner.processes.jail import FILE_SIZE_LIMIT, FILES_LIMIT
from proven_lessons.runner.scenario import Limits, to_json
from tests.builders import scenario, view

LOOKS = """\
import resource
names = ("CORE", "FSIZE", "CPU", "AS", "NOFILE")
return HttpResponse(repr({name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}))
"""


def answered(body: str, folder: Path) -> dict[str, object]:
    mark = folder / "mark"
    mark.write_bytes(bytes(MARK_SIZE))
    job = {
        "token": "T",
        "mark": str(mark),
        "elsewhere": False,
        "brief": False,
        "seconds": 2,
        "scenarios": [to_json(scenario(view(body), limits=Limits(seconds=2, memory=64)))],
    }
    code = (
        "import json, sys; from proven_lessons.runner.processes.jail import run_job; "
        "from proven_lessons.runner.processes.channel import Marker; "
        "job = json.load(sys.stdin); run_job(job, 1, Marker(job['mark']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(job).encode(), capture_output=True, check=True, cwd=folder,
        env={"PATH": os.defpath},
    )  # fmt: skip
    answer = answer_in(done.stdout, "T")
    assert answer is not None
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have fewer limits")
def test_memory_time_and_the_size_of_files_are_bounded(tmp_path: Path) -> None:
    answer = answered(LOOKS, tmp_path)
    text = answer["run"]["exchanges"][0]["response"]["text"]  # type: ignore[index]
    limits = eval(text)
    assert limits["CORE"] == (0, 0)
    assert limits["FSIZE"] == (FILE_SIZE_LIMIT, FILE_SIZE_LIMIT)
    assert limits["CPU"] == (7, 12)
    assert limits["NOFILE"] == (FILES_LIMIT, FILES_LIMIT)
    assert 64 << 20 < limits["AS"][0] < 4 << 30


def test_what_the_lesson_writes_to_the_same_place_does_not_matter(tmp_path: Path) -> None:
    body = "import os\nos.write(1, b'Tnoise without an end')\nreturn HttpResponse('ok')"
    assert "run" in answered(body, tmp_path)


def test_a_child_of_the_lesson_does_not_answer_for_it(tmp_path: Path) -> None:
    body = "import os\nchild = os.fork()\nif child:\n    os.waitpid(child, 0)\nreturn HttpResponse('child' if child == 0 else 'ok')"
    run = answered(body, tmp_path)["run"]
    assert run["exchanges"][0]["response"]["text"] == "ok"  # type: ignore[index]
