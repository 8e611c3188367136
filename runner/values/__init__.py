"""Describe any value as bounded, repeatable text, without running code of the lesson."""

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from proven_lessons.runner.trace import Value
from proven_lessons.runner.values import built_in, exact
from proven_lessons.runner.values.describing import (
    SMALL,
    TEXT_LIMIT,
    Room,
    cut,
    describer,
    is_exactly,
    state_of,
    text,
    type_name,
)

__all__ = [
    "Room",
    "built_in",
    "cut",
    "describe",
    "describe_items",
    "describer",
    "is_exactly",
    "message_of",
    "state_of",
    "text",
    "type_name",
]


def describe(value: object) -> Value:
    """Return the class name and a bounded text of `value`.

    Never raises, never evaluates anything lazy.
    """
    if _is_small(value):  # most values are, and this is asked after every step
        return Value(type=type(value).__name__, repr=repr(value))
    room = Room()
    try:
        shown = Value(type=type_name(value), repr=text(value, room))
    except (
        Exception
    ) as error:  # a value can be broken in any way, and the page must still be written
        return Value(type="object", repr=f"<not shown: {error.__class__.__name__}>")
    return shown if room.is_literal else _with_form(shown, value)


def describe_items(items: Mapping[Any, object]) -> dict[str, Value]:
    """Describe each value of a dict, in its order.

    A key that is no string stands in parentheses, as Python would write it; so does one that begins
    with one.
    """
    plain: Iterable[tuple[Any, object]] = (
        dict.items(items) if isinstance(items, dict) else items.items()
    )
    described: dict[str, Value] = {}
    for key, value in plain:
        name = key if type(key) is str and key[:1] != "(" else f"({text(key, Room())})"
        while name in described:  # two objects with the same text
            name = f"({name})"
        described[name] = describe(value)
    return described


def message_of(error: BaseException) -> str:
    """Return an exception's message without calling its `__str__`.

    It may be the lesson's own.
    """
    args = BaseException.__dict__["args"].__get__(error)
    if type_name(error) == "VariableDoesNotExist" and len(args) > 1 and type(args[0]) is str:
        # Its own text has the whole context in it.
        return cut(args[0].partition(" in %r")[0].replace("%s", describe(args[1][0]).repr, 1))
    if len(args) == 3 and state_of(error).get("message") is args[0]:  # a ValidationError
        params = args[2]
        args = args[:1]
        if type(args[0]) is str and type(params) is dict:
            return cut(_filled(args[0], params))
    if (
        isinstance(error, KeyError) and len(args) == 1
    ):  # the one exception that Python prints with its repr
        return describe(args[0]).repr
    return cut(str(error) if _tells_itself(error, args) else ", ".join(map(_plain, args)))


# Private


_OF_PYTHON = tuple(
    one
    for one in vars(builtins).values()
    if isinstance(one, type) and issubclass(one, OSError | UnicodeError)
)


def _tells_itself(error: BaseException, args: tuple[Any, ...]) -> bool:
    """Return whether Python has words of its own for an error, and calls nobody's code for them."""
    if not any(type(error) is one for one in _OF_PYTHON):
        return False
    if isinstance(error, OSError):
        names = [vars(OSError)[name].__get__(error) for name in ("filename", "filename2")]
        held = [*args, *(name for name in names if name is not None)]
        return len(args) > 1 and all(type(one) in (int, str, bytes) for one in held)
    of_text = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError)
    return isinstance(error, of_text) and all(type(one) in (int, str, bytes) for one in args)


def _plain(arg: Any) -> str:
    """Return a part of a message: text as it is, also where it is of a class of its own."""
    return str.__str__(arg) if issubclass(type(arg), str) else describe(arg).repr


def _filled(message: str, params: dict[Any, Any]) -> str:
    """Return a message with its parameters, as far as they are plain."""
    plain = {name: value for name, value in params.items() if is_exactly(value, (str, int, float))}
    try:
        return message % plain
    except (KeyError, TypeError, ValueError):
        return message


def _with_form(shown: Value, value: object) -> Value:
    """Add to a description what decides how the value compares, as far as that is known."""
    try:
        form = exact.form_of(value)
    except Exception:
        return replace(shown, length=exact.length_of(value))
    if len(form) <= exact.TEXT_LIMIT:
        return replace(shown, exact=form)
    return replace(shown, length=exact.length_of(value), digest=exact.digest_of(form))


def _is_small(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return int.bit_length(value) <= SMALL
    return kind is bool or value is None or (kind is str and len(value) <= TEXT_LIMIT)
