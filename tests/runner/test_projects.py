"""Views of a Django project that is not ours are traced where they are; nothing is written there."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.facts.transactions import undone
from proven_lessons.runner.errors import LessonFailed, RunnerError
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes import recorder as recorder_module
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import (
    Barrier,
    Edit,
    Limits,
    ProjectSpec,
    RequestSpec,
    Scenario,
    SourceFile,
    Variant,
)
from proven_lessons.runner.side_effects import side_effects
from proven_lessons.runner.trace import Run, Trace
from tests.projects import write_project

WATCHED = {"orders.views": "orders/views.py", "catalog.services": "catalog/services.py"}
CART = RequestSpec(path="/cart/?name=tea&name=cup")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path / "shop")


def scenario(root: Path, *, watch: Mapping[str, str] = WATCHED, **more: Any) -> Scenario:
    files = [
        SourceFile(path=path, content=(root / path).read_bytes(), module=module)
        for module, path in watch.items()
    ]
    spec: dict[str, Any] = {"settings": "shop.settings", "fixtures": ("more",)}
    project = ProjectSpec(root=str(root), **spec | more.pop("project", {}))
    return Scenario(
        lesson="t/one", files=tuple(files), routes={}, requests=(CART,), project=project, **more
    )


def run_of(outcome: Run | RunnerError) -> Run:
    assert isinstance(outcome, Run), outcome
    return outcome


def steps(run: Run) -> list[str]:
    return [
        f"{step.at.file}:{step.at.line} {step.at.code.strip()}"
        for step in run.exchanges[0].steps
        if step.at
    ]


def listing(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_calls_across_apps_are_steps(root: Path, recorder: Recorder) -> None:
    before = listing(root)
    run = run_of(recorder.run({"it": scenario(root)})["it"])
    exchange = run.exchanges[0]
    assert exchange.response.text == "<p>8 True</p>\n"  # a data migration, a fixture, ready()
    assert exchange.view == "orders.views.cart"
    assert steps(run)[:3] == [
        'orders/views.py:8 names = request.GET.getlist("name")',
        "catalog/services.py:4 def total_of(names):",
        "catalog/services.py:5 total = 0",
    ]
    assert exchange.left_behind is not None
    assert (exchange.left_behind.rows or {})["catalog_product"] == 2
    assert listing(root) == before
    assert str(root) not in repr(run)


def test_the_lesson_says_what_is_watched(root: Path, recorder: Recorder) -> None:
    watch = {"orders.views": "orders/views.py"}
    run = run_of(recorder.run({"it": scenario(root, watch=watch)})["it"])
    assert not any(step.startswith("catalog/") for step in steps(run))
    assert any("total_of" in step for step in steps(run))


def test_edits_stay_in_memory(root: Path, recorder: Recorder) -> None:
    """One of a module that a request imports, one of a module that is imported with the apps."""
    watch = WATCHED | {"catalog.models": "catalog/models.py"}
    view = Edit(
        action="replace", find='getlist("name")', put='getlist("none")', file="orders/views.py"
    )
    model = Edit(
        action="replace", find="return self.name", put='return "x"', file="catalog/models.py"
    )
    variants = {"view": Variant(edits=(view,)), "model": Variant(edits=(model,))}
    before = listing(root)
    (trace,) = recorder.record([scenario(root, watch=watch, variants=variants)]).values()
    assert isinstance(trace, Trace), trace
    texts = {name: run.exchanges[0].response.text for name, run in trace.runs.items()}
    assert texts == {
        "main": "<p>8 True</p>\n", "view": "<p>0 True</p>\n", "model": "<p>8 True</p>\n",
    }  # fmt: skip
    assert listing(root) == before


def test_the_same_in_a_new_interpreter(root: Path) -> None:
    with Recorder(start="spawn") as cold, Recorder(start="fork") as warm:
        (one,) = cold.record([scenario(root)]).values()
        (other,) = warm.record([scenario(root)]).values()
    assert one == other


def test_what_is_edited_is_what_runs_next(root: Path, recorder: Recorder) -> None:
    first = run_of(recorder.run({"it": scenario(root)})["it"])
    models = root / "catalog/migrations/0002_first_products.py"
    models.write_text(models.read_text().replace("price=3", "price=30"))
    second = run_of(recorder.run({"it": scenario(root, project={"digest": "another"})})["it"])
    assert [run.exchanges[0].response.text for run in (first, second)] == [
        "<p>8 True</p>\n", "<p>35 True</p>\n",
    ]  # fmt: skip


def test_a_process_is_kept_until_what_it_has_read_is_edited(root: Path) -> None:
    """A view that is not watched is imported anew by each run; settings are not."""
    watch = {"catalog.services": "catalog/services.py"}
    with Recorder(start="fork") as recorder:
        texts, processes = [], []
        for number, (path, old, new) in enumerate((
            ("orders/views.py", "total_of(names)", "total_of(names)"),
            ("orders/views.py", "total_of(names)", "100 + total_of(names)"),
            ("orders/templates/orders/cart.html", "<p>", "<b>"),
            ("shop/settings.py", "USE_TZ = True", "USE_TZ = False"),
        )):  # fmt: skip
            file = root / path
            file.write_text(file.read_text().replace(old, new))
            one = scenario(root, watch=watch, project={"digest": str(number)})
            texts.append(run_of(recorder.run({"it": one})["it"]).exchanges[0].response.text)
            processes.append(set(recorder._warm.values()))
    assert texts == ["<p>8 True</p>\n", "<p>108 True</p>\n", "<b>108 True</p>\n", texts[2]]
    assert processes[0] == processes[1] == processes[2]
    assert not processes[2] & processes[3]


def test_a_project_may_take_long_to_begin(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = root / "shop/settings.py"
    waits = "import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: pass\n"
    settings.write_text(settings.read_text() + waits)
    monkeypatch.setattr(recorder_module, "GRACE", 0.1)
    with Recorder(start="fork") as recorder:
        run_of(recorder.run({"it": scenario(root, limits=Limits(seconds=1))})["it"])


def test_what_would_harm_or_vary_is_set_over_the_settings(root: Path, recorder: Recorder) -> None:
    settings = root / "shop/settings.py"
    settings.write_text(
        settings.read_text()
        + """
