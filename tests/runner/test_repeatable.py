"""The same lesson gives the same bytes: on any machine, under any hash seed and time zone, however it is started."""

import json
import os
import subprocess
import sys
from pathlib import Path

from proven_lessons.runner import codec
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec, Scenario, to_json
from proven_lessons.runner.trace import MadeFrom, Run, Trace
from tests.builders import run, scenario, view

ROOT = Path(__file__).resolve().parents[2]
# Everything that differs from run to run by nature.
SOURCE = view("""
import os, random, secrets, time, uuid
from datetime import datetime
from django.utils import timezone
request.session["drawn"] = [random.random(), secrets.token_hex(8), str(uuid.uuid4()), os.urandom(4).hex()]
request.session["now"] = [str(datetime.now()), str(timezone.now()), time.time(), str(time.localtime().tm_hour)]
request.session["timed"] = [time.perf_counter(), time.process_time(), os.stat(__file__).st_mtime]
words = {"one", "two", "three", "four"}
from django.contrib.auth.models import Group
from django.db import transaction
with transaction.atomic():
    with transaction.atomic():
        Group.objects.get_or_create(name="a")
thing = object()
time.sleep(90)
return HttpResponse(f"{thing} {words} {time.time()} {hash('text')} {request.session.session_key}")
""")


def dumped(of: Run) -> str:
    made_from = MadeFrom(digest="", django="", python="")
    return codec.dumps(Trace(lesson="tests/lesson", made_from=made_from, runs={"main": of}))


def lesson() -> Scenario:
    return scenario(SOURCE, RequestSpec(), RequestSpec(client="ada"))


def test_every_way_to_run_a_lesson_gives_the_same_bytes(recorder: Recorder) -> None:
    first = dumped(run(recorder, lesson()))
    assert dumped(run(recorder, lesson())) == first
    with Recorder(start="spawn") as spawning:
        assert dumped(run(spawning, lesson())) == first
    assert "session-key-1" in first and "session-key-2" in first
    assert "<object object at 0x01>" in first
    assert "1767603690.0" in first, "sleeping 90 seconds moves the clock by 90 seconds"


def test_hash_seed_time_zone_and_locale_of_the_host_do_not_matter() -> None:
    found = set()
    for seed, zone in (("1", "Asia/Tokyo"), ("77", "America/Lima")):
        script = (
            "from tests.runner.test_repeatable import *\n"
            "with Recorder() as recorder: print(dumped(run(recorder, lesson())))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_two_runs_in_one_process_are_alike_and_need_no_other_process() -> None:
    script = """
import json, sys
from runner.worker import run_text
text = sys.stdin.read()
first, second = run_text(text), run_text(text)
assert first == second, "the first run left something behind"
print(first)
"""
    job = json.dumps(to_json(scenario(view("request.session['a'] = 1\nreturn HttpResponse('ok')"))))
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        input=job, cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["run"]["exchanges"][0]["response"]["text"] == "ok"


def test_tables_of_the_lessons_own_models_start_empty_each_time(recorder: Recorder) -> None:
    models = "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.CharField(max_length=9)\n"
    body = """
    from lesson.models import Book
    Book.objects.create(title="New")
    return HttpResponse(Book.objects.count())
    """
    one = scenario(view(body), files={"models.py": models})
    assert [run(recorder, one).exchanges[0].response.text for _ in range(2)] == ["1", "1"]
