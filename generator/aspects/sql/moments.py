"""What surprises people about the database, recognised from the statements, with its proof."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.aspects.sql.cells import asked_by
from proven_lessons.generator.facts.exchanges import NumberedExchange, left_out
from proven_lessons.generator.facts.repetitions import Again, Repeated, asked_again, repeated
from proven_lessons.generator.facts.sql_text import read, summary
from proven_lessons.generator.facts.transactions import Undone, undone
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _, _n, listed, sentences
from proven_lessons.runner.probes import Asker
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Step

TOLD = 6
# What makes another query of a relation than the one that can be prefetched.
_NARROWS = re.compile(
    r"\b(filter|exclude|order_by|first|last|earliest|latest|get|count|exists|aggregate|annotate|"
    r"values|values_list|only|defer|distinct|select_related)\b"
)


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield the key moments of an exchange that are about the database."""
    for repetition in repeated(one.exchange):
        if repetition.is_for_each_row and repetition.asker.code:
            yield _for_each_row(repetition, one)
    gone = [each for each in undone(one.exchange) if _keeps_nothing(each.step, one)]
    if gone:
        yield _undone(tuple(gone), one)
    by_template = _by_template(one)
    if by_template is not None:
        yield by_template
    for again in asked_again(one.exchange):
        yield _again(again, one)


# Private


def _keeps_nothing(step: Step, one: NumberedExchange) -> bool:
    """Return whether all that a step wrote was undone."""
    back = [each.query for each in undone(one.exchange) if each.step is step]
    written = [query for query in _queries(step.events) if read(query.sql).changes_rows]
    return all(any(query is each for each in back) or query.rows == 0 for query in written)


def _step(number: int) -> Expression:
    return Expression(f"step[{number}]")


def _code(repetition: Repeated) -> Said:
    return asked_by(repetition.asker) or ""


def _for_each_row(repetition: Repeated, one: NumberedExchange) -> Moment:
    steps = [step for step in repetition.steps if not step.skipped] or list(repetition.steps)
    first = steps[0]
    ask = _(
        "Why does {code} send {count} statements?", code=_code(repetition), count=repetition.times
    )
    index = next(
        place for place, query in enumerate(_queries(first.events)) if query.sql == repetition.sql
    )
    query = f"step[{first.number}].queries[{index}]"
    asker = repetition.asker
    proof = [
        f"exchanges[{one.index}].sql | length >= {repetition.times}",
        f'{query}.purpose == "{asker.purpose}"',
    ]
    if asker.was_prefetched:
        proof.append(f"{query}.was_prefetched")
    rank = 1 if asker.was_prefetched else 2
    answer = sentences(_reasons(repetition, helps=asker.relation not in _prefetched(one)))
    return Moment(rank=rank, ask=ask, answer=answer, proof=tuple(proof))


def _prefetched(one: NumberedExchange) -> set[str | None]:
    """Return the relations whose rows an exchange fetches for many objects at once."""
    return {
        each.asker.relation
        for each in _queries(tuple(event for step in one.steps for event in step.events))
        if each.asker is not None and each.asker.purpose == "prefetch"
    }


def _reasons(repetition: Repeated, *, helps: bool) -> Iterator[Message]:
    asker = repetition.asker
    name = Code(asker.relation or "")
    if asker.purpose == "deferred":
        yield _(
            "The field {field} was left out when the rows were fetched, and each object asks for "
            "its own when it is needed.",
            field=name,
        )
    elif asker.was_prefetched:
        yield _(
            "The related rows were prefetched, and are not used here: the code asks for another "
            "query than the one that was prefetched, so the database is asked again for each "
            "object."
        )
    elif asker.relation:
        yield _(
            "It gets the related rows of one object at a time ({relation}), and the database is "
            "asked for each object.",
            relation=name,
        )
    else:
        yield _(
            "It gets the related rows of one object at a time, and the database is asked for each "
            "object."
        )
    yield _n(
        "The same statement is sent {count} time.",
        "The same statement is sent {count} times.",
        repetition.times,
    )
    if repetition.parameters is not None and repetition.parameters < repetition.times:
        yield _(
            "It asks for {count} different rows only, for some of them again and again.",
            count=repetition.parameters,
        )
    if asker.purpose == "related":
        yield _("Statements that come once for each row are called the N+1 problem.")
        if not asker.to_many:
            yield _("`select_related()` gets such rows together with the objects.")
        elif helps and not asker.was_prefetched and not _NARROWS.search(asker.code or ""):
            yield _("`prefetch_related()` gets such rows for all objects at once.")


