"""Each name that is listed is one that an expression may use, and says the same there."""

from pathlib import Path

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.listing import facts
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.runner.codec import loads
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import loaded, recorded, write_lesson
from tests.lessons.test_every_lesson import LESSONS


@pytest.mark.parametrize("key", sorted(LESSONS)[::4])
def test_each_name_has_its_value(key: str) -> None:
    lesson, _ = load_lesson(LESSONS[key])
    assert lesson is not None
    trace = loads((LESSONS[key] / "trace.json").read_text())
    claims = Claims(lesson, trace)
    found = dict(facts(lesson, trace))
    assert len(found) > 20
    assert "exchanges[0].response.status" in found
    for name, value in list(found.items())[::7]:
        answer = claims.evaluate(name)
        assert repr(answer.value) == value, name


def test_what_was_sent_empty_is_listed(tmp_path: Path, recorder: Recorder) -> None:
    yaml = (
        "title: T\nsummary: S.\nview: view\n"
        "requests: [{request: POST /, data: {name: '', note: x}}]\n"
    )
    lesson = loaded(write_lesson(tmp_path, yaml=yaml))
    found = dict(facts(lesson, recorded(recorder, lesson)))
    assert found["exchanges[0].request.data.name"] == "''"
    assert found["exchanges[0].request.data.note"] == "'x'"
