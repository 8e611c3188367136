"""The column of the execution table that shows SQL."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Column, Part, Rows
from proven_lessons.generator.facts.exchanges import events_of, left_out
from proven_lessons.generator.facts.sql_text import read, summary
from proven_lessons.generator.facts.statements import count, grouped
from proven_lessons.generator.facts.transactions import Undone, undone
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Message, Said, _, _n
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Step

PARAMETERS_SHOWN = 10


def column() -> Column:
    """Return the column."""
    return Column(place=50, title=_("SQL"), cell=_cell, stays=True)


def asked_by(asker: Asker) -> Said | None:
    """Return what asked for a statement, None if that is not known."""
    if asker.code is None:
        return None
    if asker.template is None:
        return Code(asker.code)
    if not asker.template:
        return _("{code} in the template", code=Code(asker.code))
    return _(
        "{code} in line {line} of {template}",
        code=Code(asker.code),
        line=asker.line or 0,
        template=Code(asker.template),
    )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    sent = list(events_of([step], Query))
    if not sent:
        return ()
    gone = _undone_in(step, sent, exchange)
    total = count([step])
    head: Said = _n("{count} statement", "{count} statements", total)
    if total == 1:
        head = summary(sent[0].sql)
    if gone:
        head = _("{statements}, undone by step {step}", statements=head, step=gone[0].by.number)
    items = [_item(query, given, step, gone) for query, given in grouped(sent)]
    return (Rows(summary=head, items=(*items, *_not_held(step))),)


def _not_held(step: Step) -> Iterator[Said]:
    more = left_out([step], Query)
    if more:
        yield _n(
            "and {count} more statement, which is only counted",
            "and {count} more statements, which are only counted",
            more,
        )


def _undone_in(step: Step, sent: list[Query], exchange: Exchange) -> list[Undone]:
    """Return what of the statements of a step was undone."""
    if not any(read(query.sql).changes_rows for query in sent):
        return []
    return [one for one in undone(exchange) if one.step is step]


def _item(query: Query, given: tuple[str, ...], step: Step, gone: list[Undone]) -> Said:
    statement = _sent(query, given)
    if query.rows is not None:
        statement = _n(
            "{statement}, {count} row changed",
            "{statement}, {count} rows changed",
            query.rows,
            statement=statement,
        )
    if query.fetched is not None:
        statement = _fetched(query.fetched, statement, is_each=len(given) > 1)
    if query.error:
        statement = _("{statement}, failed: {error}", statement=statement, error=Code(query.error))
    if query.answer:
        statement = _(
            "{statement}, answered with {answer}", statement=statement, answer=Code(query.answer)
        )
    by = _told_asker(query, step)
    if by is not None:
        statement = _("{statement}, asked for by {code}", statement=statement, code=by)
    undone_by = next((one.by.number for one in gone if one.query is query), None)
    if undone_by is not None:
        statement = _("{statement}, undone by step {step}", statement=statement, step=undone_by)
    return statement


def _sent(query: Query, given: tuple[str, ...]) -> Said:
    """Return a statement with its parameters, and with its database if that is another one."""
    statement: Said = Code(query.sql)
    if query.params:
        texts = [Code(shortened(params)) for params in given[:PARAMETERS_SHOWN]]
        statement = _with_parameters(Code(query.sql), texts, len(given) - PARAMETERS_SHOWN)
    if not query.database:
        return statement
    name = Code(query.database)
    return _("{statement}, sent to the database {name}", statement=statement, name=name)


def _told_asker(query: Query, step: Step) -> Said | None:
    """Return what asked for a statement if the code of the step does not say it already."""
    asker = query.asker
    is_whole = step.at is not None and asker is not None and asker.code is not None
    if is_whole and asker and not asker.template and step.at:
        code = " ".join(step.at.code.split())
        if asker.code == code:
            return None
    return None if asker is None else asked_by(asker)


def _with_parameters(statement: Code, texts: list[Code], more: int) -> Message:
    words = _("{statement} with {parameters}", statement=statement, parameters=texts[0])
    for params in texts[1:]:
        words = _("{statement}, then with {parameters}", statement=words, parameters=params)
    if more > 0:
        return _n(
            "{statement} and {count} more time",
            "{statement} and {count} more times",
            more,
            statement=words,
        )
    return words


def _fetched(rows: int, statement: Said, *, is_each: bool) -> Message:
    if is_each:
        return _n(
            "{statement}, {count} row each",
            "{statement}, {count} rows each",
            rows,
            statement=statement,
        )
    return _n("{statement}, {count} row", "{statement}, {count} rows", rows, statement=statement)
