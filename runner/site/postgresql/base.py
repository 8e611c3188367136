"""Connections to PostgreSQL that let another request go on while they wait for its lock."""

import select
import weakref
from collections.abc import Generator
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors, waiting
from psycopg.pq import TransactionStatus

from proven_lessons.runner.site import postgresql
from proven_lessons.runner.together import give_way, is_at_work, moves_on

_LOOK = 0.05  # seconds of the machine's time without an answer after which it is asked why


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc] # Django has no types
    """Django's own, to the database that a run has for its alias."""

    def get_connection_params(self) -> dict[str, Any]:
        own: dict[str, Any] = super().get_connection_params()
        return own | postgresql.parameters(self.alias)


class _Patient(psycopg.Connection[Any]):
    """A connection that hands the baton over while another one that has it keeps it waiting.

    It waits only once the server says so: it does not depend on how fast anything is.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        _all.add(self)

    def wait(self, gen: Any, *given: Any, **more: Any) -> Any:
        postgresql.tell_time(self.info.dbname)
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

    # Private

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


class _Driver:
    """What Django sees of psycopg: all, but with patient connections."""

    @staticmethod
    def connect(**given: Any) -> _Patient:
        """Return a new connection, whose `random()` has a seed."""
        made = _Patient.connect(**given, autocommit=True)
        made.execute("SELECT setseed(0)", prepare=False)
        made.autocommit = False  # Django says what it is to be
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


DatabaseWrapper.Database = _Driver()

# Private

_all: weakref.WeakSet[_Patient] = weakref.WeakSet()
_blocked: set[_Patient] = set()


def _is_blocked(connection: _Patient) -> bool:
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

    Else it would be a matter of luck who comes first to what they want next.
    """
    waiting_ones = list(_blocked)
    pids = [one.info.backend_pid for one in waiting_ones]
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s) AND state = 'active' "
        "AND cardinality(pg_blocking_pids(pid)) = 0"
    )
    while pids and _asked(waiting_ones[0], busy, (pids,))[0][0]:
        """The server is at work."""


def _asked(about: _Patient, statement: str, given: tuple[Any, ...]) -> list[Any]:
    looker = postgresql.looker(about.info.dbname)
    return list(looker.execute(statement, given, prepare=False).fetchall())
