"""Statements that come again and again are counted, with the code that asks for them."""

import html
from dataclasses import replace
from pathlib import Path

import pytest

from proven_lessons.generator.facts.repetitions import asked_again, repeated
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Exchange
from tests.builders import LESSON, run, scenario, view, write_lesson
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
    assert (one.times, one.parameters, len(one.steps)) == (4, 4, 4)
    assert one.asker == Asker(code="book.author", purpose="related", relation="Book.author")
    assert one.is_for_each_row


def test_rows_that_are_asked_for_twice_are_counted_twice(recorder: Recorder) -> None:
    body = MANY.replace("all()", "all()").replace(
        "names = []",
        "from lesson.models import Author\nBook.objects.filter(id__gt=2).update(author=Author.objects.first())\nnames = []",
    )
    (one,) = repeated(shown(recorder, body))
    assert (one.times, one.parameters, one.is_for_each_row) == (4, 2, True)


def test_one_row_that_is_asked_for_again_and_again_is_no_n_plus_one(recorder: Recorder) -> None:
    body = "for n in range(3):\n    Book.objects.get(id=1).author.name\nreturn HttpResponse('x')"
    found = repeated(shown(recorder, IMPORT + body))
    assert [(one.times, one.parameters, one.is_for_each_row) for one in found] == [
        (3, 1, False),
        (3, 1, False),
    ]


def test_what_was_too_much_to_be_held_is_counted(recorder: Recorder) -> None:
    body = (
        IMPORT + "book = Book.objects.first()\nfor n in range(300):\n"
        "    Book.objects.get(id=book.id).author\nreturn HttpResponse('x')"
    )
    found = repeated(shown(recorder, body))
    assert [(one.times, one.parameters) for one in found] == [(300, None), (300, None)]


def test_with_its_cure_there_is_none(recorder: Recorder) -> None:
    assert repeated(shown(recorder, MANY.replace("all()", "select_related('author')"))) == ()


@pytest.mark.parametrize(
    ("body", "times"),
    [
        ("for n in range(4):\n    Book.objects.filter(id__gt=n).count()", [4]),
        ("list(Book.objects.all())\nfor n in (1, 2, 2, 3):\n    list(Book.objects.filter(id=n))", [4]),
        ("for title in 'dxy':\n    Book.objects.filter(title=title).first()", [3]),
        # From several places it is nobody's habit.
        ("list(Book.objects.all())\nlist(Book.objects.filter(id=1))\nlist(Book.objects.filter(id=2))\n"
         "list(Book.objects.filter(id=3))", []),
    ],
)  # fmt: skip
def test_what_asks_for_no_related_rows_is_no_n_plus_one(
    body: str, times: list[int], recorder: Recorder
) -> None:
    found = repeated(shown(recorder, f"{IMPORT}{body}\nreturn HttpResponse('x')"))
    assert [one.times for one in found] == times
    assert not any(one.is_for_each_row for one in found)


def test_a_question_that_is_asked_again_is_found(recorder: Recorder) -> None:
    body = "a = Book.objects.count()\nb = Book.objects.count()\nreturn HttpResponse('x')"
    (one,) = asked_again(shown(recorder, IMPORT + body))
    assert (one.times, [step.names for step in one.steps]) == (2, [("a",), ("b",)])
    between = body.replace("\nb", "\nBook.objects.update(title='n')\nb")
    assert asked_again(shown(recorder, IMPORT + between)) == ()


def test_a_page_names_it(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON, source=view(MANY))
    for name, text in FILES.items():
        (folder / name).write_text(text)
    text = rendered(recorder, folder)
    assert "(this is the N+1 problem)" in html.unescape(text)
    assert "book.author" in text


def test_what_two_databases_are_asked_is_not_the_same(recorder: Recorder) -> None:
    found = shown(recorder, MANY)
    steps, number = [], 0
    for step in found.steps:
        events = []
        for event in step.events:
            is_one = isinstance(event, Query) and event.asker is not None and event.instance
            number += bool(is_one)
            events.append(replace(event, database="other") if is_one and number % 2 else event)
        steps.append(replace(step, events=tuple(events)))
    assert number == 4
    assert repeated(replace(found, steps=tuple(steps))) == ()
