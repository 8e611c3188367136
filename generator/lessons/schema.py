"""The formats of lesson.yml and track.yml as JSON Schemas, for editors and for other programs."""

import json
from typing import Any

from pydantic import BaseModel

from proven_lessons.generator.lessons.lesson import LessonFile, TrackFile
from proven_lessons.runner import schema as runner_schema

_LESSON_ID = "urn:proven-lessons:lesson"
_TRACK_ID = "urn:proven-lessons:track"


def lesson_schema() -> str:
    """Return the JSON Schema of lesson.yml, as text."""
    return as_text(_schema_of(LessonFile, _LESSON_ID, "A lesson: lesson.yml"))


def track_schema() -> str:
    """Return the JSON Schema of track.yml, as text."""
    return as_text(_schema_of(TrackFile, _TRACK_ID, "A track: track.yml"))


def trace_schema() -> str:
    """Return the JSON Schema of trace.json, as text."""
    return as_text(runner_schema.trace_schema())


SCHEMAS = {"lesson": lesson_schema, "track": track_schema, "trace": trace_schema}


def as_text(schema: dict[str, Any]) -> str:
    """Return a JSON Schema as a file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


# Private

# What an editor offers for a key: Tab leads through the places.
_SNIPPETS: dict[str, tuple[str, Any]] = {
    "requests": (
        "a page, and a form that is sent",
        ["GET ${1:/}", {"request": "POST ${2:/}", "data": {"${3:name}": "${4:value}"}}],
    ),
    "steps": (
        "a name for the step of a line",
        [{"at": "${1:a piece of the line}", "id": "${2:name}"}],
    ),
    "what_if": (
        "a line left out",
        {
            "${1:name}": {
                "title": "${2:the line were not there}",
                "edits": [{"delete": "${3:a piece of the line}"}],
            }
        },
    ),
    "key_moments": (
        "a question with its proof",
        [{"ask": "$1", "answer": "$2", "proof": ["${3:run.responses[0].status == 200}"]}],
    ),
    "quiz": (
        "a question whose key is computed",
        [{"ask": "$1", "answer": "${2:run.responses[0].status}", "because": "$3"}],
    ),
    "project": (
        "a project beside the folder of the lessons",
        {"path": "${1:../../../shop}", "settings": "${2:shop.settings}"},
    ),
}


def _schema_of(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    schema = _in_format_terms(model.model_json_schema(by_alias=True))
    for key, (label, body) in _SNIPPETS.items():
        if key in schema["properties"]:
            snippet = {"label": key, "description": label, "body": body}
            schema["properties"][key]["defaultSnippets"] = [snippet]
    return {"$schema": runner_schema.DIALECT, "$id": name, "title": title, **schema}


def _in_format_terms(part: Any) -> Any:
    """Return a part of a schema without the names that our classes have."""
    if isinstance(part, list):
        return [_in_format_terms(each) for each in part]
    if not isinstance(part, dict):
        return part
    renamed = {
        key: _in_format_terms(value)
        for key, value in part.items()
        # A key of the format that is called title has a mapping here.
        if not (key == "title" and isinstance(value, str)) and (key, value) != ("default", None)
    }
    if "patternProperties" in renamed:
        renamed["additionalProperties"] = False
    renamed = _without_null(renamed)
    if "$ref" in renamed:
        renamed["$ref"] = f"#/$defs/{_term(renamed['$ref'].rpartition('/')[2])}"
    if "$defs" in renamed:
        renamed["$defs"] = {_term(key): value for key, value in renamed["$defs"].items()}
    return renamed


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    """Return what a key holds: left out it is None to us, which is nothing to write."""
    options = part.get("anyOf", [])
    left = [option for option in options if option != {"type": "null"}]
    if len(left) == len(options):
        return part
    others = {key: value for key, value in part.items() if key != "anyOf"}
    return {**left[0], **others} if len(left) == 1 else {"anyOf": left, **others}


def _term(name: str) -> str:
    """Return what a part of the format is called: `EditWritten` is an edit."""
    bare = name.replace("Written", "").replace("Item", "LineOrMapping")
    parts = (f"-{letter.lower()}" if letter.isupper() else letter for letter in bare)
    return "".join(parts).removeprefix("-")
