"""What asked for a statement is read from the calls that are running, and nothing is run for it."""

import pytest

from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

MODELS = """
from django.db import models

class Author(models.Model):
    name = models.CharField(max_length=9)

class Tag(models.Model):
    word = models.CharField(max_length=9)

class Book(models.Model):
    title = models.CharField(max_length=9)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    tags = models.ManyToManyField(Tag, related_name="books")

class Cover(models.Model):
    book = models.OneToOneField(Book, models.CASCADE)
"""
PREPARE = """
from lesson.models import Author, Book, Cover, Tag

def prepare():
    book = Book.objects.create(title="a", author=Author.objects.create(name="b"))
    book.tags.add(Tag.objects.create(word="c"))
    Cover.objects.create(book=book)
"""
FILES = {"models.py": MODELS, "prepare.py": PREPARE}
BEGIN = "from lesson.models import Author, Book\nbook = Book.objects.get()\n"


def askers(recorder: Recorder, body: str, **files: str) -> list[Asker | None]:
    source = view(f"{BEGIN}{body}\nreturn HttpResponse('x')")
    (found,) = run(recorder, scenario(source, files={**FILES, **files})).exchanges
    sent: list[Query] = events_of(found.steps, "sql")
    return [query.asker for query in sent[1:]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = book.author.name", Asker(code="book.author", purpose="related", relation="Book.author")),
        ("x = book.cover", Asker(code="book.cover", purpose="related", relation="Book.cover")),
        ("x = list(book.tags.all())",
         Asker(code="list(book.tags.all())", purpose="related", relation="Book.tags")),
        ("x = book.tags.count()",
         Asker(code="book.tags.count()", purpose="related", relation="Book.tags")),
        ("x = [\n    one\n    for one in Author.objects\n    .filter(name='ä')\n]",
         Asker(code="Author.objects .filter(name='ä')")),
        ("x = Book.objects.filter(title='z').exists()",
         Asker(code="Book.objects.filter(title='z').exists()")),
    ],
)  # fmt: skip
def test_the_expression_and_what_it_is_for(body: str, expected: Asker, recorder: Recorder) -> None:
    assert askers(recorder, body) == [expected]


def test_a_prefetch_and_what_does_not_use_it(recorder: Recorder) -> None:
    body = (
        "for one in Author.objects.prefetch_related('books'):\n"
        "    list(one.books.all())\n    list(one.books.order_by('title'))\n"
        "for one in Book.objects.prefetch_related('tags'):\n    list(one.tags.filter(word='c'))"
    )
    found = [
        (one.purpose, one.relation, one.was_prefetched) for one in askers(recorder, body) if one
    ]
    assert found == [
        (None, None, False),
        ("prefetch", "Author.books", False),
        ("related", "Author.books", True),
        (None, None, False),
        ("prefetch", "Book.tags", False),
        ("related", "Book.tags", True),
    ]


def test_a_deferred_field(recorder: Recorder) -> None:
    found = askers(recorder, "x = Author.objects.only('id').get()\ny = x.name")
    assert found[1] == Asker(code="x.name", purpose="deferred", relation="Author.name")


def test_a_part_of_a_template(recorder: Recorder) -> None:
    body = "from django.shortcuts import render\nreturn render(request, 'p.html', {'book': book})"
    page = "<p>\n{% if book.tags.exists %}{{ book.author.name }}{% endif %}</p>"
    first, second = askers(recorder, body, **{"templates/p.html": page})
    assert first == Asker(
        code="if book.tags.exists",
        template="p.html",
        line=2,
        purpose="related",
        relation="Book.tags",
    )
    assert second == Asker(
        code="book.author.name",
        template="p.html",
        line=2,
        purpose="related",
        relation="Book.author",
    )
