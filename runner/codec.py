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
from collections.abc import Callable, Mapping
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
    except (RecursionError, MemoryError) as error:
        raise TraceFormatError("nested too deep") from error
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
        return _builder(kind)(data)
    except RecursionError as error:
        raise TraceFormatError("nested too deep") from error
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


type _Builder = Callable[[Any], Any]


@functools.cache
def _builder(kind: Any) -> _Builder:
    """Return what makes an object of the type `kind` of its data."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _builder(next(option for option in arguments if option is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        item = _builder(arguments[0])
        return lambda data: tuple([item(each) for each in data])
    if origin is not None:
        value = _builder(arguments[1])
        return lambda data: {key: value(each) for key, each in data.items()}
    if kind is Event:
        return _event
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return functools.partial(_built, kind)
    return functools.partial(_checked, kind)


def _event(data: Mapping[str, Any]) -> Any:
    held = dict(data)
    return _built(_events()[held.pop("kind")], held)


def _built(kind: type, data: Mapping[str, Any]) -> Any:
    builders = _builders(kind)
    return kind(**{name: builders[name](item) for name, item in data.items()})


def _checked(kind: type, data: Any) -> Any:
    if not isinstance(data, (kind, int) if kind is float else kind):
        raise TypeError(f"expected {kind.__name__}, found {data!r}")
    return data


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


@functools.cache
def _builders(kind: type) -> dict[str, _Builder]:
    """Return what makes each field; looked up late, since a type may hold others of its own."""
    hints = typing.get_type_hints(kind)
    return {name: _builder(_plain(hints[name])) for name, _ in _fields(kind)}


def _plain(hint: Any) -> Any:
    return hint.__value__ if isinstance(hint, typing.TypeAliasType) else hint


@functools.cache
def _events() -> dict[str, type[Event]]:
    return event_types()
