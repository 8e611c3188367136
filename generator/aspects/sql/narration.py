"""Say in the transcript what the database was asked to do, and why if the session asked."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from proven_lessons.generator.facts.sql_text import Statement, read
from proven_lessons.generator.facts.transactions import Undone
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, _n, listed
from proven_lessons.runner.probes.sql import Query

TOLD = 4


def sentences(queries: Iterable[Query], *, is_saving: bool, more: int = 0) -> Iterator[Said]:
    """Yield a sentence for the statements of each reason.

    `is_saving` says that the saving of the session has just been told, `more` how many statements
    were too many to be held.
    """
    if more:
        held = len(list(queries))
        yield _n(
            "For that, Django sends {count} statement to the database.",
            "For that, Django sends {count} statements to the database.",
            held + more,
        )
        return
    is_first = True
    for reason, same in groupby(queries, key=lambda query: query.session):
        known = "" if is_saving and reason == "save" else reason or ""
        for words in _told(list(same), known if known or is_first else "then"):
            yield words
            is_first = False


def undone_sentence(gone: Sequence[Undone]) -> Message:
    """Return what a step that rolls a transaction back has undone."""
    tables = dict.fromkeys(read(one.query.sql).table for one in gone)
    return _n(
        "That undoes {count} statement that changed {tables}.",
        "That undoes {count} statements that changed {tables}.",
        len(gone),
        tables=listed(map(Code, tables)),
    )


# Private


def _told(queries: list[Query], reason: str) -> Iterator[Message]:
    done: list[Said] = []
    last: tuple[str, ...] = ()
    database: str | None = None
    for query in queries:
        statement = read(query.sql)
        last = last if query.database == database else ()
        database = query.database
        words = None if query.error else _done(statement, query.rows)
        if query.answer:
            words = _("asks for a commit, and the database rolls the transaction back")
        if words is not None and database:
            words = _("{does} in the database {name}", does=words, name=Code(database))
        if query.session and not statement.tables:
            words = None  # the transactions of the session's own are not worth a word
        if words is not None:
            done.append(
                _again(statement.verb, query.rows)
                if _is_same(statement, query.rows, last)
                else words
            )
            last = statement.tables or last
    if len(done) > TOLD:
        yield _counted(reason, len(done))
    elif done:
        yield _sentence(reason, listed(done))


def _sentence(reason: str, does: Said) -> Message:
    match reason:
        case "load":
            return _("To load the session, Django {does}.", does=does)
        case "save":
            return _("To save the session, Django {does}.", does=does)
        case "cycle_key":
            return _("To give the session a new key, Django {does}.", does=does)
        case "flush":
            return _("To flush the session, Django {does}.", does=does)
        case "then":
            return _("After that, Django {does}.", does=does)
    return _("For that, Django {does}.", does=does)


def _counted(reason: str, count: int) -> Message:
    match reason:
        case "load":
            return _(
                "To load the session, Django sends {count} statements to the database.", count=count
            )
        case "save":
            return _(
                "To save the session, Django sends {count} statements to the database.", count=count
            )
        case "flush":
            return _(
                "To flush the session, Django sends {count} statements to the database.",
                count=count,
            )
    return _n(
        "For that, Django sends {count} statement to the database.",
        "For that, Django sends {count} statements to the database.",
        count,
    )


def _is_same(statement: Statement, rows: int | None, last: tuple[str, ...]) -> bool:
    """Return whether a statement is about the one table that was named last."""
    inserted = rows if rows is not None else statement.rows
    is_plain = statement.verb != "INSERT" or inserted == 1
    return is_plain and len(statement.tables) == 1 and statement.tables == last


def _done(statement: Statement, rows: int | None) -> Message | None:
    if statement.tables:
        return _done_to(statement, rows)
    match statement.verb:
        case "BEGIN":
            return _("begins a transaction")
        case "COMMIT":
            return _("commits the transaction")
        case "ROLLBACK":
            return _("rolls the transaction back")
        case "SAVEPOINT":
            return _("sets a savepoint")
        case "RELEASE":
            return _("releases the savepoint")
        case "ROLLBACK TO":
            return _("rolls back to the savepoint")
    return None


def _done_to(statement: Statement, rows: int | None) -> Message | None:
    table = Code(statement.table)
    match statement.verb:
        case "SELECT" if len(statement.tables) > 1:
            return _("reads from the tables {tables}", tables=listed(map(Code, statement.tables)))
        case "SELECT":
            return _("reads from the table {table}", table=table)
        case "INSERT" if statement.rows is None:
            return _inserted(None, table)
        case "INSERT":
            return _inserted(rows if rows is not None else statement.rows, table)
        case "UPDATE" if rows == 0:
            return _("finds no row to change in the table {table}", table=table)
        case "DELETE" if rows == 0:
            return _("finds no row to delete in the table {table}", table=table)
        case "UPDATE":
            return _("updates the table {table}", table=table)
        case "DELETE":
            return _("deletes from the table {table}", table=table)
    return None


def _inserted(rows: int | None, table: Code) -> Message:
    if rows == 1:
        return _("inserts a row into the table {table}", table=table)
    if rows is None:
        return _("inserts into the table {table}", table=table)
    return _n(
        "inserts {count} row into the table {table}",
        "inserts {count} rows into the table {table}",
        rows,
        table=table,
    )


def _again(verb: str, rows: int | None) -> Message:
    """Return what is done to the table that was named last."""
    match verb:
        case "SELECT":
            return _("reads from it")
        case "INSERT":
            return _("inserts a row into it")
        case "UPDATE" if rows == 0:
            return _("finds no row to change in it")
        case "DELETE" if rows == 0:
            return _("finds no row to delete in it")
        case "UPDATE":
            return _("updates it")
    return _("deletes from it")
