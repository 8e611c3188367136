"""Two requests that are served at once do to each other what two threads do in plain Django, each time the same."""

import sys
import textwrap
from collections.abc import Mapping

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Barrier, Limits, RequestSpec, Scenario
from proven_lessons.runner.together import Turn, give_way, may_wait, run_together
from proven_lessons.runner.trace import Run
from tests.builders import events_of, run, scenario, statements
from tests.two_threads import answers_of_django

MODELS = """
from django.db import models


class Show(models.Model):
    title = models.CharField(max_length=20, unique=True)
    seats = models.IntegerField(default=1)
"""
PREPARE = """
from lesson.models import Show


def prepare():
    Show.objects.create(title="Hamlet")
"""
TOP = """\
import threading
import time
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from lesson.models import Show

"""
BOOK = """
show = Show.objects.get(title="Hamlet")  # here
if show.seats:
    show.seats -= 1
    show.save()
return HttpResponse(f"{show.seats} left")
"""
WRITE_FIRST = """
Show.objects.filter(title="Hamlet").update(seats=1)  # here
show = Show.objects.get(title="Hamlet")
show.seats -= 1
show.save()
return HttpResponse(f"{show.seats} left")
"""
CREATE = """
found = Show.objects.filter(title="Othello").exists()  # here
if not found:
    Show.objects.create(title="Othello")
return HttpResponse("made")
"""


def view_of(body: str, decorator: str = "") -> str:
    head = f"{TOP}\n{decorator}\n" if decorator else f"{TOP}\n"
    return f"{head}def view(request):\n{textwrap.indent(body.strip(), '    ')}\n"


def both(source: str, at: str = "# here", *, after: int = 0, **more: object) -> Scenario:
    """Give a scenario of two requests at once, and then some more."""
    barriers = (Barrier(at=at),) if at else ()
    sent = [
        RequestSpec(path=f"/?{name}", client=name, together=1, barriers=barriers)
        for name in ("ada", "ben")
    ]
    files = {"models.py": MODELS, "prepare.py": PREPARE}
    rest = [RequestSpec() for _ in range(after)]
    return scenario(source, *sent, *rest, files=files, **more)  # type: ignore[arg-type]


def answers(found: Run) -> list[tuple[int, str]]:
    return [
        (one.response.status, (one.response.text or "") if one.response.status < 500 else "")
        for one in found.exchanges
    ]


@pytest.mark.parametrize(
    ("body", "decorator", "expected"),
    [
        (BOOK, "", [(200, "0 left"), (200, "0 left")]),
        (BOOK, "@transaction.atomic", [(200, "0 left"), (500, "")]),
        (WRITE_FIRST, "@transaction.atomic", [(200, "0 left"), (200, "0 left")]),
        (CREATE, "", [(200, "made"), (500, "")]),
        (CREATE, "@transaction.atomic", [(200, "made"), (500, "")]),
    ],
)
def test_they_are_answered_as_by_two_threads_of_plain_django(
    recorder: Recorder, body: str, decorator: str, expected: list[tuple[int, str]]
) -> None:
    source = view_of(body, decorator)
    assert answers(run(recorder, both(source))) == expected
    assert answers_of_django(source, MODELS, PREPARE, "# here") == expected


def test_numbers_tell_what_was_when(recorder: Recorder) -> None:
    first, second, third = run(recorder, both(view_of(BOOK), after=1)).exchanges
    assert [step.number for step in first.steps] == [1, 2, 5, 6, 7, 8, 9]
    assert [step.number for step in second.steps] == [3, 4, 10, 11, 12, 13, 14]
    assert [step.number for step in third.steps] == list(range(15, 20))
    assert [one.together for one in (first, second, third)] == [1, 1, 0]
    assert [step.after for one in (first, second) for step in one.steps] == [None] * 14


def test_without_barriers_one_follows_the_other(recorder: Recorder) -> None:
    first, second = run(recorder, both(view_of(BOOK), "")).exchanges
    assert first.steps[-1].number < second.steps[0].number
    assert second.response.text == "0 left"


