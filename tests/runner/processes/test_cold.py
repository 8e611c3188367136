"""A new interpreter for one job: it answers, or what became of it is told."""

from pathlib import Path

import pytest

from proven_lessons.runner.processes.channel import MARK_SIZE
from proven_lessons.runner.processes.cold import ColdProcesses
from proven_lessons.runner.processes.jobs import FOREIGN
from proven_lessons.runner.scenario import to_json
from tests.builders import scenario, view

FORGED = """
import os, sys
frame = sys._getframe()
while type(frame.f_locals.get("job")) is not dict:
    frame = frame.f_back
answer = "\\n" + frame.f_locals["job"]["token"] + '{"a": 1}' + "\\n"
os.write(frame.f_locals["answer_to"], answer.encode())
os._exit(0)
"""


def job(body: str, folder: Path) -> dict[str, object]:
    scratch = folder / "root" / "1"
    scratch.mkdir(parents=True)
    (scratch / "mark").write_bytes(bytes(MARK_SIZE))
    return {
        "token": "T", "mark": str(scratch / "mark"), "elsewhere": False, "brief": False,
        "scratch": str(scratch), "seconds": 5.0, "scenarios": [to_json(scenario(view(body)))],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os\nos._exit(3)", "its process ended without an answer (exit code 3)"),
        (FORGED, FOREIGN),
    ],
)
def test_what_became_of_a_job_is_told(body: str, reason: str, tmp_path: Path) -> None:
    answer = ColdProcesses(()).run(job(body, tmp_path))
    assert answer["failed"]["reason"] == reason


def test_it_answers(tmp_path: Path) -> None:
    processes = ColdProcesses(())
    assert "run" in processes.run(job("return HttpResponse('ok')", tmp_path))
    processes.stop()  # of those that run: none does
