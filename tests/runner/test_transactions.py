"""Which statements a transaction took back, and in which order of time events come."""

import pytest

from proven_lessons.runner.transactions import Flow, TakenBack, flow_of, taken_back


def of_one(statements: list[str]) -> list[TakenBack] | None:
    """Return what was taken back of what was sent to one database."""
    return taken_back([(None, sql) for sql in statements])


@pytest.mark.parametrize(
    ("sql", "flow"),
    [
        ("BEGIN", Flow(verb="BEGIN")),
        ('SAVEPOINT "s1"', Flow(verb="SAVEPOINT", savepoint='"s1"')),
        ('RELEASE SAVEPOINT "s1"', Flow(verb="RELEASE", savepoint='"s1"')),
        ('rollback  to savepoint "s1"', Flow(verb="ROLLBACK TO", savepoint='"s1"')),
        ("ROLLBACK", Flow(verb="ROLLBACK")),
        ("UPDATE tea SET stock = 1", None),
    ],
)
def test_what_a_statement_does_to_a_transaction(sql: str, flow: Flow | None) -> None:
    assert flow_of(sql) == flow


def test_a_savepoint_takes_back_what_came_after_it() -> None:
    sent = ["BEGIN", "1", "SAVEPOINT a", "2", "SAVEPOINT b", "3", "RELEASE b", "ROLLBACK TO a", "4"]
    back = [TakenBack(place=place, by=7, to_savepoint=True) for place in (3, 5)]
    assert of_one([*sent, "COMMIT"]) == back
    assert of_one([*sent, "ROLLBACK"]) == [
        TakenBack(place=1, by=9),
        *back,
        TakenBack(place=8, by=9),
    ]


def test_what_is_outside_stays() -> None:
    assert of_one(["1", "BEGIN", "2", "ROLLBACK", "3"]) == [TakenBack(place=2, by=3)]


def test_without_autocommit_nobody_knows_when_a_transaction_began() -> None:
    assert of_one(["1", "ROLLBACK"]) is None
    assert of_one(["BEGIN", "1", "COMMIT", "2", "ROLLBACK"]) is None
    assert of_one(["ROLLBACK", "BEGIN", "1", "COMMIT"]) == []


def test_each_database_has_transactions_of_its_own() -> None:
    sent = [
        (None, "BEGIN"), (None, "1"), ("other", "BEGIN"), ("other", "2"), (None, "3"),
        ("other", "ROLLBACK"), ("other", "4"), (None, "COMMIT"),
    ]  # fmt: skip
    assert taken_back(sent) == [TakenBack(place=3, by=5)]
    assert taken_back([("other", "1"), (None, "BEGIN"), ("other", "ROLLBACK")]) is None
