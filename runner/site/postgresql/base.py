"""Connections to PostgreSQL that let another request go on while they wait for its lock."""

import re
import select
import time
import weakref
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors, waiting
from psycopg.pq import TransactionStatus

from proven_lessons.runner.site import postgresql
from proven_lessons.runner.together import Deadlock, give_way, is_at_work, may_wait, moves_on

_LOOK = 0.05  # seconds of the machine's time without an answer after which it is asked why
_PATIENCE = 4.0  # such seconds in which PostgreSQL itself finds that two wait for each other
_machine_time = time.monotonic  # a lesson may have another in its place


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc] # Django has no types
    """Django's own, to the database that a run has for its alias."""

    def get_connection_params(self) -> dict[str, Any]:
        own: dict[str, Any] = super().get_connection_params()
        own["cursor_factory"] = _noting(own["cursor_factory"])
        return own | postgresql.parameters(self.alias)


class Patient(psycopg.Connection[Any]):
    """A connection that hands the baton over while another one that has it keeps it waiting.

    It waits only once the server says so: it does not depend on how fast anything is.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._has_asked = False  # something that reads or writes, in this transaction
        self._level = ""  # of that transaction, once it is known
        self._began: int | None = None  # the time that it was told its transactions begin at
        self._is_looking = False
        _all.add(self)

    def wait(self, gen: Any, *given: Any, **more: Any) -> Any:
        if self._is_looking:
            return super().wait(gen, *given, **more)
        self._tell_time()
        if not is_at_work():
            return super().wait(gen, *given, **more)
        try:
            result = self._waited(gen)
        except errors.DeadlockDetected as error:
            # Its detail has numbers of processes and transactions, which are never the same.
            error.args = (str(error).partition("\n")[0],)
            raise
        finally:
            _settle()
            moves_on()
        return result

    def note(self, statement: str) -> None:
        """Note what is to be sent: whether the transaction reads or writes from now on."""
        if self.info.transaction_status == TransactionStatus.IDLE:
            self._has_asked, self._level = False, ""
        self._has_asked |= not statement.lstrip().upper().startswith(_ASKS_NOTHING)

    def looked_at(self, statement: str, given: tuple[Any, ...]) -> list[Any] | None:
        """Return the rows of a statement that only looks, inside the transaction that is open.

        None where that would change something: a transaction that has not read yet would begin to,
        one that is serializable notes what it reads, and somebody may be at work here.
        """
        is_open = self.info.transaction_status == TransactionStatus.INTRANS
        if not is_open or not self._has_asked or self.lock.locked():
            return None
        with self._looking():
            if not self._level:
                ((self._level,),) = self.execute("SHOW transaction_isolation").fetchall()
            if self._level == "serializable":
                return None
            self.execute("SAVEPOINT look")
            try:
                return list(self.execute(statement, given, prepare=False).fetchall())
            except psycopg.Error:
                return None
            finally:  # with the locks that it took
                self.execute("ROLLBACK TO look")
                self.execute("RELEASE look")

    # Private

    @contextmanager
    def _looking(self) -> Iterator[None]:
        factories = self.cursor_factory, self.row_factory
        self.cursor_factory, self.row_factory = psycopg.Cursor, psycopg.rows.tuple_row
        self._is_looking = True
        try:
            yield
        finally:
            self._is_looking = False
            self.cursor_factory, self.row_factory = factories

    def _tell_time(self) -> None:
        """Have the database know the time of the run, and that at which a transaction begins."""
        now = postgresql.tell_time(self.info.dbname)
        if now != self._began and self.pgconn.transaction_status == TransactionStatus.IDLE:
            self.pgconn.exec_(f"SET lessons.began = {now}".encode())  # past what begins one
            self._began = now

    def _waited(self, gen: Generator[Any, Any, Any]) -> Any:
        socket = self.pgconn.socket
        try:
            wanted = next(gen)
            while True:
                reads = [socket] if wanted & waiting.WAIT_R else []
                writes = [socket] if wanted & waiting.WAIT_W else []
                read, written, _ = select.select(reads, writes, [], _LOOK)
                ready = (waiting.READY_R if read else 0) | (waiting.READY_W if written else 0)
                if ready:
                    wanted = gen.send(ready)
                else:
                    gen.send(waiting.READY_NONE)
                    self._give_way()
        except StopIteration as done:
            return done.value

    def _give_way(self) -> None:
        """Let others go on while one of them has what this one waits for."""
        _blocked.add(self)
        try:
            while _is_blocked(self) and give_way():
                """Something has happened meanwhile."""
        finally:
            _blocked.discard(self)
        until = _machine_time() + _PATIENCE
        while may_wait() and _is_blocked(self):
            if _machine_time() > until:  # what the others wait for, PostgreSQL does not know
                raise Deadlock
            _pause()


class _Driver:
    """What Django sees of psycopg: all, but with patient connections."""

    @staticmethod
    def connect(**given: Any) -> Patient:
        """Return a new connection, whose `random()` has a seed."""
        made = Patient.connect(**given, autocommit=True)
        made.execute("SELECT setseed(0)", prepare=False)
        made.autocommit = False  # Django says what it is to be
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


DatabaseWrapper.Database = _Driver()

# Private

_ASKS_NOTHING = (
    "BEGIN",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "COMMIT",
    "SET ",
    "SHOW ",
    "RESET ",
    "LOCK ",
)
_all: weakref.WeakSet[Patient] = weakref.WeakSet()
_blocked: set[Patient] = set()


def by_clock_of_run(query: Any) -> Any:
    """Return a statement that asks a function for the time in the place of a word of SQL.

    The word is the clock of the server, whatever functions there are; it is the same to anybody.
    """
    return _WORDS.sub(_function, query) if isinstance(query, str) else query


# What is quoted stays as it is, and a cast says which kind of time the word stands for.
_WORDS = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|"""
    r"(?<![\w.])(current_timestamp|current_date|current_time|localtimestamp|localtime)\b"
    r"(?:\s*(\(\s*\d\s*\)))?",
    re.IGNORECASE,
)
_KINDS = {
    "current_timestamp": "timestamp{} with time zone",
    "current_date": "date",
    "current_time": "time{} with time zone",
    "localtimestamp": "timestamp{}",
    "localtime": "time{}",
}


