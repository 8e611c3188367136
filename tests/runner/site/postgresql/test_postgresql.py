"""Each run has a copy of the migrated database; what it does there, no other run sees."""

from dataclasses import replace

import psycopg
import pytest

from proven_lessons.generator.claims.parts import of_exchange
from proven_lessons.generator.facts.partial import NotKnownError
from proven_lessons.generator.facts.transactions import is_known, undone
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.postgres import COPY, is_of_a_run
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec, Scenario
from proven_lessons.runner.trace import Run
from tests.builders import events_of, run, scenario

MODELS = """
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Note(models.Model):
    words = ArrayField(models.CharField(max_length=9), default=list)
    at = models.DateTimeField(db_default=Now())
"""
TOP = """
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import HttpResponse
from lesson.models import Note

"""


def on_postgres(body: str, *requests: RequestSpec) -> Scenario:
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    source = f"{TOP}\ndef view(request):\n{lines}"
    made = scenario(source, *requests, files={"models.py": MODELS})
    return replace(made, database="postgresql")


def found_in(recorder: Recorder, body: str, *requests: RequestSpec) -> Run:
    return run(recorder, on_postgres(body, *requests))


pytestmark = pytest.mark.usefixtures("postgres")


def test_what_only_postgresql_has_is_there(recorder_on_postgres: Recorder) -> None:
    body = """
Note.objects.create(words=["a", "b"])
Note.objects.bulk_create([Note(), Note()])
return HttpResponse(f"{Note.objects.filter(words__contains=['a']).count()} of {Note.objects.count()}")
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "1 of 3"
    sent = [
        (event.sql.split()[0], event.rows, event.params)
        for step in only.steps
        for event in step.events
        if event.kind == "sql"
    ]
    changed = [(verb, rows) for verb, rows, _params in sent if verb == "INSERT"]
    assert changed == [("INSERT", 1), ("INSERT", 2)], "it says how many, with RETURNING, too"
    assert [rows for verb, rows, _params in sent if verb == "SELECT"] == [None, None]


def test_each_run_begins_anew_and_leaves_nothing(
    recorder_on_postgres: Recorder, postgres: str
) -> None:
    with psycopg.connect(postgres) as server:
        before = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
    body = "return HttpResponse(str(Note.objects.create().pk))"
    texts = [found_in(recorder_on_postgres, body).exchanges[0].response.text for _ in range(2)]
    assert texts == ["1", "1"]
    with psycopg.connect(postgres) as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database")]
    left = {name for name in names if is_of_a_run(name) and f"_{COPY}" in name}
    assert left <= before


def test_its_clock_is_that_of_the_run(recorder_on_postgres: Recorder) -> None:
    body = """
note = Note.objects.create()
note.refresh_from_db()
with transaction.atomic():
    late = Note.objects.filter(at__lt=Now()).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return HttpResponse(f"{note.at:%Y-%m-%d %H:%M:%S} {late} {cursor.fetchone()[0] == note.at}")
"""
    found = found_in(recorder_on_postgres, body, RequestSpec(), RequestSpec(clock=60))
    texts = [one.response.text for one in found.exchanges]
    assert texts == ["2026-01-05 09:00:00 0 True", "2026-01-05 09:01:00 1 True"]


def test_a_session_is_seen_where_it_is(recorder_on_postgres: Recorder) -> None:
    """In its own transaction before it is committed, and not once that is broken."""
    body = """
try:
    with transaction.atomic():
        request.session["a"] = 1
        request.session.save()
        saved = True
        Note.objects.create(pk=1)
        Note.objects.create(pk=1)
except Exception:
    failed = True
return HttpResponse("done")
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    status = {
        step.at.code: step.session.status
        for step in only.steps
        if step.at is not None and step.session
    }
    assert status["saved = True"] == "saved"
    assert only.left_behind is not None
    assert only.left_behind.rows == {"auth_group": 0, "auth_user": 0, "lesson_note": 0}
    assert only.left_behind.sessions == ()
    assert only.response.status == 400, "the middleware finds no row to save the session in"


@pytest.mark.parametrize("handler", ["wsgi", "asgi"])
def test_an_async_view_has_the_same_database(recorder_on_postgres: Recorder, handler: str) -> None:
    source = f"""{TOP}
async def view(request):
    await Note.objects.acreate()
    return HttpResponse(str(await Note.objects.acount()))
"""
    made = scenario(source, RequestSpec(), RequestSpec(), files={"models.py": MODELS})
    found = run(recorder_on_postgres, replace(made, database="postgresql", handler=handler))
    assert [one.response.text for one in found.exchanges] == ["1", "2"]
    assert all(events_of(one.steps, "sql") for one in found.exchanges)


