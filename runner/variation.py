"""What differs between two runs of one lesson is no fact: it is marked where it stands.

Two runs are compared as data. Where the same statement, event or header has another text, the part
that differs becomes VARIES. Where the runs took other ways, nothing can be said of either.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from proven_lessons.runner.errors import LessonVaries
from proven_lessons.runner.trace import VARIES

_PART = re.compile(
    r"-?\w+(?:[.:-]\w+)*|\W"
)  # a number, a time, a UUID, and an address are one part
# A part that some value may do without: where it differs, the value has none.
_OPTIONAL = ("digest", "exact", "length")


def merged(first: Any, second: Any) -> Any:
    """Return the data of the run `first` with a mark for what differs in `second`.

    Raise LessonVaries where no mark can stand for it: another number of steps, another row.
    """
    return _merged(first, second, ())


# Private


def _merged(first: Any, second: Any, path: tuple[str | int, ...]) -> Any:
    if first == second:
        return first
    match first, second:
        case dict(), dict():
            return _of_mappings(first, second, path)
        case list(), list() if len(first) == len(second):
            pairs = zip(first, second, strict=True)
            return [_merged(*pair, (*path, index)) for index, pair in enumerate(pairs)]
        case str(), str() if path[-1:] not in _DECISIVE:
            return _of_texts(first, second)
    raise LessonVaries(_told(path, first, second))


def _of_mappings(
    first: Mapping[str, Any], second: Mapping[str, Any], path: tuple[str | int, ...]
) -> dict[str, Any]:
    same = {}
    for key in [*first, *(key for key in second if key not in first)]:
        one, other = first.get(key, _NOTHING), second.get(key, _NOTHING)
        if one == other:
            same[key] = one
        elif key in _OPTIONAL:
            continue
        elif one is _NOTHING or other is _NOTHING:
            raise LessonVaries(_told((*path, key), one, other))
        else:
            same[key] = _merged(one, other, (*path, key))
    return same


def _of_texts(first: str, second: str) -> str:
    """Return `first` with a mark in the place of the words in which `second` differs."""
    ours, theirs = _PART.findall(first), _PART.findall(second)
    shorter = min(len(ours), len(theirs))
    begin = 0
    while begin < shorter and ours[begin] == theirs[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    return "".join([*ours[:begin], VARIES, *ours[len(ours) - end :]])


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()
# What says which way a run took.
_DECISIVE = (("kind",), ("phase",), ("function",), ("outcome",), ("view",), ("file",), ("code",))


def _told(path: Sequence[str | int], first: Any, second: Any) -> str:
    """Return in words where two runs took other ways."""
    parts = dict(itertools.pairwise(path))
    places = [
        f"{word} {int(parts[name]) + 1}"
        for name, word in (("exchanges", "request"), ("steps", "its step"), ("events", "its event"))
        if name in parts
    ]
    what = next((str(part) for part in reversed(path) if isinstance(part, str)), "it")
    one, other = (_short(value) for value in (first, second))
    where = f" in {', '.join(places)}" if places else ""
    return (
        f"it takes another way each time it is run: {what} is {one} or {other}{where}; sort what "
        f"has no order, and let nothing depend on chance, on a thread or on the machine"
    )


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"{len(value)} of them"
    return f"{value!r:.40}"
