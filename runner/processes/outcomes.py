"""What is to be run of a scenario, and what becomes of the answers: runs, and a trace of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from proven_lessons.runner.codec import run_from_data
from proven_lessons.runner.errors import LessonFailed, RunnerError, TraceFormatError
from proven_lessons.runner.freshness import made_from
from proven_lessons.runner.processes.jobs import FOREIGN, Answer
from proven_lessons.runner.scenario import Scenario, is_optional, keeps_steps, runs_of
from proven_lessons.runner.site.config import needs_new_process
from proven_lessons.runner.trace import Run, Trace

type Outcome = Run | LessonFailed
type RunKey = tuple[str, str]  # a lesson, and a run of it


def after(scenarios: Sequence[Scenario]) -> dict[RunKey, str]:
    """Return which runs are made only after another, and the name of that one."""
    return {
        (scenario.lesson, name): variant.after
        for scenario in scenarios
        for name, variant in (scenario.variants or {}).items()
        if variant.after is not None
    }


def jobs_of(scenario: Scenario) -> dict[RunKey, Scenario]:
    """Return each run of a scenario that is to be made; raise ScenarioError if one can't be."""
    return {
        (scenario.lesson, name): run
        for name, run in runs_of(scenario).items()
        # An interpreter for each is too much for runs whose steps nobody sees.
        if keeps_steps(scenario, name) or not needs_new_process(run.settings or {})
    }


def trace_of(scenario: Scenario, outcomes: Mapping[str, Outcome]) -> Trace | RunnerError:
    """Return the trace of a lesson from its runs, or the first failure that counts."""
    for name, outcome in outcomes.items():
        if isinstance(outcome, LessonFailed) and not is_optional(scenario, name):
            outcome.run = name
            return outcome
    done = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Run)}
    runs = {name: replace(run, imported=None) for name, run in done.items()}
    return Trace(lesson=scenario.lesson, made_from=made_from(scenario, done.values()), runs=runs)


def outcome_of(answer: Answer) -> Outcome:
    """Return the run that an answer tells, or why there is none."""
    if "failed" in answer:
        failure = answer["failed"]
        return LessonFailed(
            failure["reason"],
            file=failure["file"],
            line=failure["line"],
            output=failure.get("output", ""),
        )
    try:
        return run_from_data(answer["run"])
    except TraceFormatError as error:
        return LessonFailed(f"{FOREIGN}: {error.__cause__ or error}")
