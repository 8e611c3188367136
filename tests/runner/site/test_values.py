"""Django's objects are described without a query, a load, or a method of the lesson."""

from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import run, scenario, view

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
    from proven_lessons.runner.scenario import RequestSpec

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
        "new": "<Book id=None>",
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
