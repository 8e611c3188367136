"""The auth probe shows who is who."""

import pytest

from proven_lessons.runner.probes.auth import (
    Authenticated,
    LoggedIn,
    LoggedOut,
    PermissionAsked,
    UserFound,
)
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Value
from tests.builders import events_of, exchange, run, scenario, view

PREPARE = """
from django.contrib.auth.models import User

def prepare():
    User.objects.create_user("ada", password="x")
"""
SYNC = """
from django.contrib.auth import authenticate, login, logout
if request.path == "/in/":
    authenticate(request, username="ada", password="wrong")
    login(request, authenticate(request, username="ada", password="x"))
elif request.path == "/out/":
    logout(request)
return HttpResponse(str(request.user.has_perm("a.b")))
"""
ASYNC = """
from django.http import HttpResponse
from django.contrib.auth import aauthenticate, alogin, alogout

async def view(request):
    if request.path == "/in/":
        await aauthenticate(request, username="ada", password="wrong")
        await alogin(request, await aauthenticate(request, username="ada", password="x"))
    elif request.path == "/out/":
        await alogout(request)
    user = await request.auser()
    return HttpResponse(str(await user.ahas_perm("a.b")))
"""
ADA = Value(type="User", repr="<User 'ada'>")


@pytest.mark.parametrize("source", [view(SYNC), ASYNC])
def test_a_user_comes_and_goes(source: str, recorder: Recorder) -> None:
    routes = {"in/": "view", "": "view", "out/": "view"}
    sent = [RequestSpec(path=path) for path in ("/in/", "/", "/out/")]
    given = scenario(source, *sent, files={"prepare.py": PREPARE}, routes=routes)
    came, stayed, went = (
        events_of(exchange.steps, "auth") for exchange in run(recorder, given).exchanges
    )
    names = ("username", "password")
    asked = PermissionAsked(permission=Value(type="str", repr="'a.b'"), result=False)
    assert [event for event in came if not isinstance(event, UserFound)] == [
        Authenticated(credentials=names, user=None),
        Authenticated(credentials=names, user=ADA),
        LoggedIn(user=ADA),
        asked,
    ]
    assert stayed == [UserFound(user=ADA), asked]
    assert went == [LoggedOut(), asked]


def test_a_session_with_the_hash_of_another_password_is_refused(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth import get_user, login
    from django.contrib.auth.models import User
    user = User.objects.create_user("ann", password="x")
    login(request, user)
    get_user(request)
    user.set_password("y")
    user.save()
    get_user(request)
    return HttpResponse("x")
    """
    found = [
        one
        for one in events_of(exchange(recorder, body).steps, "auth")
        if isinstance(one, UserFound)
    ]
    assert [(one.user.repr, one.is_refused) for one in found] == [
        ("<User 'ann'>", False),
        ("<AnonymousUser>", True),
    ]
