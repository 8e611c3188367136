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
    `session` says what the session sent it for: "load", "save", "cycle_key" and the like; None for any other statement.
    """

    kind: ClassVar[str] = "sql"

    sql: str
    params: tuple[str, ...]
    rows: int | None
    error: str | None = None
    session: str | None = None


class SqlProbe(Probe):
    """Emits a Query for each statement."""

    emits = (Query,)

    def __init__(self) -> None:
        self.inside: list[str] = []

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def query(sql: str, params: Any, rows: int | None, error: str | None = None) -> None:
            session = self.inside[-1] if self.inside else None
            emit(Query(sql=cut(sql, 2000), params=_shown(params), rows=rows, error=error, session=session))

        def enter(call: Call) -> None:
            self.inside.append(_BECAUSE_OF.get(call.name, call.name))

        def leave(call: Call) -> None:
            self.inside.pop()

        def record(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
            try:
                result = execute(sql, params, many, context)
            except Exception as error:
                query(str(sql), params, None, str(error))
                raise
            changed = context["cursor"].rowcount
            # With RETURNING, SQLite counts only once the rows are fetched.
            is_known = changed >= 0 and "RETURNING" not in str(sql)
            query(str(sql), params, changed if is_known else None)
            return result

        def transaction(call: Call) -> None:
            # COMMIT and ROLLBACK go to the connection directly, past the wrappers.
            query(str(call.arguments["sql"]), None, None)

        watched = {"transaction": "django.db.backends.utils:debug_transaction"}
        stores = {name: f"SessionStore.{name}" for name in _STORE_METHODS}
        with (
            site.wrap_queries(record),
            site.watch_calls(watched, transaction),
            site.watch_calls(stores, leave, enter, inner=("load", "aload")),
        ):
            yield


# Private

_STORE_METHODS = tuple(
    f"{prefix}{name}"
    for name in ("load", "save", "create", "cycle_key", "flush", "delete", "exists", "clear_expired")
    for prefix in ("", "a")
)
_BECAUSE_OF = {"create": "save", "acreate": "save"} | {
    name: name[1:] for name in _STORE_METHODS[1::2] if name != "acreate"
}


def _shown(params: Any) -> tuple[str, ...]:
    if params is None:
        return ()
    if isinstance(params, dict):
        return tuple(f"{name}={describe(value).repr}" for name, value in params.items())
    return tuple(describe(value).repr for value in params)
