"""Which statements a transaction took back, and in which order of time events come."""

import pytest

from proven_lessons.runner.transactions import Flow, TakenBack, flow_of, taken_back


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
    assert taken_back([*sent, "COMMIT"]) == back
    assert taken_back([*sent, "ROLLBACK"]) == [
        TakenBack(place=1, by=9),
        *back,
        TakenBack(place=8, by=9),
    ]


def test_what_is_outside_stays() -> None:
    assert taken_back(["1", "BEGIN", "2", "ROLLBACK", "3"]) == [TakenBack(place=2, by=3)]


def test_without_autocommit_nobody_knows_when_a_transaction_began() -> None:
    assert taken_back(["1", "ROLLBACK"]) is None
    assert taken_back(["BEGIN", "1", "COMMIT", "2", "ROLLBACK"]) is None
    assert taken_back(["ROLLBACK", "BEGIN", "1", "COMMIT"]) == []
