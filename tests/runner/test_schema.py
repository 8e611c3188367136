"""The published schema of traces is that of the codec: it takes each trace, and no other text."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from proven_lessons.runner import codec
from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.schema import trace_schema

ROOT = Path(__file__).resolve().parents[2]
TRACES = sorted((ROOT / "lesson_data").glob("*/*/trace.json"))
PUBLISHED = ROOT / "docs" / "trace.schema.json"


def closed(part: Any) -> Any:
    """Return a schema that allows no field that it does not name."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    return inner | {"additionalProperties": False} if "properties" in part else inner


@cache
def validator(*, is_closed: bool) -> jsonschema.Draft202012Validator:
    """Give what validates traces: to make it takes longer than to look at one."""
    schema = trace_schema()
    return jsonschema.Draft202012Validator(closed(schema) if is_closed else schema)


def test_the_published_schema_is_that_of_the_classes(*, accept: bool) -> None:
    current = json.dumps(trace_schema(), indent=1, ensure_ascii=False) + "\n"
    if accept:
        PUBLISHED.write_text(current)
    assert PUBLISHED.read_text() == current, "renew it with pytest --accept"
    jsonschema.Draft202012Validator.check_schema(trace_schema())


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.parent.name)
def test_each_trace_is_what_the_schema_says_and_no_more(path: Path) -> None:
    validator(is_closed=True).validate(json.loads(path.read_text(encoding="utf-8")))


def changed(trace: Any, *keys: str | int, to: object) -> Any:
    """Return a trace with another value at one place; without it where `to` is `...`."""
    other = copy.deepcopy(trace)
    at = other
    for key in keys[:-1]:
        at = at[key]
    if to is ...:
        del at[keys[-1]]
    else:
        at[keys[-1]] = to
    return other


FIRST = ("runs", "main", "exchanges", 0)


@pytest.mark.parametrize(
    ("keys", "to"),
    [
        (("runs",), ...),
        (("runs", "main", "exchanges"), 7),
        ((*FIRST, "client"), 7),
        ((*FIRST, "response", "status"), "200"),
        ((*FIRST, "steps", 0, "locals"), []),
        ((*FIRST, "steps", 0, "kind"), None),
        ((*FIRST, "steps", 0, "events"), [{"kind": "session.conjure"}]),
        ((*FIRST, "request", "cookies"), {"a": 1}),
        (("made_from", "digest"), ...),
        (("format",), 1),
    ],
)
def test_what_the_codec_refuses_the_schema_refuses(keys: tuple[str | int, ...], to: object) -> None:
    other = changed(json.loads(TRACES[0].read_text(encoding="utf-8")), *keys, to=to)
    with pytest.raises(TraceFormatError):
        codec.loads(json.dumps(other))
    with pytest.raises(jsonschema.ValidationError):
        validator(is_closed=False).validate(other)


def test_a_field_of_tomorrow_is_allowed() -> None:
    other = changed(json.loads(TRACES[0].read_text(encoding="utf-8")), *FIRST, "weather", to="fine")
    validator(is_closed=False).validate(other)
