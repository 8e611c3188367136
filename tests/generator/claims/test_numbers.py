"""Numbers in plain words are compared with what the runs have, whatever form they take."""

import pytest

from proven_lessons.generator.claims.facts import facts_of
from proven_lessons.generator.claims.numbers import findings
from proven_lessons.runner.probes.sql import Query
from tests.builders import a_lesson, a_step, a_trace, an_exchange


def query(sql: str) -> Query:
    return Query(sql=sql, params=(), rows=None)


SELECT, INSERT = query('SELECT 1 FROM "a"'), query('INSERT INTO "a" VALUES (1)')
TRACE = a_trace(
    an_exchange(a_step(SELECT, SELECT, INSERT), status=200), an_exchange(a_step(SELECT), status=404)
)
FACTS = facts_of(a_lesson(), TRACE)


def found(text: str) -> list[str]:
    return [finding.piece for finding in findings(text, FACTS)]


@pytest.mark.parametrize(
    "text",
    [
        "It responds 404.",
        "The view answers with a 200 and then a 404.",
        "404 Not Found",
        "It sends four statements, three of them in request 1.",
        "It sends three.",
        "Two SELECTs and one INSERT, no UPDATE, and in all 3 SELECTs.",
        "The second request, request number 2, request #1, the 1st request.",
        "The first response has status 200.",
        "It sends one mail to 200 people.",
        "It returns 300 rows.",
        "prefetch_related() sends one more statement.",
    ],
)
def test_what_some_run_has_is_fine(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("It responds 500.", "responds 500"),
        ("It answers with a 403.", "answers with a 403"),
        ("A page that ends in 500 Internal Server Error", "ends in 500"),
        ("A 500 Internal Server Error", "500 Internal Server Error"),
        ("403 Forbidden", "403 Forbidden"),
        ("404 Forbidden", "404 Forbidden"),
        ("status code is 302", "status code is 302"),
        ("It sends 25 SELECTs.", "25 SELECTs"),
        ("seven SELECTs", "seven SELECTs"),
        ("two INSERTs", "two INSERTs"),
        ("one UPDATE", "one UPDATE"),
        ("The template sends seven, because it asks.", "sends seven"),
        ("It sends 9.", "sends 9"),
        ("seven database queries", "seven database queries"),
        ("request number 7", "request number 7"),
        ("request no. 7", "request no. 7"),
        ("request #3", "request #3"),
        ("request three", "request three"),
        ("the third request", "third request"),
        ("the 7th request", "7th request"),
        ("the fifth response", "fifth response"),
        ("request 0", "request 0"),
        ("the 0th request", "0th request"),
        ("step number 2", "step number 2"),
        ("line 5", "line 5"),
    ],
)
def test_what_no_run_has_is_found(text: str, piece: str) -> None:
    assert piece in found(text)


def test_a_phrase_that_is_not_the_statuss_own_is_told_with_the_right_one() -> None:
    (finding,) = findings("404 Forbidden", FACTS)
    assert finding.message == "'404 Forbidden': the status 404 is Not Found"
