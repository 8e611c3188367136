"""Fixtures that all tests share."""

import os
from collections.abc import Iterator

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from tests.same import Oracle

# Printed by Material for MkDocs at import.
os.environ["NO_MKDOCS_2_WARNING"] = "1"


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    """A recorder with a warm process, for all tests of a session."""
    with Recorder() as recorder:
        yield recorder


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """Plain Django in a process of its own, for all tests of a session."""
    with Oracle() as oracle:
        yield oracle


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="take what the tests find as the new golden files"
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))
