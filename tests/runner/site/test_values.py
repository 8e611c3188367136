"""Django's objects are described without a query, a load, or a method of the lesson."""

from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import exchange, run, scenario, view

MODELS = """\
from django.db import models

class Book(models.Model):
    title = models.CharField(max_length=9)

    def __str__(self):
        raise RuntimeError("nobody asked")
"""
BODY = """\
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from lesson.models import Book
books = Book.objects.all()
read = Book.objects.all()
list(read)
manager = Book.objects
new = Book(title="a")
old = Book.objects.get(pk=1)
user = request.user
waiting = SimpleLazyObject(lambda: 1)
known = SimpleLazyObject(lambda: 1)
known + 1
later = gettext_lazy("Yes")
query = request.GET
response = HttpResponse("x", status=202)
form = forms.Form()
bound = forms.Form({})
return response
"""
PREPARE = (
    "from lesson.models import Book\n\n\ndef prepare():\n    Book.objects.create(title='One')\n"
)


def test_what_is_lazy_stays_lazy(recorder: Recorder) -> None:
    files = {"models.py": MODELS, "prepare.py": PREPARE}
    (found,) = run(recorder, scenario(view(BODY), RequestSpec(path="/?a=1"), files=files)).exchanges
    assert found.error is None
    held = [step for step in found.steps if step.at][-1].locals
    names = (
        "books",
        "read",
        "manager",
        "new",
        "old",
        "user",
        "waiting",
        "known",
        "later",
        "query",
        "response",
        "form",
        "bound",
        "request",
    )
    assert {name: held[name].repr for name in names if name in held} == {
        "books": "<QuerySet of Book, not evaluated>",
        "read": "<QuerySet of Book: [<Book id=1>]>",
        "manager": "<Manager of Book>",
        "new": "<Book id=None, not saved>",
        "old": "<Book id=1>",
        "user": "<SimpleLazyObject, not evaluated>",
        "waiting": "<SimpleLazyObject, not evaluated>",
        "known": "1",
        "later": "<lazy 'Yes'>",
        "query": "<QueryDict: {'a': ['1']}>",
        "response": "<HttpResponse status 202>",
        "form": "<Form, unbound>",
        "bound": "<Form, bound>",
        "request": "<WSGIRequest: GET '/'>",
    }


def test_rows_fields_and_files_are_recorded_as_values(recorder: Recorder) -> None:
    body = """
    from django.db.models import F, Value
    from django.core.files.uploadedfile import SimpleUploadedFile
    from lesson.models import Book
    read = Book.objects.all()
    list(read)
    part = Book.objects.defer("title").get()
    new = Book(title=F("title") + Value("x"))
    odd = Book(title=request)
    books = Book.objects.all()
    query = request.GET
    file = SimpleUploadedFile("a.txt", b"hello", content_type="text/plain")
    return HttpResponse("x")
    """
    given = scenario(
        view(body),
        RequestSpec(path="/?a=1&a=2"),
        files={"models.py": MODELS, "prepare.py": PREPARE},
    )
    (found,) = run(recorder, given).exchanges
    held = [step for step in found.steps if step.at][-1].locals
    row = '["model","lesson.Book",1,[["id",1],["title","One"]]]'
    assert {name: value.exact for name, value in held.items() if name != "request"} == {
        "F": None, "Value": None, "SimpleUploadedFile": None, "Book": None,
        "read": f'["queryset",[{row}]]',
        "part": '["model","lesson.Book",1,[["id",1],["title",["deferred"]]]]',
        "new": '["model","lesson.Book",null,[["id",null],["title",["shown","F(\'title\') + \'x\'"]]]]',
        "odd": '["model","lesson.Book",null,[["id",null],["title",["shown","<WSGIRequest: GET \'/\'>"]]]]',
        "books": None,  # nobody has asked for them
        "query": '["querydict",[["a",["list",["1","2"]]]]]',
        "file": '["file","a.txt",5,"text/plain"]',
    }  # fmt: skip


def test_a_model_with_an_equality_of_its_own_is_known_by_its_text_only(recorder: Recorder) -> None:
    own = MODELS + "\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
    body = "from lesson.models import Book\nbook = Book.objects.get()\nreturn HttpResponse('x')"
    files = {"models.py": own, "prepare.py": PREPARE}
    (found,) = run(recorder, scenario(view(body), files=files)).exchanges
    book = [step for step in found.steps if step.at][-1].locals["book"]
    assert (book.repr, book.exact) == ("<Book id=1>", None)


def test_a_lazy_text_is_what_it_stands_for_now(recorder: Recorder) -> None:
    body = """
    from django.utils import translation
    from django.utils.functional import lazystr
    from django.utils.translation import gettext_lazy
    later = gettext_lazy("Yes")
    other = lazystr("x")
    translation.activate("de")
    return HttpResponse("x")
    """
    held = [step.locals for step in exchange(recorder, body).steps if step.at]
    exact = '["as","django.utils.functional.Promise",{}]'
    assert [held[-3]["later"].repr, held[-3]["later"].exact] == [
        "<lazy 'Yes'>",
        exact.format('"Yes"'),
    ]
    assert [held[-1]["later"].repr, held[-1]["later"].exact] == [
        "<lazy 'Ja'>",
        exact.format('"Ja"'),
    ]
    assert [held[-1]["other"].repr, held[-1]["other"].exact] == ["<lazy 'x'>", None]
