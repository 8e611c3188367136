"""The execution table and the variable tracker of an exchange, as data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.claims import Answer, Claims
from proven_lessons.generator.claims.notes import notes_on
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.nested_changes import instance_changes
from proven_lessons.generator.facts.variables import Tracker, changed, states_of, tracked
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, sentences
from proven_lessons.generator.wording import endings, exchanges
from proven_lessons.generator.wording.steps import ALSO, action
from proven_lessons.runner.trace import Exchange, Run, Step, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step in the execution table.

    `value` is what was retrieved last, None if it may have changed since; `fresh` says that this
    step retrieved it. `where` is the
    place of its statement. `variables` are those that are other ones than after the step before,
    None for one that is gone. `meanwhile` tells of another exchange that was at work before it;
    `beside` is the number of its exchange if that was served at once with another, else 0.
    """

    step: Step
    action: Said
    value: Value | None
    fresh: bool
    where: Said | None
    variables: Mapping[str, Value | None] = field(default_factory=dict)
    meanwhile: Said | None = None
    beside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of a table from `first` up to `end`, counted from 0; `iterations` are folded in them."""

    first: int
    end: int
    iterations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTable:
    """The table and the tracker of one exchange, with the notes that stand below it.

    `show` names the probes whose columns are wanted, None for those that say something. `others`
    are the other exchanges of its run.
    """

    title: Message | None
    exchange: Exchange
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    notes: tuple[Said, ...]
    tracker: Tracker
    show: tuple[str, ...] | None = None
    others: tuple[Exchange, ...] = ()


type Holds = Callable[[aspects.Claimed], bool]


def holds_in(claims: Claims, one: NumberedExchange) -> Holds:
    """Return what tells whether the run bears out what a sentence of ours says of an exchange."""

    def holds(claimed: aspects.Claimed) -> bool:
        return not any(claims.prove(proof).value.problem for proof in claimed.proof_in(one.index))

    return holds


def tables_of(run: Run, lesson: Lesson) -> tuple[ExchangeTable, ...]:
    """Return the tables of a run of `lesson`."""
    return tuple(_table(one, lesson, {}, lambda _: True) for one in numbered(run))


def authored_tables_of(
    run: Run, lesson: Lesson, claims: Claims
) -> Answer[tuple[ExchangeTable, ...]]:
    """Return the tables of the lesson's own run, in the author's words where there are some."""
    tables: list[ExchangeTable] = []
    problems: list[Problem] = []
    for one in numbered(run):
        words: dict[int, Said] = {}
        for step in one.steps:
            answer = _authored(lesson, claims, step)
            if answer is not None:
                words[step.number] = answer.value
                problems += answer.problems
        tables.append(_table(one, lesson, words, holds_in(claims, one)))
    return Answer(value=tuple(tables), problems=tuple(problems))


# Private

_LASTING = frozenset(
    {
        "str", "SafeString", "int", "float", "complex", "bool", "NoneType", "bytes", "Decimal",
        "Fraction", "UUID", "date", "datetime", "time", "timedelta", "range",
    }
)  # fmt: skip


def _table(
    one: NumberedExchange, lesson: Lesson, authored: Mapping[int, Said], holds: Holds
) -> ExchangeTable:
    written = lesson.written
    with_session = written.shows_session
    return ExchangeTable(
        title=exchanges.title_of(one),
        exchange=one.exchange,
        rows=_rows(one, authored, with_session=with_session),
        parts=tuple(_parts(one.exchange)),
        notes=tuple(_notes(one, lesson, holds)),
        tracker=tracked(one.exchange, with_session=with_session, shared=_shared(one)),
        show=None if written.show is None else tuple(written.show),
        others=tuple(each for each in one.run.exchanges if each is not one.exchange),
    )


def _notes(one: NumberedExchange, lesson: Lesson, holds: Holds) -> Iterator[Said]:
    """Yield the notes below a table: what the run bears out of what is to be said there."""
    written = lesson.written
    with_session = written.shows_session
    ending = [*filter(holds, endings.endings(one.exchange, with_session=with_session))]
    if ending:
        yield sentences(claimed.said for claimed in ending)
    for name, aspect in aspects.load().items():
        if written.is_about(name):
            yield from (claimed.said for claimed in aspect.notes(one.exchange) if holds(claimed))
    if not one.is_alone and (with_session or "cookies" in (written.show or ())):
        left = [*filter(holds, endings.left_behind(one.exchange, with_session=with_session))]
        if left:
            yield sentences(claimed.said for claimed in left)


def _rows(
    one: NumberedExchange, authored: Mapping[int, Said], *, with_session: bool
) -> tuple[Row, ...]:
    rows: list[Row] = []
    exchange = one.exchange
    value: Value | None = None
    known: Mapping[str, Value] = {}
    several = _has_several_files(exchange)
    states = states_of(exchange, with_session=False)
    for step, variables in zip(exchange.steps, states, strict=True):
        fresh = _is_retrieved(step)
        value = step.value if fresh else value if _is_lasting(value) else None
        words = authored.get(step.number) or action(step, exchange, with_session=with_session)
        # What another exchange may have changed is not told of this step.
        inner = () if one.follows_another(step) else instance_changes(known, variables)
        rows.append(
            Row(
                step=step,
                action=sentences([words, *map(Code, inner)], ALSO) if inner else words,
                value=value,
                fresh=fresh,
                where=_where(step, several=several),
                variables=changed(known, variables),
            )
        )
        known = variables
    return tuple(_beside(row, one) for row in rows) if one.beside else tuple(rows)


def _shared(one: NumberedExchange) -> frozenset[int]:
    """Return the numbers of the steps before which another exchange was at work."""
    if not one.beside:
        return frozenset()
    return frozenset(step.number for step in one.steps if one.follows_another(step))


def _has_several_files(exchange: Exchange) -> bool:
    return len({step.at.file for step in exchange.steps if step.at}) > 1


def _where(step: Step, *, several: bool) -> Said | None:
    at = step.at
    return exchanges.place_of(at.file, at.line, several=several) if at else None


def _beside(row: Row, one: NumberedExchange) -> Row:
    """Return a row of an exchange that was served at once with another."""
    return replace(row, meanwhile=exchanges.meanwhile(one, row.step), beside=one.number)


def _parts(exchange: Exchange) -> Iterator[Part]:
    """Yield the rows in the order of the page.

    Those in a fold by themselves, those between together.
    """
    at = start = 0
    for piece in folded(exchange.steps):
        if isinstance(piece, Fold):
            end = at + len(piece.steps)
            yield Part(first=start, end=at)
            yield Part(first=at, end=end, iterations=piece.iterations)
            at = start = end
        else:
            at += 1
    yield Part(first=start, end=at)


def _is_retrieved(step: Step) -> bool:
    if step.value is None or step.kind == "return":
        return False
    return not step.value.type.endswith(("Response", "Redirect"))


def _is_lasting(value: Value | None) -> bool:
    """Return whether a value is still what it was in the rows below: nobody can change it."""
    return value is not None and value.type in _LASTING


def _authored(lesson: Lesson, claims: Claims, step: Step) -> Answer[Said] | None:
    for index, note in notes_on(lesson, "main", step):
        if note.action:
            line = claims.line(note.action, "steps", index, "action")
            return Answer(value=line.value, problems=line.problems)
    return None
