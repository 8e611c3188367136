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
         Asker(code="list(book.tags.all())", purpose="related", relation="Book.tags", to_many=True)),
        ("x = book.tags.count()",
         Asker(code="book.tags.count()", purpose="related", relation="Book.tags", to_many=True)),
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
        to_many=True,
    )
    assert second == Asker(
        code="book.author.name",
        template="p.html",
        line=2,
        purpose="related",
        relation="Book.author",
    )


def test_of_two_relations_to_a_model_only_the_one_that_was_asked_for_counts(
    recorder: Recorder,
) -> None:
    models = MODELS + (
        "\nclass Team(models.Model):\n    pass\n\nclass Game(models.Model):\n"
        "    home = models.ForeignKey(Team, models.CASCADE, related_name='at_home')\n"
        "    guest = models.ForeignKey(Team, models.CASCADE, related_name='as_guest')\n"
    )
    body = """from lesson.models import Team
Team.objects.create()
team = Team.objects.prefetch_related("at_home").get()
x = len(team.as_guest.all())
x = team.at_home.count()
x = len(team.at_home.filter(guest=1))"""
    found = askers(recorder, body, **{"models.py": models})
    relations = [(one.relation, one.was_prefetched) for one in found if one and one.purpose]
    assert relations[1:] == [("Team.as_guest", False), ("Team.at_home", True)]


def test_a_method_that_a_template_calls_asks_for_the_template(recorder: Recorder) -> None:
    models = MODELS.replace(
        "name = models.CharField(max_length=9)",
        "name = models.CharField(max_length=9)\n\n    def newest(self):\n"
        "        return self.books.order_by('-id').first()",
    )
    body = """from django.template import Context, Template
author = Author.objects.get()
x = Template("a\\n{{ author.newest.title }}").render(Context({"author": author}))"""
    asker = askers(recorder, body, **{"models.py": models})[-1]
    assert asker is not None
    assert (asker.code, asker.template, asker.line) == ("author.newest.title", "", 2)


def test_who_only_waits_for_another_thread_has_not_asked(recorder: Recorder) -> None:
    source = """from django.http import HttpResponse
from lesson.models import Author

async def view(request):
    return HttpResponse(await Author.objects.acount())
"""
    layer = (
        "def plain(get_response):\n    def middleware(request):\n"
        "        return get_response(request)\n    return middleware\n"
    )
    files = {**FILES, "middleware.py": layer}
    settings = {"MIDDLEWARE": ["lesson.middleware.plain"]}
    (found,) = run(recorder, scenario(source, files=files, settings=settings)).exchanges
    assert [query.asker for query in events_of(found.steps, "sql")] == [None]
