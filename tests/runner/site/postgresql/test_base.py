"""Two requests at once on PostgreSQL do to each other what two threads of plain Django do there."""

from dataclasses import replace

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits, RequestSpec, Scenario
from proven_lessons.runner.site.postgresql.base import by_clock_of_run
from tests.builders import run
from tests.runner.test_together import (
    BOOK,
    CREATE,
    MODELS,
    PREPARE,
    WRITE_FIRST,
    answers,
    both,
    view_of,
)
from tests.two_threads import answers_on_postgres

LOCKED = BOOK.replace("objects.get", "objects.select_for_update().get")
SERIALIZABLE = f"""
with connection.cursor() as cursor:
    cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
{BOOK}
"""
DEADLOCK = """
names = ["Hamlet", "Othello"][:: 1 if request.META["QUERY_STRING"] == "ada" else -1]
Show.objects.filter(title=names[0]).update(seats=2)  # here
Show.objects.filter(title=names[1]).update(seats=3)
return HttpResponse("both")
"""
TWO_SHOWS = f"{PREPARE}    Show.objects.create(title='Othello')\n"


def on_postgres(
    body: str, decorator: str = "@transaction.atomic", prepare: str = PREPARE
) -> Scenario:
    source = view_of(body, decorator).replace("IntegrityError, ", "IntegrityError, connection, ")
    scenario = both(source, after=1)
    files = tuple(
        replace(one, content=prepare.encode()) if one.path == "prepare.py" else one
        for one in scenario.files
    )
    return replace(scenario, database="postgresql", files=files, requests=scenario.requests[:2])


@pytest.mark.parametrize(
    ("body", "decorator", "expected"),
    [
        (BOOK, "", [(200, "0 left"), (200, "0 left")]),
        (BOOK, "@transaction.atomic", [(200, "0 left"), (200, "0 left")]),
        (LOCKED, "@transaction.atomic", [(200, "0 left"), (200, "0 left")]),
        (LOCKED.replace("update()", "update(nowait=True)"), "@transaction.atomic", [(200, "0 left"), (500, "")]),
        (WRITE_FIRST, "@transaction.atomic", [(200, "0 left"), (200, "0 left")]),
        (CREATE, "@transaction.atomic", [(200, "made"), (500, "")]),
        (SERIALIZABLE, "@transaction.atomic", [(200, "0 left"), (500, "")]),
    ],
)  # fmt: skip
def test_they_are_answered_as_by_two_threads_of_plain_django(
    postgres: str,
    recorder_on_postgres: Recorder,
    body: str,
    decorator: str,
    expected: list[tuple[int, str]],
) -> None:
    scenario = on_postgres(body, decorator)
    source = next(one.content.decode() for one in scenario.files if one.path == "views.py")
    assert answers(run(recorder_on_postgres, scenario)) == expected
    assert answers_on_postgres(postgres, source, MODELS, PREPARE, "# here") == expected


@pytest.mark.usefixtures("postgres")
def test_whoever_wants_a_row_that_is_locked_waits_until_the_transaction_ends(
    recorder_on_postgres: Recorder,
) -> None:
    body = LOCKED.replace("return", "request.session['a'] = show.seats\nreturn")
    first, second = run(recorder_on_postgres, on_postgres(body)).exchanges
    (waited,) = [step for step in second.steps if step.waited]
    assert waited.at is not None
    assert "select_for_update" in waited.at.code
    assert waited.number > first.steps[-1].number, "it has the row when the first one is at its end"
    assert [step for step in first.steps if step.waited] == []
    # The second has read what the first has written: no update is lost.
    assert not [
        step for step in second.steps if step.at and step.at.code.startswith("show.seats -=")
    ]


@pytest.mark.usefixtures("postgres")
def test_of_two_that_wait_for_each_other_the_one_that_began_last_is_refused(
    recorder_on_postgres: Recorder,
) -> None:
    runs = [run(recorder_on_postgres, on_postgres(DEADLOCK, prepare=TWO_SHOWS)) for _ in range(3)]
    assert [answers(one) for one in runs] == [[(200, "both"), (500, "")]] * 3
    errors = {str(one.exchanges[1].error and one.exchanges[1].error.message) for one in runs}
    assert errors == {"deadlock detected"}, (
        "and not the numbers of processes, which are others each time"
    )


@pytest.mark.parametrize("handler", ["wsgi", "asgi"])
@pytest.mark.usefixtures("postgres")
def test_whoever_looks_the_answers_are_the_same(
    recorder_on_postgres: Recorder, handler: str
) -> None:
    base = replace(on_postgres(LOCKED), handler=handler)
    ways = [base, replace(base, traced=False), replace(base, keeps_steps=False)]
    found = [answers(run(recorder_on_postgres, one)) for one in ways]
    assert found == [[(200, "0 left"), (200, "0 left")]] * 3


@pytest.mark.usefixtures("postgres")
def test_alone_nobody_waits(recorder_on_postgres: Recorder) -> None:
    alone = replace(on_postgres(LOCKED), requests=(RequestSpec(), RequestSpec()))
    found = run(recorder_on_postgres, alone)
    assert [one.response.text for one in found.exchanges] == ["0 left", "0 left"]
    assert not any(step.waited for one in found.exchanges for step in one.steps)


