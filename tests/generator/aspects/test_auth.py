"""Users: credentials, who is logged in, permissions."""

import pytest

from proven_lessons.runner.probes.auth import (
    Authenticated,
    LoggedIn,
    LoggedOut,
    PermissionAsked,
    UserFound,
)
from proven_lessons.runner.trace import Event, Value
from tests.builders import a_value
from tests.generator.aspects import Told, told

ADA = Value(type="User", repr="<User: ada>")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            Authenticated(credentials=("username",), user=None),
            Told(
                actions=["Check the credentials: rejected"],
                clauses=["Line 5 has credentials checked, and no backend accepts them."],
                box="Check the credentials",
                arrows=["no backend accepts the credentials"],
                states=[("Credentials", "rejected")],
                cells=["credentials rejected."],
            ),
        ),
        (
            Authenticated(credentials=("username",), user=ADA),
            Told(
                actions=["Check the credentials of <User: ada>: accepted"],
                clauses=["Line 5 has credentials checked, and they are those of <User: ada>."],
                box="Check the credentials",
                arrows=["a backend accepts the credentials of <User: ada>"],
                states=[("Credentials", "accepted")],
                cells=["credentials of <User: ada> accepted."],
            ),
        ),
        (
            LoggedIn(user=ADA),
            Told(
                actions=["Log <User: ada> in"],
                clauses=["Line 5 logs <User: ada> in."],
                box="Log the user in",
                arrows=["logs <User: ada> in"],
                states=[],
                cells=["logged in <User: ada>."],
            ),
        ),
        (
            LoggedOut(),
            Told(
                actions=["Log the user out"],
                clauses=["Line 5 logs the user out."],
                box="Log the user out",
                arrows=["logs the user out"],
                states=[],
                cells=["logged out."],
            ),
        ),
        (
            UserFound(user=ADA),
            Told(
                actions=["Look up the user: <User: ada>"],
                clauses=["Line 5 asks who the user is: <User: ada>."],
                box="Look up the user",
                arrows=["the user is <User: ada>"],
                states=[],
                cells=["it is <User: ada>."],
            ),
        ),
        (
            PermissionAsked(permission=a_value("shop.buy"), result=True),
            Told(
                actions=["Check the permission 'shop.buy': yes"],
                clauses=[
                    "Line 5 asks whether the user has the permission 'shop.buy', and the answer is yes."
                ],
                box="Check a permission",
                arrows=["asks for the permission 'shop.buy': yes"],
                states=[("Permission 'shop.buy'", "yes")],
                cells=["'shop.buy': yes."],
            ),
        ),
        (
            PermissionAsked(permission=a_value("shop.buy"), result=False),
            Told(
                actions=["Check the permission 'shop.buy': no"],
                clauses=[
                    "Line 5 asks whether the user has the permission 'shop.buy', and the answer is no."
                ],
                box="Check a permission",
                arrows=["asks for the permission 'shop.buy': no"],
                states=[("Permission 'shop.buy'", "no")],
                cells=["'shop.buy': no."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


def test_a_permission_for_an_object_names_it() -> None:
    of = Value(type="Book", repr="<Book id=1>")
    event = PermissionAsked(permission=a_value("shop.buy"), result=False, of=of)
    assert told(event).cells == ["'shop.buy', <Book id=1>: no."]
