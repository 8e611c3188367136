"""Run test cases as `manage.py test` does: with tables that hold what the migrations have left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connections

from proven_lessons.runner.site.commands import Aside

COMMAND = "test"


def databases() -> dict[str, bytes]:
    """Return what the databases in memory hold, by their aliases."""
    return {
        alias: connections[alias].connection.serialize()
        for alias in connections
        if connections[alias].vendor == "sqlite" and connections[alias].is_in_memory_db()
    }


@contextmanager
def on_empty_tables(migrated: Mapping[str, bytes], aside: Aside) -> Iterator[None]:
    """Let Django's command for tests use these databases in the place of those that it makes.

    Its checks of the site are made `aside`.
    """
    from django.core.management.commands import test

    genuine = test.get_runner

    def found(*given: Any) -> type:
        return _here(genuine(*given), migrated, aside)

    with mock.patch.object(test, "get_runner", found):
        yield


# Private


def _here(runner: type, migrated: Mapping[str, bytes], aside: Aside) -> type:
    """Return a test runner that takes what the databases hold away while it is at work."""

    class Here(runner):  # type: ignore[misc] # which one it is, a project says
        def setup_databases(self, **_: Any) -> dict[str, bytes]:
            before = databases()
            _fill(migrated)
            return before

        def run_checks(self, *given: Any) -> None:
            with aside():
                super().run_checks(*given)

        def teardown_databases(self, old_config: dict[str, bytes], **_: Any) -> None:
            _fill(old_config)

    Here.__name__ = Here.__qualname__ = runner.__name__
    return Here


def _fill(contents: Mapping[str, bytes]) -> None:
    for alias, image in contents.items():
        connections[alias].connection.deserialize(image)
