"""Run each lesson twice, under other conditions the second time, and mark what differs.

Most often nothing does: so the second runs of a lesson share a process, and only their digests come
back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.jobs import FOREIGN, Answer, Job, Scenarios, failed
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.site.config import needs_new_process
from proven_lessons.runner.variation import merged

type Key = tuple[str, str]  # a lesson, and a run of it
type Keys = tuple[Key, ...]


def twice(
    jobs: Mapping[Key, Scenario],
    authored: Collection[Key],
    answers_to: Callable[[Mapping[Job[Keys], Scenarios]], dict[Job[Keys], Answer]],
) -> dict[Key, Answer]:
    """Return the answer to each of `jobs`, with a mark for what differs from run to run.

    The `authored` ones tell whether something does: the lesson and what its author wrote. Where
    something does, all of the lesson are run again, to be compared.
    """
    once, brief = _each(jobs), _briefly(jobs, authored)
    answers = answers_to(once | brief)
    differing = {
        job.key[0][0]
        for job in brief
        if not _are_same([answers[Job((key,))] for key in job.key], answers[job])
    }
    of_these = {key: job for key, job in jobs.items() if key[0] in differing}
    answers |= answers_to(_each(of_these, elsewhere=True))
    return {
        key: _both(answers[Job((key,))], answers.get(Job((key,), elsewhere=True))) for key in jobs
    }


# Private


def _each(jobs: Mapping[Key, Scenario], *, elsewhere: bool = False) -> dict[Job[Keys], Scenarios]:
    """Return each of `jobs` as one for a process of its own."""
    return {Job((key,), elsewhere=elsewhere): (job,) for key, job in jobs.items()}


def _briefly(jobs: Mapping[Key, Scenario], authored: Collection[Key]) -> dict[Job[Keys], Scenarios]:
    """Return the second runs: those of a lesson share a process, but for special settings."""
    groups: dict[object, list[Key]] = {}
    for key in jobs:
        if key in authored:
            is_alone = needs_new_process(jobs[key].settings or {}) or jobs[key].project
            groups.setdefault(key if is_alone else key[0], []).append(key)
    return {
        Job(tuple(keys), elsewhere=True, is_brief=True): tuple(jobs[key] for key in keys)
        for keys in groups.values()
    }


def _are_same(answers: Sequence[Answer], again: Answer) -> bool:
    """Return whether nothing differs in the answers, whose digests `again` has.

    One that fails anyway need not be compared.
    """
    if all("failed" in answer for answer in answers):
        return True
    digests = again.get("digests")
    return digests is not None and all(
        "failed" in answer or answer["digest"] == digest
        for answer, digest in zip(answers, digests, strict=True)
    )


def _both(answer: Answer, again: Answer | None) -> Answer:
    """Return the answer with a mark for what is other in that of the same job elsewhere."""
    if again is None or "failed" in answer:
        return answer
    if "failed" in again:
        failure = again["failed"]
        reason = f"run once more, it fails: {failure['reason']}"
        return failed(reason, failure["file"], failure["line"])
    try:
        return {"run": merged(answer["run"], again["run"])}
    except LessonFailed as error:
        return failed(error.reason)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return failed(FOREIGN)