@pytest.mark.usefixtures("postgres")
def test_a_wait_that_the_server_does_not_know_the_end_of_ends(
    recorder_on_postgres: Recorder,
) -> None:
    """One has the row and wants a lock of Python's, the other has that and wants the row."""
    body = """
first = request.META["QUERY_STRING"] == "ada"
if first:
    Show.objects.update(seats=2)
else:
    LOCK.acquire()
met = True  # here
if first:
    LOCK.acquire()
else:
    Show.objects.update(seats=3)
return HttpResponse("done")
"""
    scenario = on_postgres(body)
    files = tuple(
        replace(
            one,
            content=one.content.replace(
                b"def view", b"LOCK = threading.Lock()\n\n\ndef view"
            ).replace(
                b"@transaction.atomic\nLOCK = threading.Lock()\n\n\n",
                b"LOCK = threading.Lock()\n\n\n@transaction.atomic\n",
            ),
        )
        if one.path == "views.py"
        else one
        for one in scenario.files
    )
    scenario = replace(scenario, files=files, limits=Limits(seconds=20))
    outcome = recorder_on_postgres.run({"it": scenario})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason.endswith("a deadlock")


@pytest.mark.usefixtures("postgres")
def test_one_that_waited_for_a_large_row_gets_it(recorder_on_postgres: Recorder) -> None:
    body = """
with connection.cursor() as cursor:
    cursor.execute("SELECT id, repeat('x', 5000000) FROM lesson_show FOR UPDATE")
    large = len(cursor.fetchone()[1])  # here
return HttpResponse(str(large))
"""
    found = run(recorder_on_postgres, on_postgres(body))
    assert answers(found) == [(200, "5000000"), (200, "5000000")]


@pytest.mark.usefixtures("postgres")
def test_a_table_that_is_locked_as_a_whole_is_not_looked_into(
    recorder_on_postgres: Recorder,
) -> None:
    body = """
if request.META["QUERY_STRING"] == "ben":
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE lesson_show IN ACCESS EXCLUSIVE MODE")
met = True  # here
return HttpResponse("done")
"""
    found = run(recorder_on_postgres, on_postgres(body))
    assert answers(found) == [(200, "done"), (200, "done")]
    rows = [one.left_behind.rows for one in found.exchanges if one.left_behind]
    assert rows == [
        {"auth_group": 0, "auth_user": 0},
        {"auth_group": 0, "auth_user": 0, "lesson_show": 1},
    ]


@pytest.mark.parametrize("traced", [True, False])
@pytest.mark.usefixtures("postgres")
def test_nobody_takes_a_snapshot_before_the_lesson_does(
    recorder_on_postgres: Recorder, *, traced: bool
) -> None:
    body = """
with connection.cursor() as cursor:
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
request.session["a"] = 1
if request.META["QUERY_STRING"] == "ada":
    Show.objects.update(seats=7)
    met = True  # here
else:
    met = True  # here
    seats = Show.objects.get().seats
return HttpResponse(str(Show.objects.get().seats))
"""
    scenario = replace(on_postgres(body), traced=traced)
    assert answers(run(recorder_on_postgres, scenario)) == [(200, "7"), (200, "7")]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("SELECT CURRENT_TIMESTAMP", "SELECT CAST(now() AS timestamp with time zone)"),
        (
            "SELECT current_date, localtime (0)",
            "SELECT CAST(now() AS date), CAST(now() AS time(0))",
        ),
        ("SELECT localtimestamp(3)", "SELECT CAST(now() AS timestamp(3))"),
        ("SELECT current_time", "SELECT CAST(now() AS time with time zone)"),
        ("SELECT 'current_date', \"current_date\"", "SELECT 'current_date', \"current_date\""),
        ("SELECT a.current_date, current_dates", "SELECT a.current_date, current_dates"),
        (
            "SELECT 1 -- current_date\n, 'it''s localtime'",
            "SELECT 1 -- current_date\n, 'it''s localtime'",
        ),
    ],
)
def test_words_of_sql_for_the_time_ask_for_that_of_the_run(sent: str, expected: str) -> None:
    assert by_clock_of_run(sent) == expected
    assert by_clock_of_run(b"current_date") == b"current_date"


@pytest.mark.usefixtures("postgres")
def test_they_mean_what_they_mean(recorder_on_postgres: Recorder) -> None:
    body = """
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE moment (at timestamp with time zone DEFAULT CURRENT_TIMESTAMP, n int)")
    cursor.execute("INSERT INTO moment (n) VALUES (1) RETURNING at = now()")
    made = cursor.fetchone()
    cursor.execute("SELECT CURRENT_DATE::text, LOCALTIME::text, CURRENT_TIMESTAMP(0) = now()")
    return HttpResponse(str([*made, *cursor.fetchone()]))
"""
    alone = replace(on_postgres(body, ""), requests=(RequestSpec(),))
    (only,) = run(recorder_on_postgres, alone).exchanges
    assert only.response.text == "[True, '2026-01-05', '09:00:00', True]"
