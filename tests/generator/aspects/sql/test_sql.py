"""Statements that the database is sent."""

import pytest

from proven_lessons.runner.probes.sql import (
    Query,
)
from proven_lessons.runner.trace import Event
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            Query(
                sql='SELECT "id" FROM "tea" WHERE "id" = %s', params=("1",), rows=None, fetched=1
            ),
            Told(
                actions=["Send SELECT tea to the database"],
                clauses=[],
                box="Query the database",
                arrows=["SELECT tea > Database"],
                states=[("SQL statements", "1")],
                cells=["SELECT tea", 'SELECT "id" FROM "tea" WHERE "id" = %s with 1, 1 row'],
            ),
        ),
        (
            Query(sql='INSERT INTO "tea" VALUES (%s)', params=("1",), rows=1),
            Told(
                actions=["Send INSERT tea to the database"],
                clauses=[],
                box="Query the database",
                arrows=["INSERT tea > Database"],
                states=[("SQL statements", "1")],
                cells=["INSERT tea", 'INSERT INTO "tea" VALUES (%s) with 1, 1 row changed'],
            ),
        ),
        (
            Query(sql='UPDATE "tea" SET "n" = 1', params=(), rows=2),
            Told(
                actions=["Send UPDATE tea to the database"],
                clauses=[],
                box="Query the database",
                arrows=["UPDATE tea > Database"],
                states=[("SQL statements", "1")],
                cells=["UPDATE tea", 'UPDATE "tea" SET "n" = 1, 2 rows changed'],
            ),
        ),
        (
            Query(sql='DELETE FROM "tea"', params=(), rows=0),
            Told(
                actions=["Send DELETE tea to the database"],
                clauses=[],
                box="Query the database",
                arrows=["DELETE tea > Database"],
                states=[("SQL statements", "1")],
                cells=["DELETE tea", 'DELETE FROM "tea", 0 rows changed'],
            ),
        ),
        (
            Query(sql="SELECT nothing", params=(), rows=None, error="no such column"),
            Told(
                actions=["Send SELECT to the database"],
                clauses=[],
                box="Query the database",
                arrows=["SELECT > Database"],
                states=[("SQL statements", "1")],
                cells=["SELECT", "SELECT nothing, failed: no such column"],
            ),
        ),
        (
            Query(
                sql='SELECT "x" FROM "django_session"',
                params=(),
                rows=None,
                session="load",
                fetched=1,
            ),
            Told(
                actions=[],
                clauses=[],
                box=None,
                arrows=["SELECT django_session > Database"],
                states=[],
                cells=["SELECT django_session", 'SELECT "x" FROM "django_session", 1 row'],
            ),
        ),
        (
            Query(sql="BEGIN", params=(), rows=None),
            Told(
                actions=["Send BEGIN to the database"],
                clauses=[],
                box="Query the database",
                arrows=["BEGIN > Database"],
                states=[("SQL statements", "1")],
                cells=["BEGIN", "BEGIN"],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


def test_statements_of_one_kind_are_told_together() -> None:
    one = Query(sql='SELECT "n" FROM "tea" WHERE "id" = %s', params=("1",), rows=None, fetched=1)
    two = Query(sql='SELECT "n" FROM "tea" WHERE "id" = %s', params=("2",), rows=None, fetched=1)
    found = told(one, two)
    assert found.actions == ["Send 2 SQL statements"]
    assert found.arrows == ["SELECT tea (2 times) > Database"]
    assert found.cells == [
        "2 statements",
        'SELECT "n" FROM "tea" WHERE "id" = %s with 1, then with 2, 1 row each',
    ]
    assert found.states == [("SQL statements", "2")]


def test_what_the_session_asks_for_itself_is_not_the_lines_own() -> None:
    own = Query(sql='SELECT "n" FROM "tea"', params=(), rows=None, fetched=1)
    sessions = Query(
        sql='SELECT "x" FROM "django_session"', params=(), rows=None, session="load", fetched=0
    )
    found = told(sessions, own)
    assert found.actions == ["Send SELECT tea to the database"]
    assert found.states == [], "how many a reader is to count, nobody could say"
    assert told(own).states == [("SQL statements", "1")]
    assert len(found.cells) == 3
