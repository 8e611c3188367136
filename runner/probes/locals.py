"""Show the local variables of the running function, and which are the same object."""

from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from proven_lessons.runner.frames import variables
from proven_lessons.runner.probes import Probe, Sample, Site
from proven_lessons.runner.values import describe, is_exactly

DEPTH = 3


class LocalsProbe(Probe):
    """Describes the locals of the lesson's frame after each step.

    A dictionary, a list or a set that is held twice is marked: what is done to the one is done to
    the other.
    """

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        if frame is None:
            return
        # Names with a dot are the iterators that Python keeps for inlined comprehensions.
        bound = {name: value for name, value in variables(frame).items() if name.isidentifier()}
        into.locals = {name: describe(value) for name, value in bound.items()}
        if any(is_exactly(value, _CHANGEABLE) for value in bound.values()):
            live = site.session()
            data = None if live is None else live.data
            into.aliases = _aliases(bound, data if type(data) is dict else {})


# Private

_CHANGEABLE = (dict, list, set)


def _aliases(bound: Mapping[str, Any], session: Mapping[Any, Any]) -> dict[str, str] | None:
    """Return for each name the other place where its object is held, if there is one."""
    places: dict[int, str] = {}
    for path, value in _inside(session, "request.session", DEPTH):
        places.setdefault(id(value), path)
    aliases: dict[str, str] = {}
    for name, value in bound.items():
        if is_exactly(value, _CHANGEABLE):
            other = places.setdefault(id(value), name)
            if other != name:
                aliases[name] = other
    return aliases or None


def _inside(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth == 0 or not is_exactly(value, (dict, list)):
        return
    for key, item in dict.items(value) if type(value) is dict else enumerate(value):
        if is_exactly(key, (str, int)) and is_exactly(item, _CHANGEABLE):
            yield f"{path}[{key!r}]", item
            yield from _inside(item, f"{path}[{key!r}]", depth - 1)