@pytest.mark.parametrize("handler", ["wsgi", "asgi"])
@pytest.mark.parametrize("decorator", ["", "@transaction.atomic"])
def test_whoever_looks_the_answers_are_the_same(
    recorder: Recorder, handler: str, decorator: str
) -> None:
    """What looks at the tables between two statements must not take a lock that lasts."""
    body = 'seen = request.session.get("a")\na = 1  # here\nShow.objects.create(title=request.META["QUERY_STRING"])\nreturn HttpResponse("made")'
    base = both(view_of(body, decorator))
    ways = [
        Scenario(**{**_fields(base), "handler": handler, **more})
        for more in ({}, {"traced": False}, {"keeps_steps": False})
    ]
    assert [answers(run(recorder, one)) for one in ways] == [[(200, "made")] * 2] * 3


def test_a_session_is_saved_as_a_whole(recorder: Recorder) -> None:
    source = view_of(
        'name = request.META["QUERY_STRING"]\nrequest.session.get("a")  # here\nrequest.session[name] = 1\nreturn HttpResponse(name)'
    )
    before = RequestSpec(path="/?first")
    sent = [
        RequestSpec(path=f"/?{name}", together=1, barriers=(Barrier(at="# here"),), tab=name)
        for name in ("left", "right")
    ]
    one = scenario(source, before, *sent, files={"models.py": MODELS, "prepare.py": PREPARE})
    *_, left, right = run(recorder, one).exchanges
    ends = [each.steps[-1].session for each in (left, right)]
    assert [sorted(end.data) for end in ends if end] == [["first", "left"], ["first", "right"]]
    assert ends[1] is not None and ends[1].stored is not None
    assert sorted(ends[1].stored) == ["first", "right"]
    changed = [
        step.session.changed for step in right.steps if step.session and step.session.changed
    ]
    assert changed == [("right",)], "what the other one has saved, this one did not change"


def test_who_commits_waits_until_the_other_one_reads_no_more(recorder: Recorder) -> None:
    first, second = run(recorder, both(view_of(BOOK, "@transaction.atomic"))).exchanges
    sent = {
        event.sql: (step.number, event.error)
        for one in (first, second)
        for step in one.steps
        for event in events_of([step], "sql")
    }
    assert sent["ROLLBACK"][0] < sent["COMMIT"][0]
    assert (sent["ROLLBACK"][1], sent["COMMIT"][1]) == (None, None)
    assert second.error is not None
    assert (second.error.type, second.error.message) == ("OperationalError", "database is locked")


def test_a_lock_of_the_lesson_is_waited_for(recorder: Recorder) -> None:
    source = view_of(f"with LOCK:\n{textwrap.indent(BOOK.strip(), '    ')}").replace(
        "def view", "LOCK = threading.Lock()\n\n\ndef view"
    )
    found = run(recorder, both(source))
    assert answers(found) == [(200, "0 left"), (200, "0 left")]
    first, second = found.exchanges
    reads = [
        step.number for step in statements(second) if "get(" in ((step.at and step.at.code) or "")
    ]
    writes = [
        step.number for step in statements(first) if "save" in ((step.at and step.at.code) or "")
    ]
    assert writes < reads, "the second one reads what the first one has written"


def test_whoever_sleeps_lets_the_other_one_go_on(recorder: Recorder) -> None:
    body = """
while not cache.add("lock", 1):
    time.sleep(1)
name = request.META["QUERY_STRING"]  # here
cache.delete("lock")
return HttpResponse(name)
"""
    first, second = run(recorder, both(view_of(body))).exchanges
    assert (first.response.text, second.response.text) == ("ada", "ben")
    naps = sum("sleep" in ((step.at and step.at.code) or "") for step in second.steps)
    assert naps == 2, "who sleeps again waits for the one at the barrier"


def test_of_two_who_sleep_the_first_to_wake_goes_on(recorder: Recorder) -> None:
    body = """
begun = time.time()
time.sleep(10 if request.META["QUERY_STRING"] == "ada" else 1)  # here
return HttpResponse(f"{time.time() - begun:.0f}")
"""
    first, second = run(recorder, both(view_of(body))).exchanges
    assert (first.response.text, second.response.text) == ("10", "1")


def test_who_sleeps_on_the_way_to_a_barrier_is_waited_for(recorder: Recorder) -> None:
    body = f'if request.META["QUERY_STRING"] == "ben":\n    time.sleep(1)\n{BOOK.strip()}'
    assert answers(run(recorder, both(view_of(body)))) == [(200, "0 left")] * 2


