"""What is wrong with a lesson is told at once, as far as a run can show it."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson


def test_a_key_that_is_wrong_does_not_hide_what_is_false(
    tmp_path: Path, recorder: Recorder
) -> None:
    text = """\
title: T
summary: S.
{line}
view: view
key_moments:
  - ask: What is the status?
    answer: It is {{{{ response.status }}}}.
    proof: [response.status == 201]
"""
    folder = write_lesson(tmp_path, "t/one")
    for line, told in (
        ("minuts: 3", ["3:1: unknown key 'minuts'", "8:13: the run says otherwise"]),
        ("level: hard", ["3:8: level: expected", "8:13: the run says otherwise"]),
        # A run may depend on it: what would be told may come from what is left out.
        ("setings: {}", ["3:1: unknown key 'setings'"]),
        ("other: {}", ["3:1: unknown key 'other'"]),
    ):
        (folder / "lesson.yml").write_text(text.format(line=line))
        found = [str(problem) for problem in Builder(tmp_path, recorder).check()]
        assert len(found) == len(told), found
        for problem, words in zip(found, told, strict=True):
            assert f"lesson.yml:{words}" in problem
