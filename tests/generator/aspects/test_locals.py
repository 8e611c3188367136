"""Variables: the last one that was set, and that can be asked for, becomes a question."""

import pytest

from proven_lessons.generator import aspects
from proven_lessons.runner.trace import Raised, Step, Value
from tests.builders import a_run, a_step, a_value, an_exchange, words_of


def questions(*steps: Step) -> list[tuple[str, str]]:
    found = aspects.load()["locals"].questions(a_run(an_exchange(*steps)))
    return [(words_of(one.ask), one.answer) for one in found]


def sets(name: str, value: Value, **more: object) -> Step:
    return a_step(kind="assign", names=(name,), locals={name: value}, **more)


def test_the_last_variable_is_asked_for() -> None:
    asked = questions(sets("x", a_value(1)), sets("y", a_value("b")))
    assert asked == [("What does y hold after {{ step[3] }}?", "step[3].locals.y")]


@pytest.mark.parametrize(
    "step",
    [
        sets("x", Value(type="User", repr="<User: ada>")),  # nobody can write it
        sets("x", Value(type="list", repr="[1, …]")),  # cut
        sets("x", a_value(1), error=Raised(type="KeyError", message="'a'")),
        a_step(kind="define", names=("f",), locals={"f": a_value(1)}),
        a_step(kind="skipped", names=("x",), locals={"x": a_value(1)}, skipped=3),
        a_step(kind="delete", names=("x",)),
        sets("x", a_value(1), at=None),
    ],
)
def test_what_no_reader_can_know_is_not_asked_for(step: Step) -> None:
    assert questions(step) == []
