"""Show each statement that Django sends to the database, transactions included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from runner.probes import Call, Emit, Probe, Site
from runner.trace import Event
from runner.values import cut, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Event):
    """One statement, as `connection.queries` would list it.

    `rows` counts the rows that it changed; None for a statement that changes none. `error` is the database's word.
    """

    kind: ClassVar[str] = "sql"

    sql: str
    params: tuple[str, ...]
    rows: int | None
    error: str | None = None


class SqlProbe(Probe):
    """Emits a Query for each statement."""

    emits = (Query,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def record(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
            try:
                result = execute(sql, params, many, context)
            except Exception as error:
                emit(Query(sql=cut(str(sql), 2000), params=_shown(params), rows=None, error=str(error)))
                raise
            changed = context["cursor"].rowcount
            # With RETURNING, SQLite counts only once the rows are fetched.
            is_known = changed >= 0 and "RETURNING" not in str(sql)
            emit(Query(sql=cut(str(sql), 2000), params=_shown(params), rows=changed if is_known else None))
            return result

        def transaction(call: Call) -> None:
            # COMMIT and ROLLBACK go to the connection directly, past the wrappers.
            emit(Query(sql=str(call.arguments["sql"]), params=(), rows=None))

        watched = {"transaction": "django.db.backends.utils:debug_transaction"}
        with site.wrap_queries(record), site.watch_calls(watched, transaction):
            yield


# Private


def _shown(params: Any) -> tuple[str, ...]:
    if params is None:
        return ()
    if isinstance(params, dict):
        return tuple(f"{name}={describe(value).repr}" for name, value in params.items())
    return tuple(describe(value).repr for value in params)
