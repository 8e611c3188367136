"""An instance is stale when its row was changed and a refresh shows that it did not know."""

import json
from typing import Any

import pytest

from proven_lessons.generator.facts.stale import stale
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Place, Step, Value
from tests.builders import a_step

REFRESH = "show.refresh_from_db()"


def instance(seats: object, pk: object = 1) -> Value:
    form = ["model", "lesson.Show", pk, [["id", pk], ["seats", seats]]]
    return Value(type="Show", repr=f"<Show id={pk}>", exact=json.dumps(form))


def update(table: str = "lesson_show", rows: int = 1) -> Query:
    return Query(sql=f'UPDATE "{table}" SET "seats" = %s', params=("9",), rows=rows)


def step(seats: object, *events: Any, code: str = "x = 1", number: int = 0, **more: Any) -> Step:
    at = Place(file="views.py", line=1, end_line=1, code=code, function="view")
    held = {"show": instance(seats, **more)}
    return a_step(*events, at=at, locals=held, number=number)


def test_the_statement_is_told_that_changed_the_row_and_not_the_instance() -> None:
    steps = [step(10), step(10, update(), number=2), step(10), step(9, code=REFRESH, number=4)]
    (found,) = stale(steps)
    assert (found.name, found.field) == ("show", "seats")
    assert (found.update.number, found.refreshed.number) == (2, 4)


@pytest.mark.parametrize(
    "steps",
    [
        [step(10), step(10, update()), step(10, code=REFRESH)],
        [step(10), step(10, update("lesson_other")), step(9, code=REFRESH)],
        [step(10), step(10, update(rows=0)), step(9, code=REFRESH)],
        [step(10), step(9, update()), step(9), step(8, code=REFRESH)],
        [step(10), step(10, update()), step(9)],
        [step(10), step(10, update()), step(9, code=REFRESH, pk=2)],
        [step(10), step(10, update()), step("9", code=REFRESH)],
        [step(10), step(10, update()), step(10, update()), step(9, code=REFRESH)],
        [step(9, code=REFRESH)],
    ],
)
def test_what_does_not_show_it_is_not_told(steps: list[Step]) -> None:
    assert list(stale(steps)) == []


def test_of_several_the_last_that_asks_for_its_key_counts() -> None:
    def of_key(key: str) -> Query:
        sql = 'UPDATE "lesson_show" SET "seats" = %s WHERE "lesson_show"."id" = %s'
        return Query(sql=sql, params=("9", key), rows=1)

    steps = [
        step(10), step(10, of_key("1"), number=2), step(10, of_key("2"), number=3),
        step(9, code=REFRESH, number=4),
    ]  # fmt: skip
    (found,) = stale(steps)
    assert found.update.number == 2
