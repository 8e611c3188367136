"""SQL is read by a parser: what is said of a statement is what it says."""

import pytest

from proven_lessons.generator.facts.sql_text import Statement, read, summary


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT "a"."b" FROM "a" WHERE 1', "SELECT a"),
        ('INSERT INTO "django_session" VALUES (1)', "INSERT django_session"),
        ('UPDATE "a" SET b = 1', "UPDATE a"),
        ("BEGIN", "BEGIN"),
        ("", ""),
    ],
)
def test_sql_is_summed_up(sql: str, expected: str) -> None:
    assert summary(sql) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            'SELECT "a"."id", (SELECT U0."t" FROM "book" U0 WHERE U0."a" = ("a"."id")) AS "l" FROM "author"',
            Statement(verb="SELECT", tables=("author", "book")),
        ),
        ("SELECT 'greetings from home', 1 AS total", Statement(verb="SELECT")),
        (
            'SELECT "a"."id" FROM "a" WHERE "a"."d" @> %s::jsonb LIMIT 21 FOR UPDATE OF "a" SKIP LOCKED',
            Statement(verb="SELECT", tables=("a",)),
        ),
        (
            'INSERT INTO "a" ("x") SELECT * FROM UNNEST((%s)::varchar[]) RETURNING "a"."id"',
            Statement(verb="INSERT", tables=("a",)),
        ),
        (
            'SELECT "b"."id" FROM "book" "b" INNER JOIN "author" ON ("b"."x" = "author"."id")',
            Statement(verb="SELECT", tables=("book", "author")),
        ),
        (
            'WITH late AS (SELECT * FROM "book") SELECT * FROM late',
            Statement(verb="SELECT", tables=("book",)),
        ),
        ("SELECT a FROM b UNION SELECT c FROM d", Statement(verb="SELECT", tables=("b", "d"))),
        (
            "SELECT 'it''s 100%% from x' FROM \"y\" WHERE z = %s AND w LIKE %s",
            Statement(verb="SELECT", tables=("y",)),
        ),
        (
            'INSERT INTO "tag" ("name") VALUES (%s), (%s) RETURNING "tag"."id"',
            Statement(verb="INSERT", tables=("tag",), rows=2),
        ),
        ("INSERT OR IGNORE INTO t (a) VALUES (%s)", Statement(verb="INSERT", tables=("t",))),
        (
            "INSERT INTO t (a) VALUES (%s) ON CONFLICT(a) DO UPDATE SET a = EXCLUDED.a",
            Statement(verb="INSERT", tables=("t",)),
        ),
        ("INSERT INTO t (a) SELECT x FROM u", Statement(verb="INSERT", tables=("t", "u"))),
        (
            "DELETE FROM x WHERE id IN (SELECT y FROM z)",
            Statement(verb="DELETE", tables=("x", "z")),
        ),
        ('SAVEPOINT "s1_x1"', Statement(verb="SAVEPOINT")),
        ('RELEASE SAVEPOINT "s1_x1"', Statement(verb="RELEASE")),
        ('ROLLBACK TO SAVEPOINT "s1_x1"', Statement(verb="ROLLBACK TO")),
        ("ROLLBACK", Statement(verb="ROLLBACK")),
        ("PRAGMA foreign_keys", Statement(verb="PRAGMA")),
        # What was cut, and what is no SQL, names no table.
        ('SELECT "a" FROM "b" WHERE ("c" IN (1, 2, 3…', Statement(verb="SELECT")),
        ("SELECT FROM FROM", Statement(verb="SELECT")),
    ],
)
def test_the_tables_are_those_of_the_statement(sql: str, expected: Statement) -> None:
    assert read(sql) == expected
