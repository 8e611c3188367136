"""Say what changed inside of a value.

`cart.apple: 1 → 2`, where the whole would only say that it is another.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from proven_lessons.generator.facts.forms import Instance
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.values import literal, literals
from proven_lessons.runner.trace import Value

LIMIT = 5


def instance_changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[str, ...]:
    """Return which fields of the model instances among the values are other ones.

    A name that stands for another row now has not changed within.
    """
    same = [name for name in before if name in after and _is_same_row(before[name], after[name])]
    return changes({name: before[name] for name in same}, {name: after[name] for name in same})


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
    inner = _inner(path, old, new)
    if inner is not None:
        for name, before, after in inner:
            yield from _within(name, before, after)
    elif not is_top and not _same(old, new):  # a plain value at the top speaks for itself
        yield f"{path}: {_shown(old)} → {_shown(new)}"


def _inner(path: str, old: Any, new: Any) -> list[tuple[str, Any, Any]] | None:
    """Return the parts of two values of one form, each with its path; None if they have none."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            (_path(path, key), old.get(key, _NONE), new.get(key, _NONE)) for key in {**old, **new}
        ]
    if isinstance(old, list) and isinstance(new, list):
        length = max(len(old), len(new))
        sides = [[*side, *[_NONE] * (length - len(side))] for side in (old, new)]
        return [(f"{path}[{at}]", sides[0][at], sides[1][at]) for at in range(length)]
    return None


def _is_same_row(before: Value, after: Value) -> bool:
    old, new = literal(before), literal(after)
    if not isinstance(old, Instance) or not isinstance(new, Instance) or old.of != new.of:
        return False
    if old.pk is not None:
        return bool(old.pk == new.pk)
    # It has its key since it was saved: all else is what it was.
    others = [name for name in old if old[name] is not None]
    return all(repr(old[name]) == repr(new.get(name)) for name in others)


def _path(path: str, key: object) -> str:
    return f"{path}.{key}" if isinstance(key, str) and key.isidentifier() else f"{path}[{key!r}]"


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, Partial) or isinstance(new, Partial):
        return repr(old) == repr(new)  # what can't be seen is not told
    return bool(old == new) and repr(old) == repr(new)  # 1 equals True


def _shown(value: Any) -> str:
    return "nothing" if value is _NONE else repr(value)
