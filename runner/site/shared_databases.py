"""Keep databases in files, as a real site does, where two threads need a connection each.

One that is locked is waited for as SQLite itself would: another thread goes on meanwhile.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections

from proven_lessons.runner.postgres import POSTGRESQL
from proven_lessons.runner.site import postgresql
from proven_lessons.runner.together import give_way, moves_on

PATIENCE = 5.0  # seconds of the run's own clock: what Python's sqlite3 waits for a lock


@contextmanager
def in_files(images: Mapping[str, bytes], folder: Path) -> Iterator[None]:
    """Let each of these databases be a file in `folder` that begins as its image."""
    before = {}
    for alias, image in images.items():
        path = folder / ("db.sqlite3" if alias == "default" else f"{alias}.sqlite3")
        path.write_bytes(image)
        wrapper: Any = connections[alias]
        before[alias] = wrapper.connection, dict(wrapper.settings_dict)
        wrapper.connection = None
        wrapper.settings_dict |= {
            "NAME": str(path),
            "OPTIONS": {**wrapper.settings_dict["OPTIONS"], "factory": _Patient, "timeout": 0},
            "CONN_MAX_AGE": None,
        }
        wrapper.ensure_connection()
    try:
        yield
    finally:
        for alias, (connection, settings) in before.items():
            wrapper = connections[alias]
            wrapper.close()
            wrapper.settings_dict |= settings
            wrapper.connect()  # without what is left of a transaction
            wrapper.connection.close()
            wrapper.connection = connection


def renewed() -> None:
    """Close the connections of this thread, with all that they lock, and open them anew."""
    close_all()
    for alias in connections:
        connections[alias].ensure_connection()


def close_all() -> None:
    """Close the connections of this thread."""
    connections.close_all()


def is_there(wrapper: Any) -> bool:
    """Return whether a database can be looked into: on a server, in a file, or one that is open."""
    if wrapper.vendor == POSTGRESQL:
        return True
    return wrapper.vendor == "sqlite" and (wrapper.connection is not None or _is_in_file(wrapper))


def has_table(wrapper: Any, table: str) -> bool:
    """Return whether a database can be looked into, and has a table: some models have none."""
    found = (
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = ?"
        if wrapper.vendor == POSTGRESQL
        else "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    )
    return is_there(wrapper) and bool(rows_of(wrapper, found, (table,)))


def rows_of(wrapper: Any, statement: str, parameters: tuple[Any, ...] = ()) -> list[Any] | None:
    """Return the rows of a statement that only looks, past Django, and without a lock.

    None where they are not known.

    It has `?` for its parameters, and is one that both kinds of database understand.
    A connection in a transaction sees what is not committed there. Where it has not read yet, it
    must not begin to: that would take a lock which it then keeps.
    """
    if wrapper.vendor == POSTGRESQL:
        return postgresql.rows_of(wrapper, statement.replace("?", "%s"), parameters)
    driver = wrapper.connection
    if not _is_in_file(wrapper):
        return list(driver.execute(statement, parameters).fetchall())
    if driver is not None and driver.in_transaction and driver.has_read:
        return sqlite3.Connection.execute(driver, statement, parameters).fetchall()
    address = f"file:{quote(wrapper.settings_dict['NAME'])}"
    try:
        return _read(address, statement, parameters)
    except (
        sqlite3.OperationalError
    ):  # another thread is about to commit: what counts is in the file
        return _read(f"{address}?immutable=1", statement, parameters)


# Private


def _is_in_file(wrapper: Any) -> bool:
    return wrapper.settings_dict["OPTIONS"].get("factory") is _Patient


def _read(address: str, statement: str, parameters: tuple[Any, ...]) -> list[Any]:
    types = sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
    with closing(sqlite3.connect(address, timeout=0, uri=True, detect_types=types)) as reader:
        return reader.execute(statement, parameters).fetchall()


class _Patient(sqlite3.Connection):
    """A connection that waits where a lock is held, as long as whoever holds it goes on.

    Inside a transaction that has read, SQLite waits for no lock to write: who holds that may wait
    for this very transaction to end. Only to commit it waits there.
    """

    has_read = False

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        return super().cursor(_patient(factory))

    def execute(self, *arguments: Any) -> Any:
        return self.waiting(partial(super().execute, *arguments), arguments[0])

    def commit(self) -> None:
        self.waiting(super().commit, "COMMIT")

    def rollback(self) -> None:
        super().rollback()
        self.has_read = False
        moves_on()

    def waiting[T](self, act: Callable[[], T], statement: str) -> T:
        """Do what a lock may refuse; while others can go on, they may release it."""
        until = time.time() + PATIENCE
        verb = statement.lstrip().upper()
        while True:
            try:
                result = act()
            except sqlite3.OperationalError as error:
                waits = not self.has_read or verb.startswith(("COMMIT", "END"))
                is_busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
                if not is_busy or not waits or time.time() >= until or not give_way(until):
                    raise
            else:
                reads = not verb.startswith(_NO_READING)
                self.has_read = self.in_transaction and (self.has_read or reads)
                moves_on()
                return result


_NO_READING = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK TO")


@cache
def _patient(factory: type[sqlite3.Cursor]) -> type[sqlite3.Cursor]:
    """Return a class of cursors, as patient as their connection."""

    class Patient(factory):  # type: ignore[misc, valid-type] # whichever Django has
        def execute(self, *arguments: Any) -> Any:
            return self.connection.waiting(partial(super().execute, *arguments), arguments[0])

        def executemany(self, statement: str, parameters: Any, /) -> Any:
            act = partial(super().executemany, statement, list(parameters))
            return self.connection.waiting(act, statement)

    return Patient
