"""The format of traces as a JSON Schema, so that other programs can read them.

Made from the classes of `runner/trace.py` and of the probes, in their words.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Mapping
from typing import Any

from proven_lessons.runner.probes import event_types
from proven_lessons.runner.trace import FORMAT_VERSION, Event, Trace

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = f"urn:proven-lessons:trace:{FORMAT_VERSION}"
_PLAIN = {str: "string", int: "integer", bool: "boolean", float: "number"}


def trace_schema() -> dict[str, Any]:
    """Return the JSON Schema of trace.json.

    It allows fields that it does not name: the format grows by addition.
    """
    definitions: dict[str, Any] = {}
    top = _object_of(Trace, definitions)
    kinds = [_of(kind, definitions) for _, kind in sorted(event_types().items())]
    definitions["Event"] = {"description": _words(Event), "anyOf": kinds}
    top["properties"] = {
        "format": {"const": FORMAT_VERSION, "description": "The version of this format."},
        "content": {"type": "string", "description": "The digest of the rest of the text."},
        **top["properties"],
    }
    top["required"] = ["format", "content", *top["required"]]
    return {"$schema": DIALECT, "$id": _ID, **top, "$defs": dict(sorted(definitions.items()))}


# Private


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what a field of the type `hint` holds."""
    if isinstance(hint, typing.TypeAliasType):
        hint = hint.__value__
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [_of(each, definitions) for each in arguments if each is not type(None)]
        return {"anyOf": [*inner, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    name = hint.__name__
    if name not in definitions and hint is not Event:
        definitions[name] = {}  # a type may hold others of its own
        definitions[name] = _object_of(hint, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _object_of(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a dataclass; what is at its default is left out of a trace."""
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    properties = {field.name: _of(hints[field.name], definitions) for field in fields}
    required = [field.name for field in fields if field.default is dataclasses.MISSING]
    if issubclass(kind, Event):
        properties = {"kind": {"const": kind.kind}, **properties}
        required = ["kind", *required]
    return {
        "description": _words(kind),
        "type": "object",
        "properties": properties,
        "required": required,
    }


def _words(kind: type) -> str:
    """Return what is said of a class, without the marks of its docstring."""
    return (inspect.getdoc(kind) or "").replace("`", "")
