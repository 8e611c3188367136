"""Read SQL with a parser: what a statement does, and which tables it names."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from proven_lessons.runner.transactions import flow_of

_PLACEHOLDERS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|%s|%\(\w+\)s|%%""")
_PARSED = re.compile(r"\s*\(*\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b", re.IGNORECASE)
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a statement is: its verb, and the tables that it names, the one it is about first.

    There are no tables where they can't be told, as in a statement that was cut. `rows` counts
    those that an INSERT is given, None if it finds them itself.
    """

    verb: str
    tables: tuple[str, ...] = ()
    rows: int | None = None

    @property
    def table(self) -> str:
        """The table that it is about, empty if there is none."""
        return self.tables[0] if self.tables else ""

    @property
    def changes_rows(self) -> bool:
        """Whether it is one that changes the database."""
        return self.verb in _CHANGES


@lru_cache(maxsize=10_000)
def read(sql: str) -> Statement:
    """Return what is known of a statement as Django sends it, with `%s` for its parameters."""
    flow = flow_of(sql)
    if flow is not None:
        return Statement(verb=flow.verb)
    verb = sql.split(None, 1)[0].upper() if sql.strip() else ""
    if not _PARSED.match(sql):
        return Statement(verb=verb)
    tree = _parsed(sql)
    if tree is None:
        return Statement(verb=verb.strip("("))
    return Statement(verb=_verb(tree, verb.strip("(")), tables=_tables(tree), rows=_inserted(tree))


def summary(sql: str) -> str:
    """Return the verb and the table of an SQL statement."""
    statement = read(sql)
    return f"{statement.verb} {statement.table}" if statement.table else statement.verb


# Private


def _parsed(sql: str) -> exp.Expr | None:
    """Return the tree of a statement, None for one that no parser of ours reads."""
    for dialect, placeholder in (("sqlite", "?"), ("postgres", "$1")):
        plain = _PLACEHOLDERS.sub(partial(_plain, placeholder), sql)
        try:
            return sqlglot.parse_one(plain, read=dialect)
        except (SqlglotError, ValueError):  # a browser has no parser but the first
            continue
    return None


def _plain(placeholder: str, match: re.Match[str]) -> str:
    text = match[0]
    if text == "%%":
        return "%"
    return placeholder if text.startswith("%") else text.replace("%%", "%")


def _verb(tree: exp.Expr, written: str) -> str:
    if isinstance(tree, exp.Query):
        return "SELECT"
    for kind, verb in ((exp.Insert, "INSERT"), (exp.Update, "UPDATE"), (exp.Delete, "DELETE")):
        if isinstance(tree, kind):
            return verb
    return written


def _inserted(tree: exp.Expr) -> int | None:
    values = tree.expression if isinstance(tree, exp.Insert) else None
    if not isinstance(values, exp.Values) or any(map(tree.args.get, ("alternative", "conflict"))):
        return None  # OR IGNORE may leave some out, ON CONFLICT update them
    return len(values.expressions)


def _tables(tree: exp.Expr) -> tuple[str, ...]:
    """Return every table once, from the outside inwards; what WITH names is none."""
    named = {common.alias for common in tree.find_all(exp.CTE)}
    tables = (table.name for table in tree.find_all(exp.Table, bfs=True))
    return tuple(dict.fromkeys(name for name in tables if name and name not in named))
