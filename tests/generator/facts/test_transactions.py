"""What a rolled back transaction had done is undone, and nothing else is."""

import pytest

from proven_lessons.generator.facts.transactions import undone
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import LeftOut, Step
from tests.builders import a_step, an_exchange

A, B, C = (f'INSERT INTO "{name}" ("x") VALUES (1)' for name in "abc")


def step(sql: str, rows: int | None = None) -> Step:
    return a_step(Query(sql=sql, params=(), rows=rows))


def gone(*sql: str) -> list[tuple[str, int, int]]:
    """Give each undone statement's table with the step that did and the one that undid it."""
    found = undone(an_exchange(*map(step, sql)))
    return [(one.query.sql.split('"')[1], one.step.number, one.by.number) for one in found]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ([A, "BEGIN", B, "ROLLBACK", C], [("b", 4, 5)]),
        (["BEGIN", A, "COMMIT"], []),
        (["BEGIN", A, "SAVEPOINT s", B, "ROLLBACK TO SAVEPOINT s", C, "COMMIT"], [("b", 5, 6)]),
        (["BEGIN", "SAVEPOINT s", A, "RELEASE SAVEPOINT s", "ROLLBACK"], [("a", 4, 6)]),
        (
            ["BEGIN", "SAVEPOINT s", A, "SAVEPOINT t", B, "ROLLBACK TO s", "RELEASE s", "COMMIT"],
            [("a", 4, 7), ("b", 6, 7)],
        ),
        (["BEGIN", A, "SAVEPOINT s", B, "ROLLBACK TO s", "ROLLBACK"], [("a", 3, 7), ("b", 5, 6)]),
        (["BEGIN", 'SELECT "x" FROM "a"', "ROLLBACK"], []),
        (["ROLLBACK", A], []),
    ],
)
def test_what_was_done_since_it_began_is_undone(
    sql: list[str], expected: list[tuple[str, int, int]]
) -> None:
    assert gone(*sql) == expected


def test_what_failed_or_changed_no_row_has_nothing_to_undo() -> None:
    failed = a_step(Query(sql=A, params=(), rows=None, error="no such table"))
    none = step('UPDATE "a" SET x = 1', 0)
    assert undone(an_exchange(step("BEGIN"), failed, none, step("ROLLBACK"))) == ()


@pytest.mark.parametrize("what", ["COMMIT", "SAVEPOINT s", "…"])
def test_where_the_end_of_a_transaction_may_be_left_out_nothing_is_known(what: str) -> None:
    more = (LeftOut(kind="sql", count=1, what=what),)
    steps = [
        step("BEGIN"),
        a_step(Query(sql=A, params=(), rows=1), left_out=more),
        step("ROLLBACK"),
    ]
    assert undone(an_exchange(*steps)) == ()
