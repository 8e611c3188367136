"""The column of SQL says what was sent, who asked for it, and what became of it."""

import pytest

from proven_lessons.generator.aspects.sql import SqlAspect
from proven_lessons.generator.aspects.sql.cells import asked_by
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import LeftOut
from tests.builders import a_step, an_exchange, words_of
from tests.generator.aspects import cells_of


def query(sql: str, asker: Asker | None = None, rows: int | None = None) -> Query:
    return Query(sql=sql, params=(), rows=rows, asker=asker)


@pytest.mark.parametrize(
    ("asker", "expected"),
    [
        (Asker(code="book.author"), "book.author"),
        (Asker(code="e.blog", template="page.html", line=2), "e.blog in line 2 of page.html"),
        (Asker(code="e.blog", template="", line=2), "e.blog in the template"),
    ],
)
def test_who_asked_is_named(asker: Asker, expected: str) -> None:
    assert words_of(asked_by(asker)) == expected


def test_who_asked_is_told_unless_the_code_of_the_step_says_it() -> None:
    step = a_step(
        query("SELECT 1", Asker(code="a.b")), query("SELECT 2", Asker(code="x = a.b")), query("SELECT 3"),
        code="x  =  a.b",
    )  # fmt: skip
    assert cells_of(SqlAspect(), step, an_exchange(step)) == [
        "3 statements", "SELECT 1, asked for by a.b", "SELECT 2", "SELECT 3",
    ]  # fmt: skip


def test_what_is_only_counted_is_counted() -> None:
    step = a_step(query("SELECT 1"), left_out=(LeftOut(kind="sql", count=75, what="SELECT 1"),))
    assert cells_of(SqlAspect(), step, an_exchange(step)) == [
        "76 statements", "SELECT 1", "and 75 more statements, which are only counted",
    ]  # fmt: skip


def test_what_was_undone_says_so() -> None:
    inserted = query('INSERT INTO "a" ("x") VALUES (1)', rows=1)
    exchange = an_exchange(a_step(query("BEGIN")), a_step(inserted), a_step(query("ROLLBACK")))
    cells = [cells_of(SqlAspect(), step, exchange) for step in exchange.steps[1:4]]
    assert cells == [
        ["BEGIN", "BEGIN"],
        [
            "INSERT a, undone by step 4",
            'INSERT INTO "a" ("x") VALUES (1), 1 row changed, undone by step 4',
        ],
        ["ROLLBACK", "ROLLBACK"],
    ]