def _function(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0]
    return f"CAST(now() AS {_KINDS[match[1].lower()].format(match[2] or '')})"


@cache
def _noting(factory: type[Any]) -> type[Any]:
    """Return a class of cursors that tell their connection what they are to send."""

    class Noting(factory):  # type: ignore[misc] # whichever Django has
        def execute(self, query: Any, *given: Any, **more: Any) -> Any:
            self.connection.note(str(query))
            return super().execute(by_clock_of_run(query), *given, **more)

        def executemany(self, query: Any, *given: Any, **more: Any) -> Any:
            self.connection.note(str(query))
            return super().executemany(by_clock_of_run(query), *given, **more)

        def copy(self, statement: Any, *given: Any, **more: Any) -> Any:
            self.connection.note(str(statement))
            return super().copy(statement, *given, **more)

    Noting.__name__ = Noting.__qualname__ = factory.__name__
    return Noting


def _is_blocked(connection: Patient) -> bool:
    """Return whether a connection waits for a lock that another one of ours has."""
    own = connection.info.backend_pid
    others = [
        one.info.backend_pid
        for one in _all
        if not one.closed and one.info.transaction_status != TransactionStatus.UNKNOWN
    ]
    asked = "SELECT pg_blocking_pids(%s) && %s::int[]"
    given = own, [pid for pid in others if pid != own]
    ((answer,),) = _asked(connection, asked, given)
    return bool(answer)


def _settle() -> None:
    """Wait until the server has gone on for those who waited for what was released just now.

    Else it would be a matter of luck who comes first to what they want next. One whose answer
    nobody takes yet has gone on.
    """
    waiting_ones = list(_blocked)
    pids = [one.info.backend_pid for one in waiting_ones]
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s) AND state = 'active' "
        "AND wait_event_type IS DISTINCT FROM 'Client' AND cardinality(pg_blocking_pids(pid)) = 0"
    )
    until = _machine_time() + _PATIENCE
    while pids and _asked(waiting_ones[0], busy, (pids,))[0][0] and _machine_time() < until:
        _pause()


def _pause() -> None:
    """Let the server work for a moment of the machine's time."""
    select.select([], [], [], 0.002)


def _asked(about: Patient, statement: str, given: tuple[Any, ...]) -> list[Any]:
    looker = postgresql.looker(about.info.dbname)
    return list(looker.execute(statement, given, prepare=False).fetchall())
