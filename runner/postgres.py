"""The PostgreSQL server of lessons that ask for one: who names it, and how to get there.

Their processes have no network: a socket in a folder that they see leads to the server.
"""

import functools
import importlib
import json
import os
import re
import time
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from proven_lessons.runner.errors import ScenarioError

POSTGRESQL = "postgresql"
ADDRESS = "LESSONS_POSTGRES_URL"  # the environment variable that names a server
OLDEST = 14  # the first that Django 5.2 knows
_ACCESS = "LESSONS_POSTGRES_ACCESS"  # what a lesson's interpreter is given of it
_OF_A_RUN = re.compile(r"lessons_[0-9a-f]{8}_[a-z][0-9a-f]{32}")
# What a database is, by the letter that its name has for it: one that runs have copies of, as long
# as the process lives that made it, or for one run; and a copy.
ORIGINAL, ORIGINAL_OF_ONE, COPY = "o", "p", "c"
_RUN_THERE = "it is run on PostgreSQL"
_FAILED_FOR = 30.0  # seconds for which a server that can't be used is not asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to get to the server: the `folder` of its socket, who one is there, and where first.

    The names of all databases that are made begin with `prefix`; `options` are those of a session.
    """

    folder: str
    user: str
    password: str
    database: str
    prefix: str
    options: str

    def to(self, database: str) -> dict[str, str]:
        """Return the parameters of a connection to a database."""
        given = {"password": self.password} if self.password else {}
        return {
            "host": self.folder, "port": "5432", "user": self.user, "dbname": database,
            "options": self.options, "application_name": "lessons", **given,
        }  # fmt: skip

    def as_environment(self) -> dict[str, str]:
        """Return it as an environment variable for an interpreter."""
        return {_ACCESS: json.dumps(asdict(self))}


def take_access(environment: MutableMapping[str, str], *, is_once: bool = False) -> None:
    """Take what there is of it from the environment: no lesson is to see it there.

    `is_once` says that this process is for one run.
    """
    given = environment.pop(_ACCESS, None)
    _kind.append(ORIGINAL_OF_ONE if is_once else ORIGINAL)
    if given is not None:
        _taken.append(Access(**json.loads(given)))
        driver()  # is none of what a lesson imports


def has_access() -> bool:
    """Return whether this process is one for lessons that are run on the server."""
    return bool(_taken)


def access() -> Access:
    """Return how this process gets to the server; raise ScenarioError if it has no way there."""
    if not _taken:
        raise ScenarioError(f"{_RUN_THERE}, which can't be reached from here")
    return _taken[-1]


def kind_of_original() -> str:
    """Return what an original is that this process makes."""
    return _kind[-1]


def address() -> str:
    """Return the address of the server, empty if none is named."""
    return os.environ.get(ADDRESS, "").strip()


def version() -> str:
    """Return what the server is, as pages say it; raise ScenarioError where there is none."""
    if not address():
        raise ScenarioError(no_server())
    to = address()
    when, said = _failed.get(to, (0.0, ""))
    if said and time.monotonic() < when + _FAILED_FOR:
        raise ScenarioError(said)
    try:
        return f"PostgreSQL {_major(to)}"
    except ScenarioError as error:
        _failed[to] = time.monotonic(), str(error)
        raise


def no_server() -> str:
    """Return in words that no server is named."""
    return f"{_RUN_THERE}, and {ADDRESS} names no server"


def version_if_any() -> str | None:
    """Return what the server is, None where there is none, or none that answers."""
    try:
        return version() if address() else None
    except ScenarioError:
        return None


def is_about_server(reason: str) -> bool:
    """Return whether that is why a lesson has no run: there is no server, or no way there."""
    return ADDRESS in reason or reason.startswith(_RUN_THERE)


def can_run(database: str) -> bool:
    """Return whether lessons with that kind of database can be run: a server has to be named."""
    return database != POSTGRESQL or address() != ""


def connect(to: str, **more: Any) -> Any:
    """Return a connection that commits each statement; raise ScenarioError where there is none."""
    psycopg = driver()
    try:
        return psycopg.connect(to, autocommit=True, connect_timeout=10, **more)
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise ScenarioError(f"the server that {ADDRESS} names can't be used: {said}") from error


def driver() -> Any:
    """Return psycopg; raise ScenarioError where it is not installed."""
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise ScenarioError(
            f"{_RUN_THERE}, which needs psycopg: pip install 'proven-lessons[postgresql]'"
        ) from error


def is_of_a_run(database: str) -> bool:
    """Return whether a database has a name that ours have."""
    return _OF_A_RUN.fullmatch(database) is not None


# Private

_WITH_TLS = ("require", "verify-ca", "verify-full")
_taken: list[Access] = []
_kind = [ORIGINAL]
_failed: dict[str, tuple[float, str]] = {}  # by address, when it was asked, and what it said


@functools.cache
def _major(to: str) -> int:
    with connect(to) as connection:
        if connection.info.get_parameters().get("sslmode") in _WITH_TLS:
            raise ScenarioError(
                f"{ADDRESS} asks for TLS, and lessons speak to a server without: name one that "
                f"nobody can listen to, and leave sslmode out"
            )
        major = int(connection.info.server_version) // 10_000
        ((may,),) = connection.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchall()
    if major < OLDEST:
        raise ScenarioError(
            f"the server that {ADDRESS} names is PostgreSQL {major}; expected {OLDEST} or newer"
        )
    if not may:
        raise ScenarioError(
            f"the server that {ADDRESS} names can't be used: its user may not make databases"
        )
    return major
