"""The locals probe shows the variables of the function that runs."""

from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import exchange, statements


def test_locals_are_those_after_the_step(recorder: Recorder) -> None:
    found = exchange(recorder, "a = 1\nb = [a]\ndel a\nreturn HttpResponse('x')")
    shown = [
        {name: value.repr for name, value in step.locals.items() if name != "request"}
        for step in found.steps
    ]
    assert shown == [{}, {"a": "1"}, {"a": "1", "b": "[1]"}, {"b": "[1]"}, {"b": "[1]"}, {}]


def test_django_objects_are_described_without_being_evaluated(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import User
    users = User.objects.all()
    user = request.user
    ada = User(username="ada")
    found = list(users)
    return HttpResponse("x")
    """
    held = exchange(recorder, body).steps[-2].locals
    assert {name: held[name].repr for name in ("request", "users", "user", "ada", "found")} == {
        "request": "<WSGIRequest: GET '/'>",
        "users": "<QuerySet of User: []>",
        "user": "<SimpleLazyObject, not evaluated>",
        "ada": "<User id=None, not saved>",
        "found": "[]",
    }


def test_an_object_that_is_held_twice_is_marked(recorder: Recorder) -> None:
    body = """
    request.session["cart"] = {"items": []}
    cart = request.session["cart"]
    items = cart["items"]
    copy = dict(cart)
    again = copy
    number = 1
    return HttpResponse("x")
    """
    found = statements(exchange(recorder, body))
    assert [step.aliases for step in found[:2]] == [None, {"cart": "request.session['cart']"}]
    assert found[-1].aliases == {
        "cart": "request.session['cart']",
        "items": "request.session['cart']['items']",
        "again": "copy",
    }
