"""The Python values that the descriptions of a trace stand for, exact or in part."""

import ast
import contextlib
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from proven_lessons.generator.facts.forms import value_of
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.trace import VARIES, Value

# Not data that a reader follows: the request is the view's way in, the rest is code.
NOT_DATA = frozenset(
    {"WSGIRequest", "ASGIRequest", "module", "function", "builtin_function_or_method", "type"}
)


def literal(value: Value | None) -> Any:
    """Return the value that a description stands for, or a `Partial` if not all of it is known."""
    if value is None:
        return None
    if value.exact is not None:
        with contextlib.suppress(ValueError):
            return value_of(value.exact)
    read = parsed(value.repr, otherwise=_NO_LITERAL)
    if read is not _NO_LITERAL and VARIES not in value.repr:
        return read
    return Partial(value.repr, value.type, value.length, value.digest)


def literals(values: Mapping[str, Value]) -> dict[Any, Any]:
    """Return the Python values that descriptions stand for, by their names or keys."""
    return {key_of(name): literal(value) for name, value in values.items()}


def known(value: Any) -> Any:
    """Return plain data with what is known of each text in it: some differ from run to run."""
    match value:
        case str():
            return Partial(value, "str") if VARIES in value else value
        case Mapping():
            return {key: known(inner) for key, inner in value.items()}
        case list() | tuple():
            return type(value)(map(known, value))
    return value


def key_of(name: str) -> Any:
    """Return the key of a dictionary that `name` stands for.

    What is in parentheses is no plain text.
    """
    if not name.startswith("("):
        return name
    key = parsed(name[1:-1], otherwise=_NO_LITERAL)
    return key if isinstance(key, str | int | float | bool | None | tuple) else Partial(name[1:-1])


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
    value = _simple(text)
    value = _literal(text) if value is _COMPOUND else value
    return otherwise if value is _NO_LITERAL else value


# Private

_COMPOUND = object()


@lru_cache(
    maxsize=65536
)  # the values of a run come again and again; nobody can change a simple one
def _simple(text: str) -> Any:
    value = _literal(text)
    is_simple = value is _NO_LITERAL or value is None or isinstance(value, _SIMPLE)
    return value if is_simple else _COMPOUND


def _literal(text: str) -> Any:
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # an escape that means nothing is none of our business
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return _NO_LITERAL


_SIMPLE = (bool, int, float, complex, str, bytes)
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
        "answered_by",
        "client",
        "method",
        "path",
        "code",
    }
)
