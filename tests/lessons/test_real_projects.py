"""Views of projects that other people publish are traced as they are, by a lesson from the docs alone."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import django
import pytest

from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import recorded

BLOG_SETTINGS = 'INSTALLED_APPS += ["blog_core"]\n'
BLOG_URLS = """\
from django.urls import include, path

urlpatterns = [path("blog/", include("blog_core.urls"))]
"""
BLOG_ROWS = """\
from blog_core.models import Article, Blog
from django.contrib.auth.models import User


def prepare():
    ada = User.objects.create_user("ada")
    news = Blog.objects.create(name="News", slug="news")
    Article.objects.create(blog=news, title="Hi", slug="hi", author=ada, body="<b>", state="published")
"""
BLOG = """\
title: Each visit counts
summary: The view of an article adds one to a number in its row.
watch: [blog_core.views]
requests:
  - GET /blog/news/hi/
  - GET /blog/news/hi/
"""

SHOP_SETTINGS = """\
from oscar.defaults import *

INSTALLED_APPS += ["django.contrib.sites", "django.contrib.flatpages", "oscar.config.Shop"] + [
    f"oscar.apps.{name}Config"
    for name in [
        "analytics.apps.Analytics", "checkout.apps.Checkout", "address.apps.Address",
        "shipping.apps.Shipping", "catalogue.apps.Catalogue",
        "catalogue.reviews.apps.CatalogueReviews", "communication.apps.Communication",
        "partner.apps.Partner", "basket.apps.Basket", "payment.apps.Payment", "offer.apps.Offer",
        "order.apps.Order", "customer.apps.Customer", "search.apps.Search",
        "voucher.apps.Voucher", "wishlists.apps.Wishlists", "dashboard.apps.Dashboard",
    ]
] + [
    f"oscar.apps.dashboard.{name}.apps.{name.title()}DashboardConfig"
    for name in ["reports", "users", "orders", "catalogue", "offers", "partners", "pages", "ranges",
                 "reviews", "vouchers", "communications", "shipping"]
] + ["widget_tweaks", "haystack", "treebeard", "django_tables2"]
SITE_ID = 1
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "oscar.apps.search.context_processors.search_form",
    "oscar.apps.checkout.context_processors.checkout",
    "oscar.apps.communication.notifications.context_processors.notifications",
    "oscar.core.context_processors.metadata",
]
MIDDLEWARE += ["oscar.apps.basket.middleware.BasketMiddleware"]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
"""
SHOP_URLS = """\
from django.apps import apps
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
"""
SHOP_ROWS = """\
from oscar.test.factories import create_product


def prepare():
    create_product(title="Tea", price=3, num_in_stock=5)
"""
SHOP = """\
title: How a basket fills
summary: The form on the page of a product puts it into a basket.
watch: [oscar.apps.basket.views]
requests:
  - GET /catalogue/tea_1/
  - {request: POST /basket/add/1/, form: true}
  - GET /basket/
"""

CMS = """\
title: How a page is found
summary: One view serves all pages, and asks the tree for one by its path.
watch: [wagtail.views]
requests:
  - GET /
  - GET /nothing/
"""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project, the lesson about it, and what its requests must come to."""

    lesson: str
    settings: str = ""
    urls: str = ""
    rows: str = ""
    made_by: tuple[str, ...] = ("django", "startproject")
    seen: tuple[tuple[int, str, str], ...]  # status, view, a statement that was watched


PROJECTS = {
    "blog": Project(
        lesson=BLOG,
        settings=BLOG_SETTINGS,
        urls=BLOG_URLS,
        rows=BLOG_ROWS,
        seen=((200, "blog_core.views.ArticleDetailView", "article.view_count += 1"),) * 2,
    )
}
if django.VERSION < (6,):  # the newest that they take
    PROJECTS |= {
        "shop": Project(
            lesson=SHOP,
            settings=SHOP_SETTINGS,
            urls=SHOP_URLS,
            rows=SHOP_ROWS,
            seen=(
                (200, "oscar.apps.catalogue.views.ProductDetailView", ""),
                (302, "oscar.apps.basket.views.BasketAddView", "self.line, self.line_created ="),
                (200, "oscar.apps.basket.views.BasketView", "return context"),
            ),
        ),
        "cms": Project(
            lesson=CMS,
            made_by=("wagtail.bin.wagtail", "start"),
            seen=(
                (200, "wagtail.views.serve", "route_result = Page.route_for_request("),
                (404, "wagtail.views.serve", "raise Http404"),
            ),
        ),
    }


def written(project: Project, folder: Path) -> Path:
    """Write a project and a lesson about it; return the lesson's folder."""
    root, lesson = folder / "project", folder / "data/t/one"
    root.mkdir()
    lesson.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", *project.made_by, "mysite", str(root)], check=True)
    for path, text in {"settings.py": project.settings, "urls.py": project.urls}.items():
        if text:
            kept = (root / "mysite" / path).read_text() if path == "settings.py" else ""
            (root / "mysite" / path).write_text(kept + text)
    (lesson.parent / "track.yml").write_text(
        "title: T\nsummary: S\nproject: {path: ../../project, settings: mysite.settings%s}\n"
        % (".dev" if (root / "mysite/settings").is_dir() else "")
    )
    (lesson / "lesson.yml").write_text(project.lesson)
    if project.rows:
        (lesson / "prepare.py").write_text(project.rows)
    return lesson


@pytest.mark.parametrize("name", PROJECTS)
def test_a_lesson_about_it_is_recorded(name: str, recorder: Recorder, tmp_path: Path) -> None:
    lesson, problems = load_lesson(written(PROJECTS[name], tmp_path))
    assert lesson is not None, problems
    trace = recorder.record([replace(scenario_of(lesson), variants=None)])[lesson.key]
    assert isinstance(trace, Trace), trace
    for exchange, (status, view, statement) in zip(
        trace.runs["main"].exchanges, PROJECTS[name].seen, strict=True
    ):
        assert (exchange.response.status, exchange.view) == (status, view)
        codes = [step.at.code.strip() for step in exchange.steps if step.at]
        assert not statement or any(code.startswith(statement) for code in codes), codes


def test_its_page_is_made(recorder: Recorder, tmp_path: Path) -> None:
    lesson, problems = load_lesson(written(PROJECTS["blog"], tmp_path))
    assert lesson is not None, problems
    assert derive(lesson, recorded(recorder, lesson), topic="").problems == ()
