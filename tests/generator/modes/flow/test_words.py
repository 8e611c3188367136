"""Each kind of step has its name in the flow."""

import pytest

from proven_lessons.generator.modes.flow.words import aspects_of, of_statement, words_of
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Step
from tests.builders import a_step, an_exchange
from tests.builders import words_of as said

ASKED = Query(sql="SELECT 1", params=(), rows=None)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (a_step(kind="request"), "Request received"),
        (a_step(kind="condition", code="if x:"), "Decide by condition"),
        (a_step(kind="loop", code="for x in y:"), "Loop"),
        (a_step(kind="call", code="f()"), "Call a function"),
        (a_step(ASKED, code="f()"), "Query the database"),
        (a_step(kind="assign", code="x = 1"), "Set a variable"),
        (a_step(code="f()"), "Run the code of the view"),
    ],
)
def test_a_step_is_called_by_what_it_is(step: Step, words: str) -> None:
    assert said(words_of(step, an_exchange(step))) == words


def test_a_loop_that_asks_the_database_is_still_a_loop() -> None:
    step = a_step(ASKED, kind="loop", code="for x in y:")
    assert said(of_statement(step) or "") == "Loop"
    assert [type(aspect).__name__ for aspect in aspects_of(step)] == ["SqlAspect"]
