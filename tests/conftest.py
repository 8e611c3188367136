"""Fixtures that all tests share."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from proven_lessons.generator.lab.bundle import bundle, made_from, size_of
from proven_lessons.generator.lab.gathering import sources_digest
from proven_lessons.runner.processes.recorder import Recorder
from tests.same import Oracle

# Printed by Material for MkDocs at import.
os.environ["NO_MKDOCS_2_WARNING"] = "1"


ROOT = Path(__file__).resolve().parents[1]


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


@pytest.fixture(scope="session")
def lab() -> Path:
    """The folder of the Lab, made once of what it is made from now."""
    if made_from(ROOT / ".lab") == sources_digest():  # by `make site`
        return ROOT / ".lab"
    kept = ROOT / ".cache" / "lab-of-tests"
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / sources_digest()
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other process of the tests wants the same
        for old in kept.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old)
        if size_of(folder) is None:
            bundle(folder)
    return folder


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))
