"""When a function runs that waits for a commit is told by the order of what happened."""

from typing import Any

from proven_lessons.generator.aspects.sql.on_commit import recognised
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.sql import CommitAwaited, CommitFollowed, Query
from proven_lessons.runner.trace import Place, Step
from tests.builders import a_lesson, a_run, a_step, a_trace, an_exchange, words_of


def sent(verb: str) -> Query:
    return Query(sql=verb, params=(), rows=None)


def called(function: str) -> Step:
    at = Place(file="views.py", line=9, end_line=9, code="def f():", function=function)
    return a_step(at=at, kind="call")


def told(*steps: Step) -> list[tuple[str, str]]:
    exchange = an_exchange(*steps)
    found = list(recognised(numbered(a_run(exchange))[0]))
    claims = Claims(a_lesson(), a_trace(exchange))
    for moment in found:
        assert {claims.prove(one).value.problem for one in moment.proof} == {""}
    return [(words_of(one.ask), words_of(one.answer)) for one in found]


AWAITED = a_step(CommitAwaited(function="view.<locals>.notify"), number=3)
BEGIN = a_step(sent("BEGIN"))
COMMIT = a_step(sent("COMMIT"), CommitFollowed(functions=("view.<locals>.notify",)))


def test_it_runs_after_the_commit() -> None:
    assert told(BEGIN, AWAITED, COMMIT, called("view.<locals>.notify")) == [
        (
            "{{ step[3] }} gives notify to on_commit(). When does it run?",
            "In {{ step[5] }}, after the transaction is committed in {{ step[4] }}.",
        )
    ]


def test_it_never_runs_after_a_rollback() -> None:
    ((_, answer),) = told(BEGIN, AWAITED, a_step(sent("ROLLBACK")))
    assert answer.startswith("Never. The transaction is rolled back in {{ step[4] }}")


def test_it_never_runs_after_a_rollback_to_a_savepoint() -> None:
    inner = [a_step(sent('SAVEPOINT "a"')), a_step(*AWAITED.events)]
    ((_, answer),) = told(
        BEGIN, *inner, a_step(sent('ROLLBACK TO SAVEPOINT "a"')), a_step(sent("COMMIT"))
    )
    assert answer.startswith("Never. {{ step[5] }} rolls back to a savepoint that was set before")


def test_of_what_the_run_does_not_show_nothing_is_told() -> None:
    more: list[tuple[Any, ...]] = [
        (AWAITED, called("view.<locals>.notify")),
        (BEGIN, AWAITED),
        (BEGIN, AWAITED, COMMIT),
        (BEGIN, AWAITED, called("view.<locals>.notify"), COMMIT),
        (BEGIN, AWAITED, called("view.<locals>.notify"), a_step(sent("ROLLBACK"))),
        (BEGIN, COMMIT, AWAITED, called("view.<locals>.notify")),
    ]
    for steps in more:
        assert told(*steps) == []
