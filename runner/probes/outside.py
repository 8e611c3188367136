"""Show what the lesson changes outside of its functions: globals of modules, attributes of classes.

They stay when the request is over, for whoever comes next.
"""

import collections
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import FrameType
from typing import Any

from proven_lessons.runner import own
from proven_lessons.runner.probes import Probe, Sample, Site
from proven_lessons.runner.values import describe, type_name

_PLAIN = (
    int, float, str, bytes, bool, type(None), list, dict, set, tuple, frozenset, collections.deque,
    collections.Counter, collections.OrderedDict, collections.defaultdict,
)  # fmt: skip


class OutsideProbe(Probe):
    """Says after each step which of them have another value than after the step before."""

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        modules = _modules(len(sys.modules), next(reversed(sys.modules)))
        held = {name: describe(value) for name, value in _held(modules)}
        # What is there for the first time has just been imported.
        # What another exchange changes that is served at once, its own steps have told.
        before = site.held_outside
        into.outside = {
            name: value for name, value in held.items() if name in before and before[name] != value
        }
        before.clear()
        before.update(held)


# Private


@lru_cache(maxsize=1)  # most modules are others', and there are a thousand
def _modules(_count: int, _newest: str) -> tuple[str, ...]:
    """Return the names of the lesson's modules, where so many are loaded and this one came last."""
    return own.modules(list(sys.modules))


def _held(modules: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Yield the data in the modules of the lesson and in their classes, each with its name."""
    for module in modules:
        if module not in sys.modules:
            continue
        for name, value in list(vars(sys.modules[module]).items()):
            if name.startswith("__"):
                continue
            if _is_data(value):
                yield name, value
            elif isinstance(value, type) and _own(value).get("__module__") == module:
                for inner, held in list(_own(value).items()):
                    if not inner.startswith("_") and _is_data(held):
                        yield f"{name}.{inner}", held


def _own(of: type) -> Mapping[str, Any]:
    own: Mapping[str, Any] = type.__dict__["__dict__"].__get__(of)
    return own


def _is_data(value: object) -> bool:
    return any(type(value) is kind for kind in _PLAIN) or type_name(value) == "QuerySet"
