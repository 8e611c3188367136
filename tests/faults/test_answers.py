"""Whatever a process answers, it is a run, or a failure of that run; never a mistake of ours."""

import copy
import json
import os
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.channel import answer_in
from proven_lessons.runner.processes.jobs import Answer, Job, checked, is_like
from proven_lessons.runner.processes.outcomes import outcome_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.processes.twice import twice
from proven_lessons.runner.trace import Run
from tests.builders import scenario, view

TOKEN = "0123456789abcdef"
TIMES = 50 * int(os.environ.get("FAULTS", "2"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["run", "digest", "digests", "failed", "exchanges", "reason", "file"])
            | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)
FOREIGN = [None, [], {}, "x", -1, 1e400, True, "é\ud800", {"$": 1}, [[[[]]]], 10**30]
KEY = ("a", "main")


@pytest.fixture(scope="module")
def real(recorder: Recorder) -> Answer:
    """Return what a process answers for a run."""
    body = "request.session['a'] = [1, {'b': 2.5}]\nreturn HttpResponse('ok')"
    job = Job(KEY)
    return recorder._answers_to({job: (scenario(view(body)),)})[job]


def assert_told(answer: Answer, again: Answer) -> None:
    """Take an answer, and the one to the second run, all the way to the recorder's user."""

    def answers(jobs: Any) -> dict[Any, Answer]:
        return {
            job: checked(again if job.elsewhere else answer, len(scenarios), is_brief=job.is_brief)
            for job, scenarios in jobs.items()
        }

    taken = twice({KEY: scenario(view("pass"))}, {KEY}, answers)[KEY]
    assert isinstance(outcome_of(taken), Run | LessonFailed)
    is_like(taken, checked(again, 1, is_brief=False))


@settings(max_examples=TIMES, deadline=None, derandomize=True, database=None)
@given(answer=JSON, again=JSON)
def test_an_answer_of_any_shape_is_told(answer: Any, again: Any) -> None:
    assert_told(answer, again)


@settings(max_examples=TIMES, deadline=None, derandomize=True, database=None)
@given(noise=st.binary(max_size=40), more=st.binary(max_size=40))
def test_a_pipe_with_anything_in_it_has_an_answer_or_none(noise: bytes, more: bytes) -> None:
    line = TOKEN.encode() + noise + b"\n"
    found = answer_in(more + b"\n" + line, TOKEN)
    assert found is None or isinstance(found, dict)
    whole = TOKEN.encode() + b'{"run": 1}\n'
    assert answer_in(noise + b"\n" + whole + more.replace(TOKEN.encode(), b"") + b"\n", TOKEN) == {
        "run": 1
    }
    assert answer_in(whole[:-1], TOKEN) is None  # broken off


def test_a_run_with_something_foreign_anywhere_is_told(real: Answer) -> None:
    chance = random.Random(1)
    assert isinstance(outcome_of(checked(real, 1, is_brief=False)), Run)
    for _ in range(TIMES):
        assert_told(mutated(real, chance), chance.choice((real, mutated(real, chance))))


def mutated(answer: Answer, chance: random.Random) -> Answer:
    """Return a copy with one part taken away, doubled, or in the place of something foreign."""
    whole = copy.deepcopy(answer)
    places = list(places_in(whole))
    holder, key = chance.choice(places)
    match chance.randrange(3):
        case 0:
            del holder[key]
        case 1:
            holder[key] = [holder[key], holder[key]]
        case _:
            holder[key] = copy.deepcopy(chance.choice(FOREIGN))
    return json.loads(json.dumps(whole))  # type: ignore[no-any-return] # as it comes


def places_in(data: Any) -> Any:
    """Yield every list or dict in `data` with each of its keys."""
    keys = list(data) if isinstance(data, dict) else range(len(data))
    for key in keys:
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places_in(data[key])