DATABASES["other"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": "db"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}}
globals().pop("MAILERS", None)  # which a newer Django writes
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
LOGGING = {"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": "/nowhere/x.log"}}}
STORAGES = {"default": {"BACKEND": "nowhere.S3"}, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
"""
    )
    views = root / "orders/views.py"
    views.write_text(
        """\
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connections
from django.http import JsonResponse


def cart(request):
    cache.set("a", 1)
    send_mail("s", "b", "a@example.org", ["b@example.org"])
    with connections["other"].cursor() as cursor:
        cursor.execute("SELECT 1")
    User.objects.create_user("ada", password="x")
    known = {"debug": settings.DEBUG, "vendors": [one.vendor for one in connections.all()]}
    return JsonResponse(known)


def never(request):
    return None
"""
    )
    run = run_of(recorder.run({"it": scenario(root)})["it"])
    assert run.exchanges[0].error is None
    assert run.exchanges[0].response.text == '{"debug": false, "vendors": ["sqlite", "sqlite"]}'


def test_settings_that_are_set_over_are_named(root: Path, recorder: Recorder) -> None:
    settings = root / "shop/settings.py"
    settings.write_text(settings.read_text() + "LOGGING = {}\nPASSWORD_HASHERS = ['x.Y']\n")
    given = scenario(root, watch={}, project={"fixtures": ()})
    run = run_of(recorder.run({"it": given})["it"])
    # What startproject writes, and ours; LOGGING is what it would be anyway.
    ours = {"DATABASES", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "PASSWORD_HASHERS"}
    assert set(run.replaced) - {"MAILERS"} == ours  # which a newer Django writes
    given = scenario(root, watch={}, project={"fixtures": ()}, settings={"DEBUG": True})
    run = run_of(recorder.run({"it": given})["it"])
    assert set(run.replaced) - {"MAILERS"} == ours - {"DEBUG"}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("import os\nX = os.environ['SHOP_KEY']\n", "KeyError: 'SHOP_KEY'", 2),
        ("import nowhere\n", "the project needs something that can't be imported: ", 1),
        (
            "INSTALLED_APPS += ['nowhere']\n",
            "the project needs something that can't be imported: ",
            0,
        ),
        ("x = (\n", "Python can't read it: '(' was never closed", 1),
    ],
)
def test_settings_that_do_not_work_say_where(
    text: str, reason: str, line: int, root: Path, recorder: Recorder
) -> None:
    settings = root / "shop/settings.py"
    before = len(settings.read_text().splitlines())
    place = ("shop/settings.py", before + line) if line else (None, None)
    settings.write_text(settings.read_text() + text)
    outcomes = recorder.run({"it": scenario(root), "again": scenario(root)})
    for outcome in outcomes.values():
        assert isinstance(outcome, LessonFailed)
        assert outcome.reason.startswith(reason)
        assert (outcome.file, outcome.line) == place


def test_the_environment_of_settings(root: Path, recorder: Recorder) -> None:
    settings = root / "shop/settings.py"
    settings.write_text(settings.read_text() + "import os\nTIME_ZONE = os.environ['ZONE']\n")
    run_of(recorder.run({"it": scenario(root, project={"env": (("ZONE", "UTC"),)})})["it"])


def test_a_lesson_may_have_a_view_of_its_own_beside_the_project(
    root: Path, recorder: Recorder
) -> None:
    source = """\
from django.http import HttpResponse
from catalog.services import total_of


def view(request):
    return HttpResponse(str(total_of(["tea"])))
"""
    both = scenario(root)
    own = SourceFile(path="views.py", content=source.encode())
    mixed = Scenario(
        lesson="t/one", files=(own, *both.files), routes={"": "view"}, project=both.project
    )
    run = run_of(recorder.run({"it": mixed})["it"])
    assert run.exchanges[0].response.text == "3"
    assert {step.at.file for step in run.exchanges[0].steps if step.at} == {
        "views.py", "catalog/services.py",
    }  # fmt: skip


TWO = """
DATABASES["archive"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": "db"}
LOGGING = {
    "version": 1,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": "/nowhere/log"}},
    "loggers": {"orders": {"level": "INFO", "handlers": ["file"]}},
    "root": {"level": "ERROR"},
}
"""
ARCHIVE = """\
import logging

from catalog.models import Product
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.views import View
from django.views.decorators.http import require_POST


def cart(request):
    logging.getLogger("orders").info("asked")
    with transaction.atomic():
        Product.objects.create(name="jug", price=5)
        try:
            with transaction.atomic(using="archive"):
                Product.objects.using("archive").create(name="old", price=1)
                raise ValueError
        except ValueError:
            pass
    return HttpResponse(str(Product.objects.using("archive").count()))


@require_POST
def never(request):
    return HttpResponse("posted", status=410)


@login_required
def members(request):
    return HttpResponse("in")


class Mixed(View):
    def get(self, request):
        return HttpResponse("mixed")
"""
ROUTES = """
urlpatterns += [path("members/", views.members), path("mixed/", views.Mixed.as_view())]
"""


def archiving(root: Path) -> None:
    for path, text, mode in (
        ("shop/settings.py", TWO, "a"),
        ("orders/views.py", ARCHIVE, "w"),
        ("orders/urls.py", ROUTES, "a"),
    ):
        with (root / path).open(mode) as file:
            file.write(text)


def test_each_database_tells_what_it_is_asked(root: Path, recorder: Recorder) -> None:
    archiving(root)
    (exchange,) = run_of(recorder.run({"it": scenario(root)})["it"]).exchanges
    assert exchange.response.text == "0"
    sent = [
        (event.database, event.sql.split()[0])
        for step in exchange.steps
        for event in step.events
        if isinstance(event, Query)
    ]
    assert [one for one in sent if one[0]] == [
        ("archive", "BEGIN"), ("archive", "INSERT"), ("archive", "ROLLBACK"), ("archive", "SELECT"),
    ]  # fmt: skip
    assert [verb for database, verb in sent if not database] == ["BEGIN", "INSERT", "COMMIT"]
    gone = [one.query.database for one in undone(exchange)]
    assert gone == ["archive"], "the other transaction was committed"
    assert [text for text in side_effects(exchange) if "archive" in text] == []


def test_levels_of_its_logging_are_kept_and_its_files_are_not(
    root: Path, recorder: Recorder
) -> None:
    archiving(root)
    (exchange,) = run_of(recorder.run({"it": scenario(root)})["it"]).exchanges
    assert [
        (event.level, event.message)
        for step in exchange.steps
        for event in step.events
        if isinstance(event, Logged)
    ] == [("INFO", "asked")]


def test_who_answers_in_code_that_is_not_watched(root: Path, recorder: Recorder) -> None:
    archiving(root)
    requests = (
        RequestSpec(path="/never/"),
        RequestSpec(path="/never/", method="POST"),
        RequestSpec(path="/members/"),
        RequestSpec(path="/mixed/"),
    )
    it = replace(scenario(root, watch={"catalog.models": "catalog/models.py"}), requests=requests)
    run = run_of(recorder.run({"it": it})["it"])
    assert [(one.view, one.answered_by) for one in run.exchanges] == [
        (None, "require_POST"),
        ("orders.views.never", "orders.views.never"),
        (None, "login_required"),
        ("orders.views.Mixed", "orders.views.Mixed.get"),
    ]


RACE = """\
from catalog.models import Product
from django.db import transaction
from django.http import HttpResponse


@transaction.atomic
def cart(request):
    product = Product.objects.get(name="tea")
    product.price += 1
    product.save()
    return HttpResponse(str(product.price))


def never(request):
    return None
"""


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("", [(200, "4"), (500, "")]),
        ("IMMEDIATE", [(200, "4"), (200, "5")]),
    ],
)
def test_how_its_database_begins_a_transaction_decides_what_two_requests_do(
    root: Path, recorder: Recorder, mode: str, expected: list[tuple[int, str]]
) -> None:
    (root / "orders/views.py").write_text(RACE)
    options = f'DATABASES["default"]["OPTIONS"] = {{"transaction_mode": "{mode}", "timeout": 9}}\n'
    settings = root / "shop/settings.py"
    settings.write_text(settings.read_text() + (options if mode else ""))
    sent = tuple(
        replace(CART, client=name, together=1, barriers=(Barrier(at="Product.objects.get"),))
        for name in ("ada", "ben")
    )
    found = run_of(recorder.run({"it": replace(scenario(root), requests=sent)})["it"])
    answers = [(one.response.status, one.response.text) for one in found.exchanges]
    assert [(status, text if status == 200 else "") for status, text in answers] == expected
