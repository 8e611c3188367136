"""Whether a proof can fail: the values that it looks at are changed in turn.

One that stays true whatever a value is says nothing about it; so does one that compares a thing
with itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from proven_lessons.generator.claims.readonly import Place, View
from proven_lessons.generator.facts.partial import Partial

ENOUGH = 80  # other values of one thing
_ANOTHER = "another"


def indifferent(
    leaves: Mapping[Place, Any],
    typed: Sequence[Any],
    elsewhere: Callable[[Place], Iterator[Any]],
    holds: Callable[[Mapping[Place, Any]], bool | None],
) -> list[Place]:
    """Return what a proof does not depend on: it stays true whatever stands there.

    `leaves` are the values that it looks at, `typed` those that are written in it, `elsewhere`
    gives what other steps and runs have in a place. `holds` says whether it is true with other
    values, None if it says nothing then.
    """
    # Most often a list of steps or requests is only the way to one of them.
    ends = {place: value for place, value in leaves.items() if not _has_views(value)} or leaves
    return [
        place
        for place, value in list(ends.items())
        if _is_indifferent(
            place, _tried(value, [*typed, *_besides(place, ends)], elsewhere(place)), holds
        )
    ]


def others(value: Any, typed: Sequence[Any] = ()) -> Iterator[Any]:
    """Yield values that could stand in the place of `value`: of its type, empty, or none."""
    own = type(value), repr(value)
    return (one for one in _others(value, typed) if (type(one), repr(one)) != own)


# Private


def _others(value: Any, typed: Sequence[Any]) -> Iterator[Any]:
    yield from (one for one in typed if type(one) is type(value))
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value + 1, value - 1, 0, -value - 1, value * 1000 + 1)
        case str():
            yield from ("", f"{value}{_ANOTHER}", _ANOTHER)
            yield from (f"{value} {one}" for one in typed if isinstance(one, str))
        case None:
            yield from (_ANOTHER, 1, True, [_ANOTHER])
        case Partial():
            yield from _other_partials(value)
        case Mapping():
            yield from _other_mappings(value, typed)
        case list() | tuple():
            yield from _other_lists(value, typed)
        case set() | frozenset():
            yield from (type(value)(), value | {_ANOTHER}, value | {*_plain(typed)})
    if value is not None:
        yield None


def _besides(place: Place, leaves: Mapping[Place, Any]) -> list[Any]:
    """Return what else a proof looks at: two of its values could be the same."""
    return [value for other, value in leaves.items() if other != place]


def _plain(typed: Sequence[Any]) -> list[Any]:
    return [one for one in typed if isinstance(one, str | int | None)]


def _has_views(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, View) for one in value)


def _tried(value: Any, typed: Sequence[Any], elsewhere: Iterator[Any]) -> Iterator[Any]:
    for count, other in enumerate((*others(value, typed), *elsewhere)):
        if count == ENOUGH:
            return
        yield other


def _is_indifferent(
    place: Place, values: Iterator[Any], holds: Callable[[Mapping[Place, Any]], bool | None]
) -> bool:
    stayed = False
    for value in values:
        outcome = holds({place: value})
        if outcome is False:
            return False
        stayed = stayed or outcome is True
    return stayed


def _other_partials(value: Partial) -> Iterator[Partial]:
    for length in (0, 1, None if value.length is None else value.length + 1):
        yield Partial(_ANOTHER, value.type, length, _ANOTHER)


def _other_mappings(value: Mapping[Any, Any], typed: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    yield {}
    for key, inner in value.items():
        for other in others(inner, typed):
            yield {**value, key: other}
    for key in (_ANOTHER, *_plain(typed)):
        yield {**value, key: _ANOTHER}


def _other_lists(value: Sequence[Any], typed: Sequence[Any]) -> Iterator[Sequence[Any]]:
    kind = tuple if isinstance(value, tuple) else list
    yield kind()
    yield value[1:]
    yield value[:-1]
    yield value[::-1]
    yield kind([*value, *value[-1:], *value[-1:]])
    yield from (kind([*value, one]) for one in _plain(typed))
    for index, inner in enumerate(value):
        if not isinstance(inner, View):
            for other in others(inner, typed):
                yield kind([*value[:index], other, *value[index + 1 :]])
