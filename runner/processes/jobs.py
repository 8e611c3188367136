"""What a run is asked for by, and what comes back."""

from dataclasses import KW_ONLY, dataclass
from typing import Any

from proven_lessons.runner.errors import NeedsNewProcess
from proven_lessons.runner.scenario import ProjectSpec, Scenario

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


# A warm process: whether it is under other conditions, the project and the database that it is
# ready for.
type Warm = tuple[bool, ProjectSpec | None, str]

FOREIGN = "its process gave an answer that is not one of ours"


def seconds_of(scenarios: Scenarios) -> float:
    """Return the seconds that a job with these scenarios may take."""
    return sum(scenario.limits.seconds for scenario in scenarios)


def failed(reason: str, file: str | None = None, line: int | None = None) -> Answer:
    """Return the answer of a run that gave none."""
    return {"failed": {"reason": reason, "file": file, "line": line, "output": ""}}


def checked(answer: object, scenarios: int, *, is_brief: bool) -> Answer:
    """Return what an answer to a job with some scenarios has of one of ours, else a failure."""
    match answer:
        case {"failed": {"reason": str(reason), "file": file, "line": line, **more}}:
            if isinstance(file, str | None) and isinstance(line, int | None):
                told = failed(reason, file, line)
                told["failed"]["output"] = str(more.get("output", ""))
                return told
        case {"digests": [*digests]} if is_brief and len(digests) == scenarios:
            return {"digests": digests}
        case {"run": {"exchanges": [*_]} as run, "digest": str(digest)} if not is_brief:
            return {"run": run, "digest": digest}
    return failed(FOREIGN)


def process_of[Key](job: Job[Key], scenarios: Scenarios) -> Warm:
    """Return which warm process a job is for."""
    project = scenarios[0].project
    return job.elsewhere, project and project.anywhere(), scenarios[0].database


def needs_new(answer: Answer) -> bool:
    """Return whether what was run in a warm process has to be run in a new one."""
    told: dict[str, Any] = answer.get("failed") or {}
    return told.get("reason") == NeedsNewProcess.REASON


def is_like(answer: Answer | None, other: Answer) -> bool:
    """Return whether two runs answer and leave the same, as far as responses and stores tell."""
    if answer is None or "run" not in answer or "run" not in other:
        return False
    seen = [
        [
            (one["response"], one.get("error"), one.get("left_behind"))
            for one in each["run"]["exchanges"]
        ]
        for each in (answer, other)
    ]
    return seen[0] == seen[1]
