"""What a run is asked for by, and what comes back."""

from dataclasses import KW_ONLY, dataclass
from typing import Any

from proven_lessons.runner.scenario import Scenario

# {"run": ..., "digest": ...}, {"failed": ...}, or {"digests": [...]} of what was asked briefly.
type Answer = dict[str, Any]
type Scenarios = tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Job[Key]:
    """What runs are asked for by.

    `is_brief` asks for the digests of several answers, which one process gives one after another.
    """

    key: Key
    _: KW_ONLY
    elsewhere: bool = False
    is_brief: bool = False


def seconds_of(scenarios: Scenarios) -> float:
    """Return the seconds that a job with these scenarios may take."""
    return sum(scenario.limits.seconds for scenario in scenarios)


def failed(reason: str, file: str | None = None, line: int | None = None) -> Answer:
    """Return the answer of a run that gave none."""
    return {"failed": {"reason": reason, "file": file, "line": line, "output": ""}}
