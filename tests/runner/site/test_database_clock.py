"""What a database says of the time is what the clock of the run says."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import run, scenario

MODELS = """
from django.db import models
from django.db.models.functions import Now


class Note(models.Model):
    at = models.DateTimeField(db_default=Now())
"""


def test_a_default_of_the_database_is_the_time_of_the_run(recorder: Recorder) -> None:
    source = """
from django.db.models.functions import Now
from django.http import HttpResponse
from lesson.models import Note

def view(request):
    note = Note.objects.create()
    note.refresh_from_db()
    return HttpResponse(f"{note.at:%Y-%m-%d %H:%M:%S} {Note.objects.filter(at__lt=Now()).count()}")
"""
    sent = RequestSpec(), RequestSpec(clock=60)
    found = run(recorder, scenario(source, *sent, files={"models.py": MODELS}))
    texts = [one.response.text for one in found.exchanges]
    assert texts == ["2026-01-05 09:00:00 0", "2026-01-05 09:01:00 1"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("CURRENT_TIMESTAMP", "2026-01-05 09:00:00"),
        ("CURRENT_DATE", "2026-01-05"),
        ("CURRENT_TIME", "09:00:00"),
        ("date()", "2026-01-05"),
        ("datetime('now', '+1 day')", "2026-01-06 09:00:00"),
        ("strftime('%s', 'NOW')", "1767603600"),
        ("julianday('now')", "2461045.875"),
        ("date('2020-02-28', '+1 day')", "2020-02-29"),
        ("time('nothing')", "None"),
        ("strftime('%Y', NULL)", "None"),
    ],
)
def test_each_function_that_reads_the_clock_reads_that_of_the_run(
    recorder: Recorder, asked: str, expected: str
) -> None:
    source = f"""
from django.db import connection
from django.http import HttpResponse

def view(request):
    with connection.cursor() as cursor:
        cursor.execute({f"SELECT {asked}"!r})
        return HttpResponse(str(cursor.fetchone()[0]))
"""
    (only,) = run(recorder, scenario(source, RequestSpec())).exchanges
    assert only.response.text == expected
