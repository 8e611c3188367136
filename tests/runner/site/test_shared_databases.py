"""A database in a file is looked at without a lock, and goes back to memory when the run is over."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario
from tests.runner.test_together import both, view_of


def test_rows_that_are_not_committed_are_seen_where_they_are(recorder: Recorder) -> None:
    """In the middle of a transaction its own session is looked at, and another one's is not."""
    body = """
with transaction.atomic():
    request.session["a"] = 1
    request.session.save()  # here
    done = True
return HttpResponse(str(done))
"""
    first, second = run(recorder, both(view_of(body))).exchanges
    (saved,) = [step for step in first.steps if step.at and "save()" in step.at.code]
    assert saved.session is not None
    assert saved.session.status == "saved", "in its own transaction it is there"
    begun = [step.session.stored for step in second.steps if step.at and step.session]
    assert begun == [None] * len(begun), "the other one can't see it yet"
    assert second.error is not None, "it has read, and then wants to write"
    assert second.error.message == "database is locked"
    assert [len(one.left_behind.sessions) for one in (first, second) if one.left_behind] == [1, 0]


def test_many_parameters_are_all_sent_when_the_database_is_free(recorder: Recorder) -> None:
    body = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("BEGIN IMMEDIATE")  # here
    cursor.executemany(
        "INSERT INTO lesson_show (title, seats) VALUES (%s, 1)",
        ((request.META["QUERY_STRING"] + str(n),) for n in range(3)),
    )
    cursor.execute("COMMIT")
return HttpResponse(str(Show.objects.count()))
"""
    found = run(recorder, both(view_of(body)))
    assert [one.response.text for one in found.exchanges] == ["4", "7"]


def test_the_next_run_is_in_memory_again(recorder: Recorder) -> None:
    body = "return HttpResponse(str(connection.is_in_memory_db()))"
    source = view_of(body).replace(
        "IntegrityError, transaction", "IntegrityError, connection, transaction"
    )
    at_once = run(recorder, both(source, ""))
    assert at_once.exchanges[0].response.text == "False"
    files = {"models.py": "from django.db import models\n\n\nclass Show(models.Model):\n    pass\n"}
    alone = run(recorder, scenario(source, RequestSpec(), files=files))
    assert alone.exchanges[0].response.text == "True"
