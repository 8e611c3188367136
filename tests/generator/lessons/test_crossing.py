"""A lesson crosses as plain data: what comes back is the lesson, whatever is in it."""

import json
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.crossing import changed, from_plain, to_plain
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.scenario import SourceFile
from tests.builders import LESSON, loaded, write_lesson

DATA = Path(__file__).resolve().parents[3] / "lesson_data"
MORE = """\
settings: {SESSION_COOKIE_AGE: 60, MIDDLEWARE: [a, {b: [1, 2.5, null, true]}]}
requests:
  - {request: POST /, json: {a: ["list", {}]}, clock: 2 days}
  - {request: POST /, data: {a: [x, y]}, files: {f: picture.png}, client: ada}
"""


@pytest.mark.parametrize("key", find_lessons(DATA))
def test_the_runs_of_a_lesson_that_has_crossed_are_those_of_the_lesson(key: str) -> None:
    lesson = loaded(find_lessons(DATA)[key])
    crossed = from_plain(json.loads(json.dumps(to_plain(lesson))))
    assert scenario_of(crossed) == scenario_of(lesson)
    assert crossed.written.model_dump() == lesson.written.model_dump()


def test_whatever_yaml_can_hold_crosses(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON + MORE)
    (folder / "picture.png").write_bytes(bytes(range(256)))
    lesson = loaded(folder)
    crossed = from_plain(json.loads(json.dumps(to_plain(lesson))))
    assert (crossed.key, crossed.files) == (lesson.key, lesson.files)
    assert crossed.written.model_dump() == lesson.written.model_dump()


def test_fields_are_changed_in_a_copy(tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path))
    other = changed(lesson.written, summary="Another")
    assert (other.summary, lesson.written.summary) == ("Another", "It runs.")
    assert other.title == lesson.written.title


def test_what_has_no_plain_form_is_refused(tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path))
    odd = changed(lesson.written, settings={"A": {1, 2}})
    with pytest.raises(TypeError, match="set can't cross"):
        to_plain(type(lesson)(key="t/one", folder=tmp_path, written=odd, source=lesson.source, files=(SourceFile(path="views.py", content=b""),)))  # fmt: skip
