"""Whether a proof can fail: the values that it looks at are changed in turn.

One that stays true whatever a value is says nothing about it; so does one that compares a thing
with itself.
"""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from proven_lessons.generator.claims.readonly import Place, View
from proven_lessons.generator.facts.partial import Partial

ENOUGH = 80  # other values of one thing
_ANOTHER = "another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an expression holds: its values, the names of what it takes out of others.

    `besides` is what else it looks at: two of its values could be the same.
    """

    values: Sequence[Any] = ()
    besides: Sequence[Any] = ()
    names: Collection[str | int] = ()


def indifferent(
    leaves: Mapping[Place, Any],
    written: Written,
    elsewhere: Callable[[Place], Iterator[Any]],
    holds: Callable[[Mapping[Place, Any]], bool | None],
) -> list[Place]:
    """Return what a proof does not depend on: it stays true whatever stands there.

    `leaves` are the values that it looks at, and `elsewhere` gives what other steps and runs have
    in a place. `holds` says whether it is true with other
    values, None if it says nothing then.
    """
    ends = judged(leaves)
    return [
        place
        for place, value in list(ends.items())
        if _is_indifferent(
            place,
            _tried(
                value,
                replace(written, besides=_besides(place, ends)),
                elsewhere(place),
            ),
            holds,
        )
    ]


def judged(leaves: Mapping[Place, Any]) -> Mapping[Place, Any]:
    """Return the values that a proof must depend on.

    A list of steps or requests is only the way to one of them, unless it is all that there is.
    """
    return {place: value for place, value in leaves.items() if not _has_views(value)} or leaves


def others(value: Any, written: Written = Written()) -> Iterator[Any]:
    """Yield values that could stand in the place of `value`: of its type, empty, or none."""
    own = type(value), repr(value)
    return (one for one in _others(value, written) if (type(one), repr(one)) != own)


def way_of(place: Place) -> str:
    """Return how a reader would call what stands at `place`."""
    run, *way = place
    match way:
        case [int(number), *rest]:
            start = f"the {'.'.join(map(str, rest))} of step {number}"
        case ["exchange", int(index), *rest]:
            start = f"the {'.'.join(map(str, rest))} of request {index + 1}"
        case rest:
            start = ".".join(map(str, rest))
    return start if run == "main" else f"{start} in {run!r}"


# Private


def _others(value: Any, written: Written) -> Iterator[Any]:
    typed = written.values
    yield from (one for one in typed if type(one) is type(value))
    yield from written.besides
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
            yield from _other_mappings(value, written)
        case list() | tuple():
            yield from _other_lists(value, written)
        case set() | frozenset():
            yield from (type(value)(), value | {_ANOTHER}, value | {*_plain(typed)})
    if value is not None:
        yield None


def _besides(place: Place, leaves: Mapping[Place, Any]) -> list[Any]:
    return [value for other, value in leaves.items() if other != place]


def _plain(typed: Sequence[Any]) -> list[Any]:
    return [one for one in typed if isinstance(one, str | int | None)]


def _has_views(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, View) for one in value)


def _tried(value: Any, written: Written, elsewhere: Iterator[Any]) -> Iterator[Any]:
    for count, other in enumerate(itertools.chain(others(value, written), elsewhere)):
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


def _other_mappings(value: Mapping[Any, Any], written: Written) -> Iterator[dict[Any, Any]]:
    yield {}
    for key in _looked_at(list(value), written):
        for other in others(value[key], written):
            yield {**value, key: other}
    for key in (_ANOTHER, *_plain(written.values)):
        yield {**value, key: _ANOTHER}


def _other_lists(value: Sequence[Any], written: Written) -> Iterator[Sequence[Any]]:
    kind = tuple if isinstance(value, tuple) else list
    yield kind()
    yield value[1:]
    yield value[:-1]
    yield value[::-1]
    yield kind([*value, *value[-1:], *value[-1:]])
    yield from (kind([*value, one]) for one in _plain(written.values))
    for index in _looked_at(list(range(len(value))), written):
        if not isinstance(value[index], View):
            for other in others(value[index], written):
                yield kind([*value[:index], other, *value[index + 1 :]])


def _looked_at(keys: list[Any], written: Written) -> list[Any]:
    """Return those of `keys` that an expression names, or all if it names none."""
    return [key for key in keys if isinstance(key, str | int) and key in written.names] or keys
