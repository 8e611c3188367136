"""Say what changed inside of a value.

`cart.apple: 1 → 2`, where the whole would only say that it is another.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from proven_lessons.generator.facts.partial import NotKnownError, Partial
from proven_lessons.generator.facts.values import literals
from proven_lessons.runner.trace import Value

LIMIT = 5


def changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what is different inside of the values that both have, a piece of text each.

    At most LIMIT, then a count.
    """
    old, new = literals(before), literals(after)
    lines = [
        words
        for key in old
        if key in new
        for words in _within(str(key), old[key], new[key], is_top=True)
    ]
    more = [f"… and {len(lines) - LIMIT} more"] if len(lines) > LIMIT else []
    return (*lines[:LIMIT], *more)


# Private

_NONE = object()


def _within(path: str, old: Any, new: Any, *, is_top: bool = False) -> Iterator[str]:
    if isinstance(old, Partial) or isinstance(new, Partial) or _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            name = f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]"
            yield from _within(f"{path}{name}", old.get(key, _NONE), new.get(key, _NONE))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            items = [side[index] if index < len(side) else _NONE for side in (old, new)]
            yield from _within(f"{path}[{index}]", *items)
    elif not is_top:  # a plain value at the top speaks for itself
        yield f"{path}: {_shown(old)} → {_shown(new)}"


def _same(old: Any, new: Any) -> bool:
    try:
        return bool(old == new) and repr(old) == repr(new)  # 1 equals True
    except NotKnownError:
        return False  # their parts are looked at, one by one


def _shown(value: Any) -> str:
    return "nothing" if value is _NONE else repr(value)
