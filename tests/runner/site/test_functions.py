"""Functions are found by where they stand, without what decorates them."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from proven_lessons.runner.site.functions import codes_at


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("django.contrib.auth:login", ["login"]),
        ("django.http.response:HttpResponseBase.__init__", ["HttpResponseBase.__init__"]),
        ("django.contrib.auth:absent", []),
        ("SessionStore.flush", ["SessionBase.flush"]),
        ("SessionStore.save", ["SessionStore.save", "SessionBase.save"]),
        (
            "django.views.decorators.http:condition.<locals>.decorator",
            ["condition.<locals>.decorator"],
        ),
    ],
)
def test_a_function_is_found_where_it_stands(where: str, names: list[str]) -> None:
    assert [code.co_qualname for code in codes_at(where, SessionStore)] == names
