"""A way from lessons' processes, which have no network, to the PostgreSQL server that is named.

A socket in a folder takes their connections and passes on what they say.
"""

import asyncio
import contextlib
import secrets
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proven_lessons.runner import postgres
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.processes.jobs import Answer, Job, Scenarios, failed

_PORT = 5432
_ABANDONED = 120.0  # seconds after which nobody will come back to a database
# For statements that are the same each time, and whoever is gone is not worked for.
_OPTIONS = {
    "search_path": "public,lessons,pg_catalog",  # the clock of the run before that of the server
    "TimeZone": "UTC",
    "jit": "off",
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    "client_connection_check_interval": "1s",
}
# What only some may set: of two that wait for each other, the one is refused that began to last.
_OF_SUPERUSERS = {"deadlock_timeout": "10ms", "lc_messages": "C"}


class Relay:
    """The way to the server; its owner closes it, which removes all databases of its lessons.

    Raise ScenarioError where no server is named, or none that can be used.
    """

    def __init__(self) -> None:
        address = postgres.address()
        postgres.version()
        prefix = f"lessons_{secrets.token_hex(4)}"
        self._held: Any = postgres.connect(address, application_name=prefix)
        self._sweep()
        self._folder = tempfile.TemporaryDirectory(prefix="lessons-pg-")
        self._target = _target(self._held.info)
        self._failed: OSError | None = None
        self._idle: dict[str, float] = {}
        self._is_listening = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)
        self._thread.start()
        if not self._is_listening.wait(10) or self._failed is not None:
            self._held.close()
            self._folder.cleanup()
            raise ScenarioError(
                f"lessons can't be led to the server that {postgres.ADDRESS} names: {self._failed}"
            )
        self.access = postgres.Access(
            folder=self._folder.name,
            user=self._held.info.user,
            password=self._held.info.password,
            database=self._held.info.dbname,
            prefix=prefix,
            options=self._options(),
        )

    def close(self) -> None:
        """End all connections, and remove what was made through them."""
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(5)
        self._drop(one for one in self._databases() if one.startswith(self.access.prefix))
        self._held.close()
        self._folder.cleanup()

    # Private

    def _options(self) -> str:
        ((may,),) = self._held.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        given = _OPTIONS | (_OF_SUPERUSERS if may else {})
        return " ".join(f"-c {name}={value}" for name, value in given.items())

    def tidy(self) -> None:
        """Remove what runs have left that were ended: where nobody has been for a while."""
        now, used = time.monotonic(), []
        with contextlib.suppress(postgres.driver().Error):  # the server is gone: nothing is listed
            used = self._held.execute("SELECT DISTINCT datname FROM pg_stat_activity").fetchall()
        idle = {
            one
            for one in self._databases()
            if one.startswith(self.access.prefix)
            and (one,) not in used
            and f"_{postgres.ORIGINAL}" not in one
        }
        self._idle = {one: self._idle.get(one, now) for one in idle}
        self._drop(one for one, since in self._idle.items() if now - since > _ABANDONED)

    def _sweep(self) -> None:
        """Remove the databases of those who were ended before they could."""
        there = self._databases()  # before it is asked who is at work: who begins now has none yet
        found = self._held.execute("SELECT application_name FROM pg_stat_activity").fetchall()
        alive = {name for (name,) in found}
        self._drop(one for one in there if one.rpartition("_")[0] not in alive)

    def _drop(self, databases: Iterable[str]) -> None:
        """Remove some databases, as far as that is allowed: others may have left them."""
        for name in databases:
            with contextlib.suppress(postgres.driver().Error):
                self._held.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _databases(self) -> list[str]:
        try:
            found = self._held.execute("SELECT datname FROM pg_database").fetchall()
        except postgres.driver().Error:  # the server is gone, and they with it or not
            return []
        return sorted(name for (name,) in found if postgres.is_of_a_run(name))

    async def _listen(self) -> None:
        self._loop, self._is_over = asyncio.get_running_loop(), asyncio.Event()
        path = Path(self._folder.name, f".s.PGSQL.{_PORT}")
        try:
            server = await asyncio.start_unix_server(self._pass_on, path)
        except OSError as error:  # its path may be too long
            self._failed = error
            self._is_listening.set()
            return
        self._is_listening.set()
        await self._is_over.wait()
        server.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None
        try:
            if isinstance(self._target, str):
                there = await asyncio.open_unix_connection(self._target)
            else:
                there = await asyncio.open_connection(*self._target)
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        except OSError:
            """The server is gone: whoever asks it is told by the end of the connection."""
        finally:
            for one in (writer, *(there[1:] if there else ())):
                one.close()


class Servers:
    """The ways to the servers of databases, each made when it is asked for first."""

    def __init__(self) -> None:
        self._relay: Relay | None = None
        self._beginning = threading.Lock()

    def access(self, database: str) -> postgres.Access | None:
        """Return the way to the server of a kind of database, None for one that has no server.

        Raise ScenarioError where there should be one.
        """
        if database != postgres.POSTGRESQL:
            return None
        postgres.version()  # one may be named no more
        with self._beginning:
            self._relay = self._relay or Relay()
        return self._relay.access

    def refused[Key](self, jobs: Mapping[Job[Key], Scenarios]) -> dict[Job[Key], Answer]:
        """Return an answer to each job that has no server to be run on."""
        answers = {}
        for job, scenarios in jobs.items():
            try:
                self.access(scenarios[0].database)
            except ScenarioError as error:
                answers[job] = failed(str(error))
        if self._relay is not None:
            self._relay.tidy()
        return answers

    def close(self) -> None:
        """End all ways that were made."""
        if self._relay is not None:
            self._relay.close()
            self._relay = None


# Private


def _target(info: Any) -> str | tuple[str, int]:
    """Return where the server of a connection listens: the path of a socket, or host and port."""
    if info.host.startswith("/"):
        return f"{info.host}/.s.PGSQL.{info.port}"
    return info.host, info.port


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until no more does: then the other one is told."""
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()
