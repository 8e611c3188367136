"""An exchange knows its place in its run; whatever says which request is meant asks it."""

import dataclasses

from proven_lessons.generator.facts.exchanges import (
    all_steps,
    events_of,
    exchange_of,
    failure_text,
    last_of,
    left_out,
    named_events,
    numbered,
    step_of,
    without,
)
from proven_lessons.generator.wording.exchanges import meanwhile, title_of
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.session.events import SessionRead
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Failure, LeftOut
from proven_lessons.runner.transactions import in_order
from tests.builders import (
    a_run,
    a_session,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    at_once,
    words_of,
)

LOG = Logged(logger="a", level="INFO", message="x")
QUERY = Query(sql="SELECT 1", params=(), rows=None)


def test_exchanges_are_numbered_from_one_and_counted_from_zero() -> None:
    run = a_run(an_exchange(), an_exchange(client="ada"))
    first, second = numbered(run)
    assert [(one.number, one.index, one.is_alone) for one in (first, second)] == [
        (1, 0, False), (2, 1, False),
    ]  # fmt: skip
    assert first.has_several_clients
    assert [one.number for one in second.earlier] == [1]
    assert first.earlier == ()
    (alone,) = numbered(a_run())
    assert alone.is_alone
    assert not alone.has_several_clients


def test_of_two_at_once_the_numbers_of_steps_tell_the_order() -> None:
    both = at_once("aabbbaa", an_exchange(a_step(), a_step()), an_exchange(a_step()))
    last = dataclasses.replace(an_exchange(), steps=())
    numbers = [dataclasses.replace(step, number=step.number + 7) for step in an_exchange().steps]
    run = dataclasses.replace(
        both, exchanges=(*both.exchanges, dataclasses.replace(last, steps=tuple(numbers)))
    )
    first, second, third = numbered(run)
    assert [[each.number for each in one.beside] for one in (first, second, third)] == [
        [2],
        [1],
        [],
    ]
    assert first.earlier == second.earlier == ()
    assert [one.number for one in third.earlier] == [2, 1], "the second one ended first"
    assert [step.number for step in all_steps(run)] == list(range(1, 10))
    assert (last_of(both).number, last_of(run).number) == (1, 3)
    assert [step.number for step in first.steps if first.follows_another(step)] == [6]
    assert [step for step in second.steps if second.follows_another(step)] == []
    assert words_of(meanwhile(first, first.steps[2])) == "Meanwhile, request 2: steps 3 to 5"  # type: ignore[arg-type]
    assert meanwhile(first, first.steps[1]) is None
    assert words_of(title_of(second)) == "Request 2: GET /, at the same time as request 1"  # type: ignore[arg-type]


def test_a_step_leads_to_its_exchange() -> None:
    run = a_run(an_exchange(a_step()), an_exchange(a_step()))
    found = exchange_of(run, 5)
    assert found is not None
    assert found.number == 2
    assert exchange_of(run, 99) is None
    step = step_of(run, 5)
    assert step is not None
    assert found.before(step).number == 4
    assert found.before(found.steps[0]) == found.steps[0], "the opening one has none before it"
    assert step_of(run, None) is None


def test_steps_that_stand_for_many_are_no_single_ones() -> None:
    (one,) = numbered(a_run(an_exchange(a_step(), a_step(kind="skipped", skipped=4))))
    assert [step.number for step in one.single_steps] == [1, 2, 4]


def test_events_are_given_by_their_class_in_order() -> None:
    steps = [a_step(LOG, QUERY), a_step(LOG)]
    assert list(events_of(steps, Logged)) == [LOG, LOG]
    assert list(events_of(steps, Query, Logged)) == [LOG, QUERY, LOG]


def test_events_of_the_lessons_own_steps_have_names_for_expressions() -> None:
    (one,) = numbered(a_run(an_exchange(a_step(QUERY, LOG, LOG), a_step(LOG, code=""))))
    assert [(step.number, name) for step, _event, name in named_events(one)] == [
        (2, "step[2].events[0]"), (2, "step[2].events[1]"),
    ]  # fmt: skip


def test_a_failure_reads_as_python_prints_it_without_a_second_full_stop() -> None:
    failures = [Failure(type="ValueError", message=text, at=None) for text in ("bad.", "bad", "")]
    assert [failure_text(one) for one in failures] == [
        "ValueError: bad", "ValueError: bad", "ValueError",
    ]  # fmt: skip


def test_a_trace_can_be_told_without_what_a_probe_saw() -> None:
    read = SessionRead(key=a_value("a"), default=None, result=a_value(1), found=True)
    query = Query(sql="SELECT 1", params=(), rows=None)
    step = a_step(
        read, query, kind="session.get", names=("x",), session=a_session(a=1), after=(1, 2),
        left_out=(LeftOut(kind="session.get", count=2), LeftOut(kind="sql", count=3)),
    )  # fmt: skip
    told = without(a_trace(an_exchange(step)), "session").runs["main"].exchanges[0].steps[1]
    assert (told.kind, told.session, told.events, told.after) == ("assign", None, (query,), (2,))
    assert told.left_out == (LeftOut(kind="sql", count=3),)


def test_events_come_in_the_order_of_time_and_those_left_out_are_counted() -> None:
    first, second, third = (Query(sql=f"SELECT {n}", params=(), rows=None) for n in range(3))
    inner = a_step(second)
    outer = a_step(first, third, after=(0, 2), left_out=(LeftOut(kind="sql", count=3),))
    exchange = an_exchange(inner, outer)
    assert [event for _step, event in in_order(exchange)] == [first, second, third]
    assert left_out(exchange.steps, Query) == 3


def test_who_waits_for_a_lock_is_told_so() -> None:
    waits = an_exchange(a_step(waited=True))
    first, _ = numbered(
        at_once("abbba", dataclasses.replace(waits, steps=waits.steps[:2]), an_exchange(a_step()))
    )
    words = meanwhile(first, first.steps[1])
    assert words is not None
    assert words_of(words) == "Waiting for a lock. Meanwhile, request 2: steps 2 to 4"
