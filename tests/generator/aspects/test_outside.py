"""What outlives a request is told: where it changed, and what a later request finds."""

from proven_lessons.generator.aspects.outside import OutsideAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Value
from tests.builders import a_run, a_step, a_value, an_exchange, words_of
from tests.generator.aspects import cells_of

ROWS = Value(type="QuerySet", repr="<QuerySet of Blog: []>", exact='["queryset",[]]')
READ = Query(sql='SELECT "x" FROM "blog"', params=(), rows=None)
EVALUATES = an_exchange(a_step(READ, outside={"Listing.queryset": ROWS}))
SENDS_NOTHING = an_exchange(a_step())


def told(*exchanges: Exchange) -> list[tuple[int, str, tuple[str, ...]]]:
    found = [
        moment for one in numbered(a_run(*exchanges)) for moment in OutsideAspect().moments(one)
    ]
    return [(moment.rank, words_of(moment.answer), moment.proof) for moment in found]


def test_the_column_and_the_transcript_say_what_it_is_now() -> None:
    step = a_step(outside={"SEEN": a_value(["a"])})
    exchange = an_exchange(step)
    assert cells_of(OutsideAspect(), step, exchange) == ["SEEN is ['a']"]
    (words,) = OutsideAspect().sentences(step, exchange)
    assert words_of(words) == "Outside the view, SEEN is now ['a']."


def test_a_queryset_that_keeps_its_rows_is_why_a_request_sends_nothing() -> None:
    left, kept = told(EVALUATES, SENDS_NOTHING)
    assert left[:1] == (9,)
    assert kept == (
        1,
        "It has the rows of request 1. Listing.queryset is not made anew for each request: "
        "{{ step[2] }} evaluated it, and it keeps what it has fetched. queryset.all() makes a "
        "queryset that asks again.",
        (
            "exchanges[1].sql | length == 0",
            "exchanges[0].sql | length > 0",
            "'Listing.queryset' in step[2].outside",
        ),
    )


def test_nothing_is_said_without_one_and_after_the_last_request() -> None:
    other = an_exchange(a_step(READ, outside={"SEEN": a_value([1])}))
    assert [rank for rank, _words, _proof in told(other, SENDS_NOTHING)] == [9]
    assert told(other) == []
    assert [rank for rank, *_ in told(EVALUATES, an_exchange(a_step(READ)))] == [9]
