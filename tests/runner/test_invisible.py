"""Watching changes nothing: traced, untraced and plain Django give the same answers."""

from functools import cache
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec, Scenario, runs_of
from tests.builders import scenario, view
from tests.same import Oracle, assert_same

ROOT = Path(__file__).resolve().parents[2]
LESSONS = find_lessons(ROOT / "lesson_data")


@cache
def lesson_runs() -> dict[str, Scenario]:
    found: dict[str, Scenario] = {}
    for key, folder in LESSONS.items():
        lesson, problems = load_lesson(folder)
        assert lesson is not None, problems
        plan = scenario_of(lesson)
        found |= {
            f"{key} {name}": one
            for name, one in runs_of(plan).items()
            # An order of the lines in a what-if: both are here, each on its own.
            if name == "main" or (plan.variants or {})[name].after is None
        }
    return found


MODELS = "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.CharField(max_length=9)\n"
PREPARE = (
    "from lesson.models import Book\n\n\ndef prepare():\n    Book.objects.create(title='One')\n"
)

# Views that a clumsy tracer would change: by reading the session, evaluating a queryset, calling a repr.
DELICATE = {
    "never touches the session": scenario(view("return HttpResponse('x')"), RequestSpec(), RequestSpec()),
    "holds a lazy user and a queryset": scenario(
        view("""
        from lesson.models import Book
        user = request.user
        books = Book.objects.all()
        return HttpResponse("not evaluated")
        """),
        files={"models.py": MODELS, "prepare.py": PREPARE},
    ),
    "evaluates both": scenario(
        view("""
        from lesson.models import Book
        name = str(request.user)
        titles = [book.title for book in Book.objects.all()]
        return HttpResponse(f"{name} {titles}")
        """),
        RequestSpec(), RequestSpec(),
        files={"models.py": MODELS, "prepare.py": PREPARE},
    ),
    "a failed transaction": scenario(
        view("""
        from django.db import IntegrityError, transaction
        from lesson.models import Book
        try:
            with transaction.atomic():
                Book.objects.create(pk=1, title="Two")
        except IntegrityError:
            request.session["failed"] = True
        return HttpResponse("x")
        """),
        files={"models.py": MODELS, "prepare.py": PREPARE},
    ),
    "raises": scenario(view("request.session['a'] = 1\nraise ValueError"), RequestSpec(), RequestSpec()),
    "posts and redirects": scenario(
        view("""
        if request.method == "POST":
            request.session["name"] = request.POST["name"]
            return HttpResponseRedirect("/")
        return HttpResponse(request.session.get("name", ""))
        """),
        RequestSpec(method="POST", data={"name": "Ada"}), RequestSpec(),
    ),
    "cycles and flushes": scenario(
        view("""
        if "n" in request.session:
            request.session.flush()
        else:
            request.session["n"] = 1
            request.session.cycle_key()
            request.session.set_expiry(300)
        return HttpResponse("x")
        """),
        RequestSpec(), RequestSpec(), RequestSpec(),
    ),
    "counts its own callers": scenario(
        view("""
        import sys
        frame, depth = sys._getframe(), 0
        while frame:
            frame, depth = frame.f_back, depth + (frame.f_code.co_filename.endswith("views.py"))
        return HttpResponse(f"{depth} {sys.gettrace()} {sys.getprofile()}")
        """)
    ),
    "class-based, with arguments": scenario(
        "from django.http import JsonResponse\nfrom django.views import View\n\n\n"
        "class Item(View):\n    def get(self, request, item):\n        return JsonResponse({'item': item})\n",
        RequestSpec(path="/item/3/?x=1"),
        routes={"item/<int:item>/": "Item"},
    ),
    "texts and numbers that only derive from Python's": scenario(
        view("""
        from http import HTTPStatus
        from django.utils.safestring import mark_safe
        response = HttpResponse(mark_safe("x"), status=HTTPStatus.CREATED)
        response["X-A"] = mark_safe("b")
        response.set_cookie("a", mark_safe("b"))
        return response
        """)
    ),
    "half a character": scenario(
        view("""
        try:
            raise ValueError("\\ud800")
        except ValueError as error:
            request.session["a"] = 1
        return HttpResponse("x")
        """)
    ),
    "a cookie with everything in it": scenario(
        view("""
        response = HttpResponse(repr(sorted(request.COOKIES.items())))
        response.set_cookie("a", 'x; admin=1 "q", y')
        return response
        """),
        RequestSpec(), RequestSpec(),
    ),
    "only the head": scenario(view("return HttpResponse('body')"), RequestSpec(method="HEAD")),
    "no content": scenario(view("return HttpResponse('body', status=204)")),
    "a cookie that is wrong and is refused": scenario(
        view("""
        response = HttpResponse("x")
        try:
            response.set_cookie("a", "b", max_age="abc")
        except ValueError:
            pass
        return response
        """)
    ),
    "a charset that nobody knows": scenario(view("return HttpResponse(b'x', content_type='text/html; charset=bogus')")),
    "an async view": scenario(
        "from django.http import HttpResponse\n\n\nasync def view(request):\n"
        "    await request.session.aset('n', await request.session.aget('n', 0) + 1)\n"
        "    await request.session.asave()\n    return HttpResponse('x')\n",
        RequestSpec(), RequestSpec(),
    ),
    "no such page": scenario(view("return HttpResponse('x')"), RequestSpec(path="/missing/")),
    **{
        f"stores in {engine}": scenario(
            view("request.session['n'] = request.session.get('n', 0) + 1\nreturn HttpResponse(request.session['n'])"),
            RequestSpec(), RequestSpec(),
            settings={"SESSION_ENGINE": f"django.contrib.sessions.backends.{engine}"},
        )
        for engine in ("cache", "cached_db", "file", "signed_cookies")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", [*lesson_runs(), *DELICATE])
def test_the_answers_are_those_of_plain_django(
    name: str, recorder: Recorder, oracle: Oracle, request: pytest.FixtureRequest
) -> None:
    scenario = DELICATE.get(name) or lesson_runs()[name]
    if scenario.database == "postgresql":
        request.getfixturevalue("postgres")
    assert_same(recorder, oracle, scenario)
