"""The transcript tells what the database was asked to do, each reason by itself, and no table twice."""

import pytest

from proven_lessons.generator.aspects.sql.narration import TOLD, sentences
from proven_lessons.runner.probes.sql import Query
from tests.builders import words_of


def query(sql: str, rows: int | None = None, session: str | None = None) -> Query:
    return Query(sql=sql, params=(), rows=rows, session=session)


READ = query('SELECT "id" FROM "book"', 2)


@pytest.mark.parametrize(
    ("session", "begin"),
    [("load", "To load the session, Django "), ("save", "To save the session, Django ")],
)
def test_the_session_is_the_reason_where_it_asked(session: str, begin: str) -> None:
    (told,) = sentences([query("SELECT 1 FROM django_session", 1, session)], is_saving=False)
    assert words_of(told).startswith(begin)


def test_each_reason_is_told_by_itself_in_the_order_of_time() -> None:
    load = query("SELECT 1 FROM django_session", 1, "load")
    told = [words_of(one) for one in sentences([load, READ], is_saving=False)]
    assert len(told) == 2
    assert "load the session" in told[0]
    assert "book" in told[1]
    assert "session" not in told[1]


def test_a_reason_that_was_just_told_is_not_told_again() -> None:
    save = query('UPDATE "django_session" SET a = 1', 1, "save")
    (told,) = sentences([save], is_saving=True)
    assert "To save the session" not in words_of(told)


def test_many_statements_are_counted() -> None:
    (told,) = sentences([READ] * (TOLD + 1), is_saving=False)
    assert str(TOLD + 1) in words_of(told) or "five" in words_of(told)
    assert list(sentences([], is_saving=False)) == []
