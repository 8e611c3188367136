"""While tests run, the databases hold what the migrations have left, and what they held afterwards."""

from contextlib import nullcontext

import pytest

from proven_lessons.runner.site import testing


class Runner:
    """A test runner of Django, as far as it matters here."""

    def setup_databases(self) -> object:
        raise AssertionError("it would make databases of its own")

    teardown_databases = setup_databases


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the databases hold, in the place of real ones."""
    held = {"default": b"rows"}
    monkeypatch.setattr(testing, "databases", lambda: dict(held))
    monkeypatch.setattr(testing, "_fill", held.update)
    return held


def test_a_runner_takes_them_away_and_gives_them_back(held: dict[str, bytes]) -> None:
    runner = testing._here(Runner, {"default": b"empty"}, nullcontext)()
    before = runner.setup_databases(verbosity=1)
    assert held == {"default": b"empty"}
    held["default"] = b"what a test has left"
    runner.teardown_databases(before)
    assert held == {"default": b"rows"}


def test_it_goes_by_the_name_of_the_one_that_it_is(held: dict[str, bytes]) -> None:
    assert testing._here(Runner, {}, nullcontext).__name__ == "Runner"
