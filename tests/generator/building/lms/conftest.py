"""The quiz of a real lesson."""

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.lms.questions import Quiz, quiz_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson

LESSON = """\
title: A <b>title</b>
summary: It is short.
view: view
quiz:
  - ask: What does the page say, in **one** word?
    answer: response.text
    options:
      - option: '"<b>no</b>"'
        because: That is *not* it.
      - option: '"yes, no"'
        because: Nor that.
    because: The view says so.
  - ask: What is the status?
    answer: response.status
    options: [{option: 404, because: There is a route.}]
"""


@pytest.fixture(scope="session")
def quiz(tmp_path_factory: pytest.TempPathFactory, recorder: Recorder) -> Quiz:
    folder = tmp_path_factory.mktemp("data")
    write_lesson(folder, "t/l", yaml=LESSON, source=view("return HttpResponse('<i>ok</i>')"))
    built = Builder(folder, recorder).build()
    assert built.problems == []
    return quiz_of(built.decks[0])
