"""Statements are counted, and those alike in a row are told together."""

from proven_lessons.generator.facts.statements import count, grouped, own_count
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import LeftOut
from tests.builders import a_step, events_of, run, scenario, view
from tests.generator.facts.test_repetitions import FILES, IMPORT


def test_what_is_only_counted_is_counted() -> None:
    own = Query(sql="SELECT 1", params=(), rows=None)
    sessions = Query(sql="SELECT 2", params=(), rows=None, session="load")
    more = (
        LeftOut(kind="sql", count=5, what="SELECT 1"),
        LeftOut(kind="sql", count=7),  # the session's
        LeftOut(kind="session.get", count=11),
    )
    step = a_step(own, sessions, left_out=more)
    assert (own_count(step), count([step, step])) == (6, 28)


def test_statements_in_a_row_are_grouped(recorder: Recorder) -> None:
    body = "names = [book.author.name for book in Book.objects.all()]\nreturn HttpResponse('x')"
    (found,) = run(recorder, scenario(view(IMPORT + body), files=FILES)).exchanges
    groups = grouped(events_of(found.steps, "sql"))
    assert [(query.fetched, given) for query, given in groups] == [
        (4, ("",)),
        (1, ("1", "2", "3", "4")),
    ]
