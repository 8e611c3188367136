"""Compare what the run has with what an author wrote: like with like, and only what is known."""

import datetime
import decimal
import fractions
import operator
from collections.abc import Callable, Mapping
from typing import Any

from proven_lessons.generator.claims.readonly import StepView
from proven_lessons.generator.facts.partial import NotKnownError, Partial


class UnlikeError(TypeError):
    """Two values of different kinds, which no comparison can tell anything about."""


def compared(name: str, left: Any, right: Any) -> bool:
    """Return whether `left` and `right` compare as the operator called `name` (as Jinja calls it).

    Raise UnlikeError for values of different kinds, NotKnownError where the record does not decide.
    """
    if name in ("in", "notin"):
        return _contains(right, left) is (name == "in")
    if name in ("eq", "ne"):
        return _equal(left, right) is (name == "eq")
    _check(left, right)
    return bool(_ORDERS[name](left, right))


def kind_of(value: Any) -> str:
    """Name the kind of a value, as an author would."""
    for kind, classes in _KINDS.items():
        if isinstance(value, classes):
            return kind
    return type(value).__name__


# Private

_ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}
# In this order: a truth value is a number to Python, and a moment is a date.
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "truth value": bool,
    "number": (int, float, decimal.Decimal, fractions.Fraction),
    "text": str,
    "bytes": bytes,
    "list": list,
    "tuple": tuple,
    "dictionary": dict,
    "set": (set, frozenset),
    "date and time": datetime.datetime,
    "date": datetime.date,
    "step": StepView,
}


def _is_like(left: Any, right: Any) -> bool:
    if left is None or right is None or isinstance(left, Partial) or isinstance(right, Partial):
        return True
    return kind_of(left) == kind_of(right)


def _check(left: Any, right: Any) -> None:
    if not _is_like(left, right):
        kinds = f"a {kind_of(left)} with a {kind_of(right)}"
        raise UnlikeError(f"it compares {kinds}: {left!r:.60} and {right!r:.60}")


def _equal(left: Any, right: Any) -> bool:
    _check(left, right)
    return bool(left == right)


def _contains(container: Any, item: Any) -> bool:
    if not isinstance(container, list | tuple | dict | set | frozenset):
        return item in container
    unknown: NotKnownError | None = None
    for other in container:
        if not _is_like(item, other):
            continue
        try:
            if item == other:
                return True
        except NotKnownError as error:
            unknown = error
    if unknown is not None:
        raise unknown
    if container and not any(_is_like(item, other) for other in container):
        _check(item, next(iter(container)))
    return False
