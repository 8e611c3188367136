"""The Python values that the descriptions of a trace stand for, as far as they are literals."""

import ast
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.trace import Value

# Not data that a reader follows: the request is the view's way in, the rest is code.
NOT_DATA = frozenset(
    {"WSGIRequest", "ASGIRequest", "module", "function", "builtin_function_or_method", "type"}
)


class CutError(ValueError):
    """A value was too long to be recorded whole, so nobody can say whether it equals another."""


class Described(str):
    """The text of a value that is no literal, such as a date or an object.

    It is shown as it is, not as a string.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Cut(Described):
    """The text of a value that was cut. It can be shown, and not compared."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise CutError(f"too long to be recorded whole, so it can't be compared: {self[:40]}…")

    def __ne__(self, other: object) -> bool:
        return self == other

    __hash__ = str.__hash__


def literal(value: Value | None) -> Any:
    """Return the Python value that a description stands for; its text if it is no literal."""
    if value is None:
        return None
    value_of_text = parsed(value.repr, otherwise=_NO_LITERAL)
    if value_of_text is not _NO_LITERAL:
        return value_of_text
    return Cut(value.repr) if "…" in value.repr else Described(value.repr)


def literals(values: Mapping[str, Value]) -> dict[Any, Any]:
    """Return the Python values that descriptions stand for, by their names or keys."""
    return {key_of(name): literal(value) for name, value in values.items()}


def key_of(name: str) -> Any:
    """Return the key of a dictionary that `name` stands for.

    What is in parentheses is no plain text.
    """
    if not name.startswith("("):
        return name
    key = parsed(name[1:-1], otherwise=_NO_LITERAL)
    return (
        key if isinstance(key, str | int | float | bool | None | tuple) else Described(name[1:-1])
    )


def dict_text(values: Mapping[str, Value], show: Callable[[str], str] = str) -> str:
    """Return described items as Python would write the dictionary.

    `show` may cut the text of a value.
    """
    return (
        "{"
        + ", ".join(f"{key_of(name)!r}: {show(value.repr)}" for name, value in values.items())
        + "}"
    )


def shown(value: object, path: tuple[str | int, ...]) -> Said:
    """Return a value as a reader is to see it, when `path` is the way to it.

    A text without quotes.
    """
    if path[-1:] == ("stored",) and value is None:
        return _("nothing")
    is_bare = isinstance(value, str) and value and str(path[-1:] and path[-1]) in _BARE
    return Code(str(value) if is_bare else repr(value))


def parsed(text: str, otherwise: Any) -> Any:
    """Return the Python literal in `text`, or `otherwise`."""
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # an escape that means nothing is none of our business
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return otherwise


# Private

_NO_LITERAL = object()
# What is shown as it is, and not as Python would write it.
_BARE = frozenset(
    {
        "text",
        "status",
        "error",
        "outcome",
        "kind",
        "phase",
        "view",
        "client",
        "method",
        "path",
        "code",
    }
)
