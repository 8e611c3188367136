"""Write traces as JSON and read them back.

Data of another format is refused with a clear message.
"""

import dataclasses
import functools
import hashlib
import json
import re
import types
import typing
from collections.abc import Mapping
from typing import Any

from proven_lessons.runner.errors import TraceFormatError
from proven_lessons.runner.probes import event_types
from proven_lessons.runner.trace import FORMAT_VERSION, Event, Run, Trace

LINE = 160
_INNERMOST = re.compile(r"[\[{]\n[^\[\]{}]*[\]}]")
_BREAK = re.compile(r"([\[{,]?)\n *")
_CONTENT = re.compile(r'"content": "([^"]*)"')  # the first one is the trace's own
_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(trace: Trace) -> str:
    """Return `trace` as JSON text that a person can review.

    What is short on one line, keys as the classes have them.
    """
    data = {"format": FORMAT_VERSION, "content": "", **to_data(trace)}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    # A line break of JSON text is never inside of a string, so taking one out changes no value.
    text = _INNERMOST.sub(
        lambda short: short[0] if len(short[0]) > LINE else _BREAK.sub(_joint, short[0]), text
    )
    # Half of a surrogate pair is no character: UTF-8 has no bytes for it, JSON has an escape.
    text = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
    return _CONTENT.sub(f'"content": "{_content_of(text)}"', text, count=1)


def is_untouched(text: str) -> bool:
    """Return whether `text` is as `dumps` wrote it, whatever its line endings are."""
    text = text.replace("\r\n", "\n")
    match = _CONTENT.search(text)
    return match is not None and match[1] == _content_of(text)


def loads(text: str) -> Trace:
    """Return the trace in `text`; raise TraceFormatError when it is not one of this version."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise TraceFormatError(f"not JSON: {error}") from error
    version = data.get("format") if isinstance(data, dict) else None
    if version != FORMAT_VERSION:
        raise TraceFormatError(
            f"format {version}; this version reads format {FORMAT_VERSION}: record the lesson again"
        )
    held = {key: value for key, value in data.items() if key not in ("format", "content")}
    trace: Trace = from_data(Trace, held)
    return trace


def to_data(value: Any) -> Any:
    """Return a dataclass of the trace as JSON data; fields at their default are left out."""
    kind: Any = type(value)
    if value is None or kind in (str, int, bool, float):
        return value
    if kind is dict:
        return {key: to_data(item) for key, item in value.items()}
    if kind is tuple:
        return [to_data(item) for item in value]
    if issubclass(kind, str):  # marked-safe text, or a choice
        return str.__getitem__(value, slice(None))
    if issubclass(kind, int):  # an HTTPStatus
        return int.__index__(value)
    data = {"kind": value.kind} if isinstance(value, Event) else {}
    for name, default in _fields(kind):
        content = getattr(value, name)
        if default is dataclasses.MISSING or content != default:
            data[name] = to_data(content)
    return data


def from_data(kind: Any, data: Any) -> Any:
    """Return the object of the type `kind` that `to_data` made `data` from.

    Raise TraceFormatError if it can't be.
    """
    try:
        return _build(kind, data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise TraceFormatError(
            f"not a trace of format {FORMAT_VERSION}: {error}; record the lesson again"
        ) from error


def run_from_data(data: Any) -> Run:
    """Return the run in `data`."""
    run: Run = from_data(Run, data)
    return run


# Private


def _content_of(text: str) -> str:
    """Return the digest of a trace's text without the digest that it holds."""
    bare = _CONTENT.sub('"content": ""', text, count=1)
    return f"sha256:{hashlib.sha256(bare.encode()).hexdigest()}"


def _joint(match: re.Match[str]) -> str:
    return ", " if match[1] == "," else match[1]


def _build(kind: Any, data: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin is not None:
        return _collected(origin, typing.get_args(kind), data)
    if kind is Event:
        event = _events()[data["kind"]]
        return _built(event, {key: item for key, item in data.items() if key != "kind"})
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _built(kind, data)
    if not isinstance(data, (kind, int) if kind is float else kind):
        raise TypeError(f"expected {kind.__name__}, found {data!r}")
    return data


def _collected(origin: Any, arguments: tuple[Any, ...], data: Any) -> Any:
    """Return what stands in the place of an optional value, a tuple or a mapping."""
    if origin in (types.UnionType, typing.Union):
        inner = next(option for option in arguments if option is not type(None))
        return None if data is None else _build(inner, data)
    if origin is tuple:
        return tuple([_build(arguments[0], item) for item in data])
    return {key: _build(arguments[1], item) for key, item in data.items()}


def _built(kind: type, data: Mapping[str, Any]) -> Any:
    return kind(**{key: _build(_hints(kind)[key], item) for key, item in data.items()})


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return {name: _plain(hint) for name, hint in typing.get_type_hints(kind).items()}


def _plain(hint: Any) -> Any:
    return hint.__value__ if isinstance(hint, typing.TypeAliasType) else hint


@functools.cache
def _events() -> dict[str, type[Event]]:
    return event_types()
