"""Each lesson is run twice; where something differs, all of it is run again, and marked."""

from collections.abc import Mapping

from proven_lessons.runner.processes.jobs import Answer, Job, Scenarios
from proven_lessons.runner.processes.twice import Keys, twice
from proven_lessons.runner.scenario import Scenario
from proven_lessons.runner.trace import VARIES
from tests.builders import scenario, view

MAIN, WHAT_IF, ORDER = ("a", "main"), ("a", "what"), ("a", "order 1")
RUN = scenario(view("pass"))
COLD = scenario(view("pass"), settings={"TIME_ZONE": "Asia/Tokyo"})


class Processes:
    """Answers each job with what `texts` has for its run: here, and elsewhere."""

    def __init__(self, **texts: tuple[str, str]) -> None:
        self.texts = texts
        self.asked: list[tuple[Keys, bool, bool]] = []

    def __call__(self, jobs: Mapping[Job[Keys], Scenarios]) -> dict[Job[Keys], Answer]:
        self.asked += [(job.key, job.elsewhere, job.is_brief) for job in jobs]
        return {job: self._answer(job) for job in jobs}

    def _answer(self, job: Job[Keys]) -> Answer:
        texts = [self.texts[name][job.elsewhere] for _, name in job.key]
        if "fails" in texts:
            return {"failed": {"reason": "it fails", "file": None, "line": None, "output": ""}}
        if job.is_brief:
            return {"digests": texts}
        return {"run": {"text": texts[0]}, "digest": texts[0]}


def jobs(**more: Scenario) -> dict[tuple[str, str], Scenario]:
    return {MAIN: RUN, WHAT_IF: RUN, ORDER: RUN} | {("a", name): one for name, one in more.items()}


def test_where_nothing_differs_digests_are_enough() -> None:
    same = Processes(main=("x", "x"), what=("y", "y"), **{"order 1": ("z", "other")})
    answers = twice(jobs(), {MAIN, WHAT_IF}, same)
    assert [answers[key]["run"]["text"] for key in (MAIN, WHAT_IF, ORDER)] == ["x", "y", "z"]
    assert same.asked == [
        ((MAIN,), False, False),
        ((WHAT_IF,), False, False),
        ((ORDER,), False, False),
        ((MAIN, WHAT_IF), True, True),
    ]


def test_where_something_does_all_are_run_again_and_marked() -> None:
    other = Processes(main=("x", "x"), what=("y", "v"), **{"order 1": ("z", "w")})
    answers = twice(jobs(), {MAIN, WHAT_IF}, other)
    texts = [answers[key]["run"]["text"] for key in (MAIN, WHAT_IF, ORDER)]
    assert texts == ["x", VARIES, VARIES]


def test_what_fails_is_not_compared_and_what_fails_the_second_time_does() -> None:
    first = Processes(main=("fails", "x"), what=("y", "y"), **{"order 1": ("z", "z")})
    answers = twice(jobs(), {MAIN, WHAT_IF}, first)
    assert answers[MAIN]["failed"]["reason"] == "it fails"
    second = Processes(main=("x", "fails"), what=("y", "y"), **{"order 1": ("z", "z")})
    answers = twice(jobs(), {MAIN, WHAT_IF}, second)
    assert answers[MAIN]["failed"]["reason"] == "run once more, it fails: it fails"
    assert answers[WHAT_IF]["run"]["text"] == "y"


def test_a_run_with_settings_of_its_own_has_a_process_of_its_own() -> None:
    same = Processes(main=("x", "x"), what=("y", "y"), cold=("c", "c"), **{"order 1": ("z", "z")})
    twice(jobs(cold=COLD), {MAIN, WHAT_IF, ("a", "cold")}, same)
    brief = [keys for keys, _, is_brief in same.asked if is_brief]
    assert brief == [(MAIN, WHAT_IF), (("a", "cold"),)]


def test_what_fails_both_times_is_not_run_again() -> None:
    processes = Processes(main=("fails", "fails"))
    answers = twice({MAIN: jobs()[MAIN]}, {MAIN}, processes)
    assert answers[MAIN]["failed"]["reason"] == "it fails"
    assert len(processes.asked) == 2
