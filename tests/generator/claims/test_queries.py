"""Expressions see what is known of each statement, and of what is only counted how many there are."""

import pytest

from proven_lessons.generator.claims.queries import queries_of, sql_of, whole
from proven_lessons.generator.facts.partial import NotKnownError, Partial
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import LeftOut
from tests.builders import a_step

READ = Query(
    sql='SELECT "x" FROM "a"', params=("1",), rows=None, fetched=2, asker=Asker(code="A.all()")
)


def test_a_statement_is_shown_with_what_is_known_of_it() -> None:
    assert sql_of([a_step(READ)]) == [READ.sql]
    assert queries_of([a_step(READ)]) == [
        {
            "sql": READ.sql, "database": "default", "params": ["1"], "verb": "SELECT", "tables": ["a"], "rows": None,
            "fetched": 2, "error": None, "session": None, "code": "A.all()", "template": None,
            "line": None, "purpose": None, "relation": None, "was_prefetched": False, "to_many": False,
        }
    ]  # fmt: skip


def test_of_what_is_only_counted_the_length_is_known_and_nothing_denied() -> None:
    found = sql_of([a_step(READ, left_out=(LeftOut(kind="sql", count=100, what="SELECT"),))])
    assert isinstance(found, Partial)
    assert len(found) == 101
    with pytest.raises(NotKnownError):
        assert "INSERT" in found
    assert whole([1], 0) == [1]