def test_a_lesson_sees_no_way_to_the_server_in_its_environment(
    recorder_on_postgres: Recorder,
) -> None:
    body = (
        "import os\nreturn HttpResponse(str([name for name in os.environ if 'POSTGRES' in name]))"
    )
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "[]"


def test_watched_or_not_the_answer_is_the_same(recorder_on_postgres: Recorder) -> None:
    body = "request.session['n'] = request.session.get('n', 0) + Note.objects.create().pk\nreturn HttpResponse(str(request.session['n']))"
    base = on_postgres(body, RequestSpec(), RequestSpec())
    ways = [base, replace(base, traced=False), replace(base, keeps_steps=False)]
    found = [
        [one.response.text for one in run(recorder_on_postgres, way).exchanges] for way in ways
    ]
    assert found == [["1", "3"]] * 3


def test_settings_that_are_read_early_have_a_new_process_and_a_database_there(
    recorder_on_postgres: Recorder,
) -> None:
    early = replace(
        on_postgres("return HttpResponse(str(Note.objects.count()))"), settings={"USE_TZ": False}
    )
    (only,) = run(recorder_on_postgres, early).exchanges
    assert only.response.text == "0"


def test_tests_of_a_lesson_can_not_be_run_there(recorder_on_postgres: Recorder) -> None:
    of_tests = on_postgres("return HttpResponse()", RequestSpec(command="test lesson.tests"))
    outcome = recorder_on_postgres.record([of_tests])[of_tests.lesson]
    assert str(outcome) == "a lesson that runs tests can't be run on PostgreSQL, too"