@pytest.mark.parametrize(("seconds", "expected"), [(1, (200, "done")), (10, (500, ""))])
def test_a_lock_of_the_database_is_waited_for_as_long_as_sqlite_does(
    recorder: Recorder, seconds: int, expected: tuple[int, str]
) -> None:
    body = f"""
Show.objects.update(seats=2)  # here
time.sleep({seconds} if request.META["QUERY_STRING"] == "ada" else 0)
return HttpResponse("done")
"""
    found = run(recorder, both(view_of(body, "@transaction.atomic")))
    assert answers(found) == [(200, "done"), expected]


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("threading.RLock()", "with KEPT:\n    a = 1  # here"),
        ("threading.Semaphore(1)", "with KEPT:\n    a = 1  # here"),
        ("threading.BoundedSemaphore(1)", "with KEPT:\n    a = 1  # here"),
        ("threading.Condition()", "with KEPT:\n    a = 1  # here"),
        (
            "threading.Event()",
            "if name == 'ben':\n    KEPT.set()\nelse:\n    assert KEPT.wait(2)\na = 1  # here",
        ),
        (
            "queue.Queue()",
            "if name == 'ben':\n    KEPT.put(1)\nelse:\n    KEPT.get()\na = 1  # here",
        ),
        (
            "threading.Condition()",
            "with KEPT:\n    if name == 'ben':\n        KEPT.notify()\n    else:\n        assert KEPT.wait(2)",
        ),
    ],
)
def test_what_is_made_of_locks_hands_the_baton_over(
    recorder: Recorder, made: str, used: str
) -> None:
    body = f'name = request.META["QUERY_STRING"]\n{used}\nreturn HttpResponse(name)'
    source = view_of(body).replace("def view", f"import queue\n\nKEPT = {made}\n\n\ndef view")
    found = run(recorder, both(source, limits=Limits(seconds=4)))
    assert answers(found) == [(200, "ada"), (200, "ben")]


def test_a_kind_of_lock_is_still_a_class(recorder: Recorder) -> None:
    body = "return HttpResponse(str([isinstance(LOCK, threading.Lock), isinstance(1, threading.Lock)]))"
    source = view_of(body).replace(
        "def view", "LOCK: threading.Lock | None = threading.Lock()\n\n\ndef view"
    )
    if sys.version_info >= (3, 13):  # before that, it is a function
        assert answers(run(recorder, both(source)))[0] == (200, "[True, False]")


def test_a_deadlock_is_told_at_once(recorder: Recorder) -> None:
    body = """
one, other = (A, B) if request.META["QUERY_STRING"] == "ada" else (B, A)
with one:
    held = 1  # here
    with other:
        return HttpResponse("both")
"""
    source = view_of(body).replace(
        "def view", "A = threading.Lock()\nB = threading.Lock()\n\n\ndef view"
    )
    outcome = recorder.run({"it": both(source)})["it"]
    assert isinstance(outcome, LessonFailed)
    assert outcome.reason.endswith("a deadlock")
    assert outcome.file == "views.py"


def test_a_step_says_that_it_waited(recorder: Recorder) -> None:
    first, second = run(recorder, both(view_of(WRITE_FIRST, "@transaction.atomic"))).exchanges
    waited = [step.at.code for step in second.steps if step.waited and step.at]
    assert ["update(" in code for code in waited] == [True]
    assert not any(step.waited for step in first.steps)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("seats()", [(True, False), (False, False)]),  # asked before the row is looked for
        ("seats", [(True, False), (False, True)]),  # asked when there was none
    ],
)
def test_a_row_that_came_meanwhile_is_no_row_that_was_found(
    recorder: Recorder, given: str, expected: list[tuple[bool, bool]]
) -> None:
    body = f"""
_, made = Show.objects.get_or_create(title="Othello", defaults={{"seats": {given}}})
return HttpResponse(str(made))
"""
    source = view_of(body).replace(
        "def view", "def seats():\n    left = 3  # here\n    return left\n\n\ndef view"
    )
    found = run(recorder, both(source)).exchanges
    got = [event for one in found for event in events_of(one.steps, "models")]
    assert [(one.created, one.refused) for one in got] == expected


def test_where_nobody_waits_they_are_not_at_once(recorder: Recorder) -> None:
    for at in ("nowhere", "def view"):
        found = run(recorder, both(view_of(BOOK), at)).exchanges
        assert [one.together for one in found] == [0, 0]


