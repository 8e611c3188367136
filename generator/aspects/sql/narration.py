"""Say in the transcript what the database was asked to do, and why if the session asked."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from proven_lessons.generator.facts.statements import verb_and_table
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, _n, listed
from proven_lessons.runner.probes.sql import Query

TOLD = 4


def sentences(queries: Iterable[Query], *, is_saving: bool) -> Iterator[Said]:
    """Yield a sentence for the statements of each reason.

    `is_saving` says that the saving of the session has just been told.
    """
    is_first = True
    for reason, same in groupby(queries, key=lambda query: query.session):
        known = "" if is_saving and reason == "save" else reason or ""
        for words in _told(list(same), known if known or is_first else "then"):
            yield words
            is_first = False


# Private


def _told(queries: list[Query], reason: str) -> Iterator[Message]:
    done: list[Said] = []
    last = ""
    for query in queries:
        verb, table = verb_and_table(query.sql)
        words = _done(verb, Code(table), query.rows) if table and not query.error else None
        if words is not None:
            done.append(_again(verb, query.rows) if table == last else words)
            last = table
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


def _done(verb: str, table: Code, rows: int | None) -> Message | None:
    match verb:
        case "SELECT":
            return _("reads from the table {table}", table=table)
        case "INSERT":
            return _("inserts a row into the table {table}", table=table)
        case "UPDATE" | "DELETE" if rows == 0:
            return _("finds no row to change in the table {table}", table=table)
        case "UPDATE":
            return _("updates the table {table}", table=table)
        case "DELETE":
            return _("deletes from the table {table}", table=table)
    return None


def _again(verb: str, rows: int | None) -> Message:
    """Return what is done to the table that was named last."""
    match verb:
        case "SELECT":
            return _("reads from it")
        case "INSERT":
            return _("inserts a row into it")
        case "UPDATE" | "DELETE" if rows == 0:
            return _("finds no row to change in it")
        case "UPDATE":
            return _("updates it")
    return _("deletes from it")
