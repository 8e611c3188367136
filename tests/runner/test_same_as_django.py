"""Over all that sessions touch in Django, a lesson answers traced, untraced and without the runner the same."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from tests.runner.corpus import scenarios
from tests.same import Oracle, assert_same

SCENARIOS = scenarios()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_answers_are_those_of_plain_django(
    name: str, recorder: Recorder, oracle: Oracle
) -> None:
    assert_same(recorder, oracle, SCENARIOS[name])