def test_it_is_said_that_there_is_no_server(
    recorder_on_postgres: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LESSONS_POSTGRES_URL")
    of_none = on_postgres("return HttpResponse()")
    outcome = recorder_on_postgres.record([of_none])[of_none.lesson]
    assert str(outcome) == "it is run on PostgreSQL, and LESSONS_POSTGRES_URL names no server"
    assert not isinstance(outcome, ScenarioError)


IN_A_TRANSACTION = """
with transaction.atomic():
    request.session["a"] = 1
    with connection.cursor() as cursor:
        cursor.execute({!r})
        seen = 1
        cursor.execute({!r})
        found = cursor.fetchone()
return HttpResponse(str(found))
"""


@pytest.mark.parametrize(
    ("first", "then", "answer"),
    [
        ("SET LOCAL search_path TO tenant", "SELECT 1", "(1,)"),
        ("SELECT 1", "SHOW transaction_isolation", "('read committed',)"),
        ("SET LOCAL jit TO off", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "500"),
        ("SET LOCAL lock_timeout TO 1", "SELECT count(*) FROM lesson_note", "(0,)"),
        ("DECLARE c CURSOR FOR SELECT 7", "FETCH c", "(7,)"),
    ],
)
def test_a_look_changes_nothing_in_a_transaction(
    recorder_on_postgres: Recorder, first: str, then: str, answer: str
) -> None:
    base = on_postgres(IN_A_TRANSACTION.format(first, then), RequestSpec(), RequestSpec())
    for way in (base, replace(base, traced=False)):
        found = run(recorder_on_postgres, way).exchanges[-1].response
        assert answer in (found.text, str(found.status)), way.traced


def test_a_transaction_may_be_made_another_kind_before_it_reads(
    recorder_on_postgres: Recorder,
) -> None:
    body = IN_A_TRANSACTION.format(
        "SET LOCAL jit TO off", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
    ).replace("cursor.fetchone()", "cursor.execute('SHOW transaction_isolation').fetchone()")
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "('repeatable read',)"


def test_a_lesson_may_have_a_clock_of_its_own(recorder_on_postgres: Recorder) -> None:
    body = """
from unittest import mock
with mock.patch("time.time", side_effect=[1.0, 2.0]) as clock:
    count = Note.objects.count() + Note.objects.count() + Note.objects.count()
return HttpResponse(f"{count} {clock.call_count}")
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "0 0"


def test_the_time_of_a_transaction_is_that_at_which_it_began(
    recorder_on_postgres: Recorder,
) -> None:
    body = """
import time
moments = []
with transaction.atomic():
    for name in ("now()", "now()", "statement_timestamp()", "transaction_timestamp()"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}")
            moments.append(cursor.fetchone()[0])
        time.sleep(60)
with connection.cursor() as cursor:
    cursor.execute("SELECT now()")
    moments.append(cursor.fetchone()[0])
return HttpResponse(str([int((one - moments[0]).total_seconds()) for one in moments]))
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "[0, 0, 120, 0, 240]"


def test_sessions_stand_in_the_order_in_which_they_came(recorder_on_postgres: Recorder) -> None:
    """A row that is changed moves to the end of its table."""
    body = "request.session['n'] = request.session.get('n', 0) + 1\nreturn HttpResponse('ok')"
    sent = [RequestSpec(client=name) for name in ("ada", "ben", "ada")]
    last = found_in(recorder_on_postgres, body, *sent).exchanges[-1]
    assert last.left_behind is not None
    assert [one.key for one in last.left_behind.sessions] == ["session-key-1", "session-key-2"]


def test_parameters_are_shown_as_the_values_that_they_are(recorder_on_postgres: Recorder) -> None:
    body = """
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Float8, Int4
with connection.cursor() as cursor:
    cursor.execute("SELECT %s, %s, %s", [Float8(1.5), Int4(3), "a"])
    cursor.execute("SELECT %(a)s", {"a": Int4(3)})
    cursor.execute("SELECT %s, %s", [Jsonb({"a": [1]}), Jsonb(None)])
return HttpResponse("ok")
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert [one.params for one in events_of(only.steps, "sql")] == [
        ("1.5", "3", "'a'"),
        ("a=3",),
        ("{'a': [1]}", "Jsonb(None)"),
    ]


def test_what_others_are_copied_from_can_not_be_changed(recorder_on_postgres: Recorder) -> None:
    body = """
import psycopg
with connection.cursor() as cursor:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'lessons%' ORDER BY 1")
    names = [name for (name,) in cursor.fetchall()]
said = []
for name in names:
    try:
        psycopg.connect(host=connection.connection.info.host, user=connection.connection.info.user, dbname=name).close()
        said.append("in")
    except psycopg.OperationalError as error:
        said.append("refused" if "not currently accepting" in str(error) else str(error))
return HttpResponse(" ".join(sorted(set(said))))
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "in refused"


SENT_BY_HAND = """
with connection.cursor() as cursor:
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO lesson_note (words) VALUES ('{}')")
    try:
        cursor.execute("SELECT 1/0")
    except Exception:
        pass
    cursor.execute("COMMIT")
return HttpResponse(str(Note.objects.count()))
"""
IN_ATOMIC = """
with transaction.atomic():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO lesson_note (words) VALUES ('{}')")
        try:
            cursor.execute("SELECT 1/0")
        except Exception:
            pass
return HttpResponse(str(Note.objects.count()))
"""


@pytest.mark.parametrize("body", [SENT_BY_HAND, IN_ATOMIC])
def test_a_commit_of_what_has_failed_is_told_as_the_rollback_that_it_is(
    recorder_on_postgres: Recorder, body: str
) -> None:
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "0"
    ended = [one for one in events_of(only.steps, "sql") if one.sql == "COMMIT"]
    assert [one.answer for one in ended] == ["ROLLBACK"]
    gone = [one.query.sql.split()[0] for one in undone(only)]
    assert gone == ["INSERT"]
    assert is_known(only)


def test_what_is_copied_into_a_table_is_told(recorder_on_postgres: Recorder) -> None:
    body = """
with connection.cursor() as cursor:
    with cursor.copy("COPY lesson_note (words) FROM STDIN") as copy:
        copy.write_row([["a"]])
        copy.write_row([["b"]])
    with cursor.copy("COPY lesson_note (id) TO STDOUT") as copy:
        ids = list(copy.rows())
return HttpResponse(str(len(ids)))
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "2"
    sent = events_of(only.steps, "sql")
    assert [(one.sql.split()[0], one.rows, one.fetched) for one in sent] == [
        ("COPY", 2, None),
        ("COPY", None, 2),
    ]


def test_without_autocommit_it_is_not_said_that_nothing_was_undone(
    recorder_on_postgres: Recorder,
) -> None:
    body = """
transaction.set_autocommit(False)
Note.objects.create()
transaction.rollback()
Note.objects.create()
transaction.commit()
transaction.set_autocommit(True)
return HttpResponse(str(Note.objects.count()))
"""
    (only,) = found_in(recorder_on_postgres, body).exchanges
    assert only.response.text == "1"
    assert not is_known(only)
    with pytest.raises(NotKnownError):
        of_exchange(only)["undone"]()