def test_a_barrier_inside_the_lock_of_a_library_is_met_behind_it(recorder: Recorder) -> None:
    source = view_of(
        'logging.getLogger("lesson").warning("%s", Loud())\nname = request.META["QUERY_STRING"]\nreturn HttpResponse(name)'
    ).replace(
        "def view",
        "import logging\n\n\nclass Loud:\n    def __str__(self):\n        text = 'loud'  # here\n        return text\n\n\ndef view",
    )
    first, second = run(recorder, both(source)).exchanges
    assert [one.response.text for one in (first, second)] == ["ada", "ben"]
    assert first.steps[-1].number > second.steps[0].number, "they do meet"


def test_nothing_is_left_of_it_for_the_next_run(recorder: Recorder) -> None:
    """Two runs in one process: neither rows, nor the cache, nor names of threads reach the second."""
    source = view_of(
        'seen = cache.get("seen")\ncache.set("seen", 1)  # here\nShow.objects.create(title=request.META["QUERY_STRING"])\n'
        'return HttpResponse(f"{seen} {threading.current_thread().name} {Show.objects.count()}")'
    )
    runs = [run(recorder, both(source)) for _ in range(2)]
    assert answers(runs[0]) == answers(runs[1])
    assert answers(runs[0])[0] == (200, "None thread-1 2")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True:\n    a = 1  # here", "limits: steps"),
        ("a = 1  # here\nraise SystemExit(3)", "it called sys.exit(3)"),
        ("a = 1  # here\nraise MemoryError", "limits: memory"),
    ],
)
def test_a_run_that_goes_wrong_ends_with_its_reason(
    recorder: Recorder, body: str, reason: str
) -> None:
    outcome = recorder.run({"it": both(view_of(body), limits=Limits(steps=500))})["it"]
    assert isinstance(outcome, LessonFailed)
    assert reason in outcome.reason


def test_what_one_changes_outside_is_told_of_it_alone(recorder: Recorder) -> None:
    source = view_of(
        'name = request.META["QUERY_STRING"]  # here\nSEEN.append(name)\nreturn HttpResponse(name)'
    ).replace("def view", "SEEN = []\n\n\ndef view")
    first, second = run(recorder, both(source)).exchanges
    told = [[step.outside for step in one.steps if step.outside] for one in (first, second)]
    assert [[next(iter(each.values())).repr for each in one] for one in told] == [
        ["['ada']"],
        ["['ada', 'ben']"],
    ]


def test_an_error_is_that_of_its_own_request(recorder: Recorder) -> None:
    body = 'name = request.META["QUERY_STRING"]  # here\nif name == "ben":\n    raise ValueError(name)\nreturn HttpResponse(name)'
    first, second = run(recorder, both(view_of(body))).exchanges
    assert first.error is None
    assert second.error is not None
    assert second.error.message == "ben"


def test_tests_and_two_requests_at_once_are_refused(recorder: Recorder) -> None:
    one = both(view_of(BOOK))
    more = Scenario(
        **{**_fields(one), "requests": (*one.requests, RequestSpec(command="test lesson"))}
    )
    outcome = recorder.run({"it": more})["it"]
    assert isinstance(outcome, LessonFailed)
    assert "tests" in outcome.reason


def test_turns() -> None:
    """The one who has passed the fewest barriers goes on, of several the first."""
    told: list[str] = []

    def work(name: str, barriers: int) -> object:
        def do(turn: Turn) -> str:
            for number in range(barriers):
                told.append(f"{name}{number}")
                turn.meet()
            told.append(name)
            return name.upper()

        return do

    works = [work("a", 2), work("b", 1)]
    assert run_together(works) == (["A", "B"], True)  # type: ignore[arg-type]
    assert told == ["a0", "b0", "a1", "b", "a"]


def test_who_waits_for_nobody_is_told_so() -> None:
    assert not give_way()
    assert may_wait()
    found: list[bool] = []

    def waits(turn: Turn) -> None:
        found.append(turn.give_way())
        found.append(turn.give_way())

    def ends(turn: Turn) -> None:
        found.append(turn.give_way())

    run_together([waits, ends])
    assert found == [False, True, False], (
        "neither has moved on, so both wait in vain; then one ended"
    )


def test_what_one_raises_is_raised_when_all_have_ended() -> None:
    ended: list[int] = []

    def fails(turn: Turn) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run_together([fails, lambda turn: ended.append(1)])
    assert ended == [1]


# Private


def _fields(one: Scenario) -> Mapping[str, object]:
    return {name: getattr(one, name) for name in Scenario.__dataclass_fields__}
