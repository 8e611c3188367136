"""Find events in the steps of a run; each kind has fields of its own, so they are not typed here."""

from collections.abc import Iterable, Iterator
from typing import Any

from proven_lessons.runner.trace import Step


def events_of(steps: Iterable[Step], *kinds: str) -> Iterator[Any]:
    """Give the events of these kinds, in order; "session." stands for all of that probe."""
    for step in steps:
        for event in step.events:
            if any(event.kind.startswith(kind) if kind.endswith(".") else event.kind == kind for kind in kinds):
                yield event
