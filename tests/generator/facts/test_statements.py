"""Statements that come once for each row are found, counted and named."""

import html
from pathlib import Path

import pytest

from proven_lessons.generator.facts.statements import grouped, repeated, summary
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Exchange
from tests.builders import LESSON, events_of, run, scenario, view, write_lesson
from tests.generator.pages.test_render import rendered

MODELS = """
from django.db import models

class Author(models.Model):
    name = models.CharField(max_length=9)

class Book(models.Model):
    title = models.CharField(max_length=9)
    author = models.ForeignKey(Author, models.CASCADE)
"""
PREPARE = """
from lesson.models import Author, Book

def prepare():
    for name in "abcd":
        Book.objects.create(title=name, author=Author.objects.create(name=name))
"""
FILES = {"models.py": MODELS, "prepare.py": PREPARE}
IMPORT = "from lesson.models import Book\n"
MANY = (
    IMPORT
    + "names = []\nfor book in Book.objects.all():\n    names.append(book.author.name)\nreturn HttpResponse('x')"
)


def shown(recorder: Recorder, body: str) -> Exchange:
    return run(recorder, scenario(view(body), files=FILES)).exchanges[0]


def test_a_statement_for_each_row_is_found(recorder: Recorder) -> None:
    found = shown(recorder, MANY)
    (one,) = repeated(found)
    assert (one.times, len(one.steps)) == (4, 4)


def test_with_its_cure_there_is_none(recorder: Recorder) -> None:
    assert repeated(shown(recorder, MANY.replace("all()", "select_related('author')"))) == ()


@pytest.mark.parametrize(
    "body",
    [
        "for n in range(4):\n    Book.objects.filter(id__gt=n).count()",
        "list(Book.objects.all())\nfor n in range(4):\n    Book.objects.filter(id=n).exists()",
        "list(Book.objects.all())\nfor n in (1, 2, 2, 3):\n    list(Book.objects.filter(id=n))",
        "list(Book.objects.all())\nlist(Book.objects.filter(id=1))\nlist(Book.objects.filter(id=2))\n"
        "list(Book.objects.filter(id=3))",
    ],
)
def test_what_only_looks_like_it_is_none(body: str, recorder: Recorder) -> None:
    assert repeated(shown(recorder, f"{IMPORT}{body}\nreturn HttpResponse('x')")) == ()


def test_statements_in_a_row_are_grouped(recorder: Recorder) -> None:
    found = shown(
        recorder,
        IMPORT
        + "names = [book.author.name for book in Book.objects.all()]\nreturn HttpResponse('x')",
    )
    groups = grouped(events_of(found.steps, "sql"))
    assert [(query.fetched, given) for query, given in groups] == [
        (4, ("",)),
        (1, ("1", "2", "3", "4")),
    ]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT "a"."b" FROM "a" WHERE 1', "SELECT a"),
        ('INSERT INTO "django_session" VALUES (1)', "INSERT django_session"),
        ('UPDATE "a" SET b = 1', "UPDATE a"),
        ("BEGIN", "BEGIN"),
        ("", ""),
    ],
)
def test_sql_is_summed_up(sql: str, expected: str) -> None:
    assert summary(sql) == expected


def test_a_page_names_it(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON, source=view(MANY))
    for name, text in FILES.items():
        (folder / name).write_text(text)
    text = rendered(recorder, folder)
    assert "(this is the N+1 problem)" in html.unescape(text)
    assert "send a statement in each iteration?" in text
