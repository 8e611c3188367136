"""Let SQLite's own clock be that of the run: `Now()` is worked out in the database."""

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.backends.sqlite3 import base

# What reads the clock when it is told "now", or nothing; by how many arguments come before that.
_READING = {"date": 0, "time": 0, "datetime": 0, "julianday": 0, "unixepoch": 0, "strftime": 1}
_READING |= {"timediff": -1} if sqlite3.sqlite_version_info >= (3, 43) else {}
_KEYWORDS = {"current_date": "date", "current_time": "time", "current_timestamp": "datetime"}


def let_it_stand() -> None:
    """Have each connection to SQLite that Django opens from now on ask Python for the time."""
    if base.register_functions is not _register:
        base.register_functions = _register


# Private

_genuine = base.register_functions
_time = time.time  # a lesson may have another in its place
# It works out what a moment looks like; `sqlite3` has no other way to SQLite's own functions.
_calculator = sqlite3.connect(":memory:", check_same_thread=False)


def _register(connection: sqlite3.Connection) -> None:
    _genuine(connection)
    for name in _READING:
        connection.create_function(name, -1, _reading(name), deterministic=True)
    for keyword, name in _KEYWORDS.items():
        connection.create_function(keyword, 0, _reading(name))


def _reading(name: str) -> Callable[..., Any]:
    def read(*given: Any) -> Any:
        if len(given) == _READING[name]:
            given = (*given, "now")
        if not _READING[name] and given[:1] in (("subsec",), ("subsecond",)):
            given = ("now", *given)
        told = [_now() if isinstance(one, str) and one.lower() == "now" else one for one in given]
        marks = ", ".join("?" * len(told))
        return _calculator.execute(f"SELECT {name}({marks})", told).fetchone()[0]

    return read


def _now() -> str:
    """Return the time of the run as SQLite writes it, to the millisecond that it counts in."""
    moment = datetime.fromtimestamp(_time(), UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
