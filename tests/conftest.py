"""Fixtures that all tests share."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from proven_lessons.generator.lab.bundle import bundle, made_from, size_of
from proven_lessons.generator.lab.gathering import sources_digest
from proven_lessons.runner.processes.recorder import Recorder
from tests import postgres_server as postgres_server_of_tests
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
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that runs as long as the tests of a session."""
    with postgres_server_of_tests.running() as address:
        yield address


@pytest.fixture
def postgres(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server, which is named to lessons."""
    monkeypatch.setenv("LESSONS_POSTGRES_URL", postgres_server)
    return postgres_server


@pytest.fixture(scope="session")
def recorder_on_postgres(postgres_server: str) -> Iterator[Recorder]:
    """A recorder for tests that use the fixture `postgres`: it ends before the server does."""
    with Recorder() as recorder:
        yield recorder


class Lent:
    """A recorder that its borrower can't close."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def one_warm_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the commands and builds of a test use the recorder of the session.

    To warm a process up takes ten times as long as to record a lesson in it. A test that is about
    that process is marked `own_process`.
    """
    if request.node.get_closest_marker("own_process"):
        return

    def lent(*_: object, **__: object) -> Lent:
        return Lent(request.getfixturevalue("recorder"))

    for name in ("cli", "mkdocs_plugin.plugin"):
        module = sys.modules.get(f"proven_lessons.generator.{name}")
        if module is not None:
            monkeypatch.setattr(module, "Recorder", lent)


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
