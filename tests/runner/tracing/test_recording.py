"""Past its limits a recording counts what it leaves out; to look at a value runs nothing."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits
from proven_lessons.runner.trace import LeftOut
from tests.builders import MIDDLEWARE, exchange, run, scenario, view


def test_rounds_past_the_limit_are_counted_and_their_events_kept(recorder: Recorder) -> None:
    body = "for i in range(100):\n    request.session['n'] = i\nreturn HttpResponse('x')"
    found = exchange(recorder, body, limits=Limits(iterations=3))
    kinds = [step.kind for step in found.steps]
    assert kinds == ["request", *["loop", "session.set"] * 3, "skipped", "loop", "response", "send"]
    skipped = found.steps[7]
    assert skipped.skipped == 194
    assert len(skipped.events) == 97
    assert skipped.session is not None
    assert (skipped.session.data["n"].repr, skipped.locals["i"].repr) == ("99", "99")
    assert (found.steps[8].outcome, found.steps[8].locals["i"].repr) == ("done", "99")


def test_events_past_the_limit_are_counted(recorder: Recorder) -> None:
    found = exchange(
        recorder, "for i in range(2000):\n    request.session['n'] = i\nreturn HttpResponse('x')"
    )
    assert [len(step.events) for step in found.steps if step.kind == "skipped"] == [200]
    assert found.events_dropped == 2000 - 25 - 200
    (left_out,) = [one for step in found.steps for one in step.left_out]
    assert left_out == LeftOut(kind="session.set", count=2000 - 25 - 200)
    assert [
        event.kind
        for event in found.steps[-1].events
        if event.kind.startswith(("session.", "cookies."))
    ] == [
        "session.save",
        "cookies.set",
    ]


def test_statements_that_are_too_many_are_counted_by_their_text(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import User
    for n in range(300):
        User.objects.filter(pk=n).exists()
    for n in range(40):
        list(User.objects.raw(f"SELECT id, {n} AS n FROM auth_user"))
    return HttpResponse("x")
    """
    found = exchange(recorder, body, limits=Limits(iterations=1))
    skipped = [step for step in found.steps if step.kind == "skipped"]
    counts = [(one.count, one.what) for one in skipped[0].left_out]
    assert [count for count, _ in counts] == [99]
    assert "auth_user" in (counts[0][1] or "")
    assert skipped[1].left_out == ()


def test_what_a_statement_did_before_a_call_comes_before_it(recorder: Recorder) -> None:
    body = """
    def inner():
        request.session["b"] = 2
    for n in range(3):
        x = (request.session.get("a"), inner(), request.session.get("b"))
    return HttpResponse("x")
    """
    found = exchange(recorder, body, limits=Limits(iterations=2))
    assert [step.kind for step in found.steps[2:]] == [
        *["loop", "begun", "call", "session.set", "session.get"] * 2,
        "skipped", "loop", "response", "send",
    ]  # fmt: skip
    begun = found.steps[3]
    assert begun.at is not None
    assert begun.at.code.startswith("x = ")
    assert [(event.kind, begun.phase, begun.names) for event in begun.events] == [
        ("session.get", "view", ()),
    ]
    assert begun.session is not None
    assert begun.session.data == {}


def test_looking_at_values_runs_nothing_of_the_lesson(recorder: Recorder) -> None:
    body = """
    calls = []
    class Loud(str):
        def __repr__(self):
            calls.append("repr")
            return "loud"
        __str__ = __len__ = __hash__ = __iter__ = __getitem__ = __repr__
        @property
        def __class__(self):
            calls.append("class")
            return int
    loud = Loud("quiet")
    request.session["loud"] = 1
    held = [loud, {"a": loud}]
    return HttpResponse(len(calls))
    """
    assert exchange(recorder, body).response.text == "0"


def test_what_django_does_for_a_view_is_done_in_it(recorder: Recorder) -> None:
    source = """from django.contrib.auth.models import Group
from django.views.generic import ListView

class View(ListView):
    model = Group
    paginate_by = 1
    template_name = "list.html"

view = View.as_view()
"""
    files = {"templates/list.html": "{% for group in page_obj %}{{ group }}{% endfor %}"}
    steps = run(recorder, scenario(source, files=files)).exchanges[0].steps
    assert [(step.kind, step.phase, [e.kind for e in step.events if e.kind == "sql"])
            for step in steps] == [
        ("request", "opening", []), ("django", "view", ["sql"]), ("send", "closing", []),
    ]  # fmt: skip


def test_a_layer_is_entered_before_what_it_calls(recorder: Recorder) -> None:
    settings = {
        "MIDDLEWARE": ["lesson.middleware.Outer", "django.middleware.common.CommonMiddleware"]
    }
    source = view("return HttpResponse('x')")
    files = {"middleware.py": MIDDLEWARE}
    steps = run(recorder, scenario(source, files=files, settings=settings)).exchanges[0].steps
    entered = [
        (event.name, step.kind, step.at and step.at.function)
        for step in steps
        for event in step.events
        if event.kind == "middleware.enter"
    ]
    assert entered == [
        ("Outer", "request", None),
        ("CommonMiddleware", "begun", "Outer.__call__"),
    ]


def test_of_a_long_loop_only_what_is_new_is_shown(recorder: Recorder) -> None:
    body = """
    total = 0
    for n in range(50):
        for m in range(2):
            total += m
        if n % 3 == 0:
            total += 1
        if n == 40:
            total = 0
    return HttpResponse(total)
    """
    found = exchange(recorder, body, limits=Limits(iterations=4))
    codes = [(step.kind, step.at.code.rstrip(":"), step.skipped) for step in found.steps if step.at]
    last = max(i for i, (kind, code, _) in enumerate(codes) if code == "if n % 3 == 0" and not _)
    assert codes[last + 1 :] == [
        ("assign", "total += 1", 0),
        ("condition", "if n == 40", 0),
        ("skipped", "if n == 40", 308),
        ("assign", "total = 0", 0),
        ("skipped", "if n == 40", 75),
        ("loop", "for n in range(50)", 0),
        ("response", "return HttpResponse(total)", 0),
    ]


def test_of_a_function_that_is_called_often_only_what_is_new_is_shown(recorder: Recorder) -> None:
    body = """
    def weight(n):
        if n == 8:
            return 0
        if n % 2:
            return 1
        return 2
    total = sum(map(weight, range(10)))
    return HttpResponse(total)
    """
    found = exchange(recorder, body, limits=Limits(iterations=3))
    codes = [(step.at.code.rstrip(":"), step.skipped) for step in found.steps if step.at]
    last = max(i for i, (code, _) in enumerate(codes) if code == "def weight(n)")
    assert codes[last + 1 : -2] == [
        ("if n == 8", 0),
        ("if n % 2", 0),
        ("return 2", 0),
        ("if n == 8", 16),
        ("return 0", 0),
        ("return 1", 3),
    ]
