"""Databases of lessons on a PostgreSQL server: one that is migrated, and a copy for each run.

It is a backend of Django, too: `base.py` has its connections.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connections

from proven_lessons.runner import postgres

ENGINE = __name__
# Order and letters are the same on each server, whatever the system that it runs on has been told.
_LIKE_ALL = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
_BY_LIBC = " LOCALE_PROVIDER libc"  # the server knows others since this version
_SINCE = 150000
_time = time.time  # a lesson may have another in its place


def parameters(alias: str) -> dict[str, str]:
    """Return where the database of an alias is now, for a connection."""
    return postgres.access().to(_names[alias])


def make_all() -> None:
    """Make an empty database for each alias."""
    with _server() as server:
        provider = _BY_LIBC if server.info.server_version >= _SINCE else ""
        kind = postgres.kind_of_original()
        how = _LIKE_ALL + provider
        _names.update({alias: _created(server, kind, how) for alias in connections})
    for name in _names.values():
        looker(name).execute(_CLOCK)


def leave_all() -> dict[str, bytes]:
    """Leave the databases: nobody may be in one that is copied. Return their names by alias."""
    connections.close_all()
    _close_lookers()
    with _server() as server:
        for name in _names.values():  # whoever copies it need not be in it
            server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    return {alias: name.encode() for alias, name in _names.items()}


@contextmanager
def copied(originals: Mapping[str, bytes]) -> Iterator[None]:
    """Let each alias have a database that begins as its original, and is removed in the end."""
    before = dict(_names)
    with _server() as server:
        copies = {
            alias: _created(server, postgres.COPY, f"TEMPLATE {original.decode()}")
            for alias, original in originals.items()
        }
    _names.update(copies)
    try:
        for alias in copies:
            connections[alias].ensure_connection()
        yield
    finally:
        connections.close_all()
        _names.update(before)
        _close_lookers()
        with suppress(postgres.driver().Error), _server() as server:
            for name in copies.values():
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_of(wrapper: Any, statement: str, given: tuple[Any, ...]) -> list[Any] | None:
    """Return the rows of a statement that only looks, past Django; None where they are not known.

    A connection in a transaction sees what is not committed there. Where a look would change
    something in it, or it has none, another one looks.
    """
    driver = wrapper.connection
    is_open = driver is not None and not driver.closed
    inside: list[Any] | None = driver.looked_at(statement, given) if is_open else None
    if inside is not None:
        return inside
    with suppress(postgres.driver().Error):  # a lock on the whole table, say
        found = looker(_names[wrapper.alias]).execute(statement, given, prepare=False)
        return list(found.fetchall())
    return None


def looker(database: str) -> Any:
    """Return a connection of ours to a database, which waits for no lock worth mentioning."""
    if database not in _lookers:
        to = postgres.access().to(database)
        _lookers[database] = postgres.driver().connect(**to, autocommit=True)
        _lookers[database].execute("SET lock_timeout = '50ms'")
    return _lookers[database]


def tell_time(database: str) -> int:
    """Have a database know what time it is in the run, before a statement that may ask.

    Return it, in microseconds.
    """
    now = round(_time() * 1_000_000)
    if _told.get(database) != now:
        looker(database).execute("SELECT setval('lessons.clock', %s)", (now,), prepare=False)
        _told[database] = now
    return now


# Private

_names: dict[str, str] = {}
_lookers: dict[str, Any] = {}
_told: dict[str, int] = {}  # the time that a database has, in microseconds
# A sequence is none of the tables of a site, and has its new value for all transactions at once.
_CLOCK = """
CREATE SCHEMA lessons;
CREATE SEQUENCE lessons.clock;
CREATE FUNCTION lessons.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT to_timestamp(last_value / 1000000.0) FROM lessons.clock';
CREATE FUNCTION lessons.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT lessons.clock_timestamp()';
CREATE FUNCTION lessons.transaction_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT coalesce(
        to_timestamp(nullif(current_setting('lessons.began', true), '')::bigint / 1000000.0),
        lessons.clock_timestamp()) $$;
CREATE FUNCTION lessons.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT lessons.transaction_timestamp()';
"""


def _close_lookers() -> None:
    for each in _lookers.values():
        each.close()
    _lookers.clear()
    _told.clear()


def _server() -> Any:
    """Return a connection to the server, as a context manager, from which databases are made."""
    access = postgres.access()
    return postgres.driver().connect(**access.to(access.database), autocommit=True)


def _created(server: Any, kind: str, how: str) -> str:
    """Make a database with a name that nobody else has; the server draws it, as we may not."""
    ((drawn,),) = server.execute("SELECT replace(gen_random_uuid()::text, '-', '')").fetchall()
    name = f"{postgres.access().prefix}_{kind}{drawn}"
    server.execute(f"CREATE DATABASE {name} {how}")
    return name
