"""A task of the Lab says what to do, when it is done, and how it can be done."""

from pathlib import Path

from proven_lessons.generator.lessons.loader import load_lesson
from tests.builders import LESSON, write_lesson

BROKEN = """\
lab:
  - task: Do it.
    goal: []
    solution: [{replace: ok, with: ok}]
  - {task: "", goal: ["response.status == 200"], solution: [{delete: x}], hints: No}
"""


def test_every_mistake_in_a_task_is_told_at_its_place(tmp_path: Path) -> None:
    _lesson, problems = load_lesson(write_lesson(tmp_path, yaml=LESSON + BROKEN))
    assert [(one.line, one.message.partition(" (")[0]) for one in problems] == [
        (6, "lab 1, goal: expected at least one item"),
        (7, "lab 1, solution 1: replace and with are the same, so nothing changes"),
        (8, "lab 2, task: expected some text, found nothing"),
        (8, "unknown key 'hints'"),
    ]