def _undone(gone: tuple[Undone, ...], one: NumberedExchange) -> Moment:
    first = gone[0]
    gone = tuple(one for one in gone if one.by is first.by)
    ask = _("What is left in the database of {step}?", step=_step(first.step.number))
    tables = listed(
        Code(table) for table in dict.fromkeys(read(each.query.sql).table for each in gone)
    )
    numbers = dict.fromkeys(each.by.number for each in gone)
    if all(each.to_savepoint for each in gone) and not _ends_transaction(gone[0].by):
        proof = (f"exchanges[{one.index}].undone | length >= {len(gone)}",)
        return Moment(
            rank=3, ask=ask, answer=_to_savepoint(len(gone), numbers, tables), proof=proof
        )
    answer = _n(
        "Nothing. It belonged to a transaction that was rolled back in {step}: {count} statement "
        "that changed {tables} is undone.",
        "Nothing. It belonged to a transaction that was rolled back in {step}: {count} statements "
        "that changed {tables} are undone.",
        len(gone),
        step=listed(_step(number) for number in numbers),
        tables=tables,
    )
    proof = (f"exchanges[{one.index}].undone | length >= {len(gone)}",)
    return Moment(rank=3, ask=ask, answer=answer, proof=proof)


def _ends_transaction(step: Step) -> bool:
    """Return whether more than to a savepoint is rolled back in a step."""
    return any(query.sql.strip().upper() == "ROLLBACK" for query in _queries(step.events))


def _to_savepoint(count: int, numbers: Iterable[int], tables: Said) -> Message:
    return _n(
        "Nothing. {step} rolls back to a savepoint that was set before it: {count} statement that "
        "changed {tables} is undone. The transaction goes on.",
        "Nothing. {step} rolls back to a savepoint that was set before it: {count} statements that "
        "changed {tables} are undone. The transaction goes on.",
        count,
        step=listed(_step(number) for number in numbers),
        tables=tables,
    )


def _by_template(one: NumberedExchange) -> Moment | None:
    """Tell which parts of a template send statements, if one does."""
    sent = [
        (query.asker, step)
        for step in one.steps
        for query in _queries(step.events)
        if query.asker is not None and query.asker.template is not None
    ]
    if not sent or left_out(one.steps, Query):
        return None
    first = sent[0][1].number
    ask = _("Which parts of the template send statements to the database?")
    if not one.is_alone:
        ask = _(
            "Which parts of the template send statements to the database in request {number}?",
            number=one.number,
        )
    return Moment(
        rank=4,
        ask=ask,
        answer=_(
            "These ask the database while the template is rendered: {parts}.",
            parts=_parts([asker for asker, _step in sent]),
        ),
        proof=(
            f"step[{first}].sql | length > 0",
            f"exchanges[{one.index}].sql | length >= {len(sent)}",
        ),
    )


def _parts(askers: list[Asker]) -> Said:
    """Return each part of a template, with how often it asks."""
    counts = Counter(
        replace(asker, purpose=None, relation=None, was_prefetched=False, to_many=False)
        for asker in askers
    )
    parts: list[Said] = [
        _("{part} ({count} times)", part=asked_by(asker) or "", count=count)
        if count > 1
        else asked_by(asker) or ""
        for asker, count in list(counts.items())[:TOLD]
    ]
    return listed([*parts, _("and others")] if len(counts) > TOLD else parts)


def _again(again: Again, one: NumberedExchange) -> Moment:
    ask = _("Why is {statement} sent again?", statement=Code(summary(again.query.sql)))
    answer = _(
        "The same statement with the same parameters is sent by {steps}. Django keeps no "
        "answer for a statement that is sent again: each time, the database is asked.",
        steps=listed(_step(step.number) for step in again.steps),
    )
    sql = [f"step[{step.number}].sql | length > 0" for step in again.steps]
    return Moment(
        rank=5,
        ask=ask,
        answer=answer,
        proof=(*sql, f"exchanges[{one.index}].sql | length >= {again.times}"),
    )


def _queries(events: tuple[object, ...]) -> list[Query]:
    return [event for event in events if isinstance(event, Query)]
