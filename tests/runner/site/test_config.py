"""A setting can change in a warm process only if Django reads it late."""

import pytest

from proven_lessons.runner.site.config import defaults, needs_new_process


@pytest.mark.parametrize(
    ("names", "new"),
    [
        ([], False),
        (["SESSION_ENGINE", "CSRF_USE_SESSIONS", "MIDDLEWARE", "DEBUG"], False),
        (["INSTALLED_APPS"], True),
        (["SESSION_ENGINE", "CACHES"], True),
        (["AUTH_USER_MODEL"], True),
        (["MY_OWN"], True),
    ],
)
def test_what_is_read_early_needs_a_new_process(names: list[str], *, new: bool) -> None:
    assert needs_new_process(names) is new


def test_defaults_are_made_anew_each_time() -> None:
    first = defaults()
    first["INSTALLED_APPS"].append("mine")
    first["TEMPLATES"].append({})
    assert "mine" not in defaults()["INSTALLED_APPS"]
    assert len(defaults()["TEMPLATES"]) == 1
    assert defaults()["DEBUG"] is False
