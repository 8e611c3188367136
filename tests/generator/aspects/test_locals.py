"""Variables: the last one that was set, and that can be asked for, becomes a question."""

import pytest

from proven_lessons.generator import aspects
from proven_lessons.generator.facts.exchanges import numbered
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


def test_a_field_that_was_set_to_an_expression_holds_no_number() -> None:
    def entry(stars: str) -> dict[str, Value]:
        form = f'["model","lesson.Entry",1,[["id",1],["stars",{stars}]]]'
        return {"entry": Value(type="Entry", repr="<Entry id=1>", exact=form)}

    expression = '["shown","F(\'stars\') + 1"]'
    steps = [a_step(locals=entry(stars)) for stars in ("5", expression, "6")]
    (one,) = numbered(a_run(an_exchange(*steps)))
    (moment,) = aspects.load()["locals"].moments(one)
    assert words_of(moment.ask) == "What does entry.stars hold after {{ step[3] }}?"
    assert words_of(moment.answer) == (
        "No value yet, but what the database is to work out: F('stars') + 1. After {{ step[4] }} it is "
        "a value, {{ step[4].locals.entry.stars }}."
    )
    (plain,) = numbered(a_run(an_exchange(steps[0])))
    assert list(aspects.load()["locals"].moments(plain)) == []
