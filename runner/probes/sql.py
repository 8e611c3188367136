"""Show each statement that Django sends to the database, transactions included."""

import functools
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from proven_lessons.runner.probes import Asker, Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import cut, describe, message_of, state_of, type_name

_READS = re.compile(r"\s*(SELECT|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Event):
    """One statement, as `connection.queries` would list it, if the database was asked.

    `rows` counts the rows that it changed; None for a statement that changes none. `error` is the
    database's word. `fetched` counts the rows that came back, None if that can't be told without
    fetching them. `session` says what the session sent it for: "load", "save", "cycle_key" and the
    like; None for any other statement. `asker` is what asked for any other, where that is known,
    and `instance` the key of the instance whose rows or field it gets. `database` is the alias of
    the one that was asked, None for "default". `answer` is what the database did in the place of
    that: PostgreSQL rolls a transaction back that has failed and is to be committed.
    """

    kind: ClassVar[str] = "sql"

    sql: str
    params: tuple[str, ...]
    rows: int | None
    error: str | None = None
    session: str | None = None
    fetched: int | None = None
    asker: Asker | None = None
    instance: str | None = None
    database: str | None = None
    answer: str | None = None

    def counted_by(self) -> str | None:
        """Return its text; what the session sends is counted together."""
        return None if self.session else self.sql

    def leaves_something(self) -> bool:
        """Return whether it may write; what the session writes is seen in its store."""
        return self.session is None and self.error is None and not _READS.match(self.sql)

    def as_left(self) -> str:
        """Return it without who asked for it."""
        where = f", database={self.database!r}" if self.database else ""
        return f"Query(sql={self.sql!r}, params={self.params!r}, rows={self.rows!r}{where})"

    def statement(self) -> str | None:
        return (self.answer or self.sql) if self.error is None else None

    def asked(self) -> str | None:
        return self.database


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitAwaited(Event):
    """`transaction.on_commit()` was called within a transaction, with a function of this name.

    Outside of one, the function is called at once, and this does not happen.
    """

    kind: ClassVar[str] = "sql.on_commit"

    function: str
    database: str | None = None

    def asked(self) -> str | None:
        return self.database


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFollowed(Event):
    """A transaction was committed, and the functions that waited for it are called, in order."""

    kind: ClassVar[str] = "sql.committed"

    functions: tuple[str, ...]
    database: str | None = None

    def asked(self) -> str | None:
        return self.database


class SqlProbe(Probe):
    """Emits a Query for each statement, and what is to run once a transaction is committed."""

    emits = (Query, CommitAwaited, CommitFollowed)

    def __init__(self) -> None:
        self._emit: Emit = lambda event: None
        self._asker: Callable[[], tuple[Asker, str | None]] = lambda: (Asker(), None)
        self._is_session: Callable[[object], bool] = lambda thing: True
        self._inside: list[
            str | None
        ] = []  # what the session is doing; None for another session object
        self._fetching: list[
            Query | None
        ] = []  # for each query of the ORM that runs, its statement
        self._answers: list[str | None] = []  # to each end of a transaction that is under way

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        self._emit, self._is_session, self._asker = emit, site.is_session, site.asker
        stores = {name: f"SessionStore.{name}" for name in _REASONS}
        with (
            site.wrap_queries(self._record),
            site.watch_calls(
                {"transaction": "django.db.backends.utils:debug_transaction"},
                self._transaction,
                self._begin_transaction,
            ),
            site.watch_calls(_copying(), self._copied),
            site.watch_calls({"await": _ON_COMMIT}, lambda _: None, self._awaited),
            site.watch_calls({"follow": _FOLLOWING}, lambda _: None, self._followed),
            site.watch_calls({"fetch": _EXECUTE}, self._fetched, self._fetch, inner=("fetch",)),
            site.watch_calls(stores, self._leave, self._enter, inner=("load", "aload")),
        ):
            yield

    # Private

    def _record(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        database = _alias(context["connection"])
        try:
            result = execute(sql, params, many, context)
        except Exception as error:
            if type_name(error) != "TransactionManagementError":  # else it was never sent
                self._emit(self._query(sql, params, database, error=str(error)))
            raise
        query = self._query(sql, params, database, rows=_changed(context["cursor"], str(sql)))
        query = replace(query, answer=_answer(context["cursor"], str(sql)))
        if self._fetching and self._fetching[-1] is None:
            self._fetching[-1] = query  # told once its rows are there
        else:
            self._emit(query)
        return result

    def _query(
        self,
        sql: Any,
        params: Any,
        database: str | None,
        *,
        rows: int | None = None,
        error: str | None = None,
    ) -> Query:
        session = self._inside[-1] if self._inside else None
        asker, instance = (Asker(), None) if session else self._asker()
        return Query(
            sql=cut(str(sql), 2000),
            params=_shown(params),
            rows=rows,
            error=error,
            session=session,
            asker=None if asker == Asker() else asker,
            instance=instance,
            database=database,
        )

    def _begin_transaction(self, call: Call) -> None:
        is_end = call.arguments["sql"] == "COMMIT"
        has_failed = is_end and _has_failed(call.arguments["connection"])
        self._answers.append("ROLLBACK" if has_failed else None)

    def _transaction(self, call: Call) -> None:
        # COMMIT and ROLLBACK go to the connection directly, past the wrappers.
        error = None if call.error is None else message_of(call.error)
        database = _alias(call.arguments["connection"])
        query = self._query(call.arguments["sql"], None, database, error=error)
        self._emit(replace(query, answer=self._answers.pop() if self._answers else None))

    def _copied(self, call: Call) -> None:
        # So does COPY, which has a method of its own.
        cursor, error = call.arguments["self"], call.error
        said = None if error is None else message_of(error)
        rows = None if error is not None or cursor.rowcount < 0 else int(cursor.rowcount)
        is_in = " FROM " in str(call.arguments["statement"]).upper()
        params = call.arguments.get("params")
        query = self._query(
            call.arguments["statement"], params, None, rows=rows if is_in else None, error=said
        )
        self._emit(replace(query, fetched=None if is_in else rows))

    def _awaited(self, call: Call) -> None:
        connection = call.arguments["self"]
        if state_of(connection).get("in_atomic_block"):
            name = _name(call.arguments["func"])
            self._emit(CommitAwaited(function=name, database=_alias(connection)))

    def _followed(self, call: Call) -> None:
        connection = call.arguments["self"]
        waiting = state_of(connection).get("run_on_commit")
        if waiting:
            names = tuple(_name(each[1]) for each in waiting)
            self._emit(CommitFollowed(functions=names, database=_alias(connection)))

    def _fetch(self, call: Call) -> None:
        self._fetching.append(None)

    def _fetched(self, call: Call) -> None:
        query = self._fetching.pop()
        if query is not None:
            self._emit(
                replace(query, fetched=_count(call.result, call.arguments.get("result_type")))
            )

    def _enter(self, call: Call) -> None:
        session = next(iter(call.arguments.values()), None)
        is_mine = isinstance(session, type) or self._is_session(
            session
        )  # clear_expired() is a class method
        self._inside.append(_REASONS[call.name] if is_mine else None)

    def _leave(self, call: Call) -> None:
        self._inside.pop()


# Private

_CONNECTION = "django.db.backends.base.base:BaseDatabaseWrapper"
_ON_COMMIT, _FOLLOWING = f"{_CONNECTION}.on_commit", f"{_CONNECTION}.run_and_clear_commit_hooks"
_CHANGING = ("INSERT", "UPDATE", "DELETE", "MERGE")
_EXECUTE = "django.db.models.sql.compiler:SQLCompiler.execute_sql"
# What a statement is sent for, by the method of the session that sends it, sync or async.
_REASONS = {
    f"{prefix}{name}": "save" if name == "create" else name
    for name in (
        "load",
        "save",
        "create",
        "cycle_key",
        "flush",
        "delete",
        "exists",
        "clear_expired",
    )
    for prefix in ("", "a")
}


def _changed(cursor: Any, sql: str) -> int | None:
    """Return how many rows a statement has changed, None for one that changes none."""
    told = getattr(
        cursor, "statusmessage", None
    )  # of PostgreSQL: it counts rows that it reads, too
    if told is not None:
        return cursor.rowcount if told.startswith(_CHANGING) else None
    # With RETURNING, SQLite counts only once the rows are fetched.
    return cursor.rowcount if cursor.rowcount >= 0 and "RETURNING" not in sql else None


def _answer(cursor: Any, sql: str) -> str | None:
    """Return what the database says that it did, where that is not what it was to do."""
    is_end = sql.lstrip().upper().startswith(("COMMIT", "END"))
    return "ROLLBACK" if is_end and getattr(cursor, "statusmessage", "") == "ROLLBACK" else None


def _has_failed(connection: Any) -> bool:
    """Return whether the transaction that is open on PostgreSQL has failed."""
    driver = state_of(connection).get("connection")
    if driver is None or "psycopg" not in sys.modules or not hasattr(driver, "info"):
        return False
    return bool(driver.info.transaction_status.name == "INERROR")


def _copying() -> dict[str, str]:
    """Return what copies rows into a table, or out of one, where there is something that does."""
    return {"copy": "psycopg.cursor:Cursor.copy"} if "psycopg" in sys.modules else {}


def _alias(connection: Any) -> str | None:
    """Return the alias of a database, None for the one that is asked if no other is named."""
    alias = state_of(connection).get("alias")
    return None if alias == "default" else str(alias)


def _name(function: Any) -> str:
    function = function.func if type(function) is functools.partial else function
    return str(getattr(function, "__qualname__", "a function"))


def _count(result: Any, kind: Any) -> int | None:
    """Count the rows that the ORM has fetched: in chunks, or a single one."""
    if kind == "single":
        return int(result is not None)
    return sum(len(chunk) for chunk in result) if type(result) is list else None


def _shown(params: Any) -> tuple[str, ...]:
    if params is None:
        return ()
    if isinstance(params, dict):
        return tuple(f"{name}={_text(value)}" for name, value in params.items())
    return tuple(map(_text, params))


def _text(value: Any) -> str:
    plain = _plain(value)
    if plain is None and value is not None:  # the null of JSON, which is a value
        return f"{type(value).__name__}(None)"
    return describe(plain).repr


def _plain(value: Any) -> Any:
    """Return what psycopg has wrapped: a number without its size, and what becomes JSON."""
    kind = type(value)
    if kind.__module__ == "psycopg.types.json":
        return value.obj
    if kind.__module__ != "psycopg.types.numeric":
        return value
    return next((one(value) for one in (int, float) if issubclass(kind, one)), value)
