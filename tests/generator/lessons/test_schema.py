"""Editors know the lesson format: the JSON Schema in the docs is that of the loader."""

import json
from pathlib import Path

from proven_lessons.generator.lessons.lesson import LessonFile

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "lesson.schema.json"


def test_the_published_schema_is_the_loaders(*, accept: bool) -> None:
    current = json.dumps(LessonFile.model_json_schema(by_alias=True), indent=1) + "\n"
    if accept:
        SCHEMA.write_text(current)
    assert SCHEMA.read_text() == current, "renew it with pytest --accept"


def test_a_request_may_be_a_line_of_text() -> None:
    request = LessonFile.model_json_schema()["$defs"]["RequestItem"]
    assert request == {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/RequestWritten"}]}
