"""Put two runs side by side.

Each step with its counterpart, and what is different between the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from proven_lessons.generator.aspects.response import is_djangos_error_page
from proven_lessons.generator.facts.differences import Difference, ExchangePair, Subject, compared
from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.facts.values import parsed
from proven_lessons.generator.markup import brief_code
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.trace import Run, Step

FOLDED = 3  # as many pairs in a row that do not differ are only counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that differs after two steps."""

    what: Said
    before: Said
    after: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A step and its counterpart, None where there is none.

    `facts` are those that differ and have not been told by a pair of this exchange before. `title`
    is the exchange, for its first pair and only if there are several.
    """

    before: Row | None
    after: Row | None
    facts: tuple[Fact, ...]
    title: Message | None = None

    @property
    def differs(self) -> bool:
        """Return whether there is anything to see."""
        if self.before is None or self.after is None or self.facts:
            return True
        return self.before.action != self.after.action


def pairs_of(
    before: Run,
    after: Run,
    old_tables: Sequence[ExchangeTable],
    new_tables: Sequence[ExchangeTable],
) -> tuple[Pair, ...]:
    """Return the pairs of two runs in their order, with their rows."""
    counterparts: list[Pair] = []
    pairs = compared(before, after, is_told_once=False)
    for pair, old, new in zip_longest(pairs, old_tables, new_tables):
        rows = [_rows(table) for table in (old, new)]
        title = (new or old).title
        for steps in pair.steps:
            counterparts.append(
                Pair(
                    before=_row(steps.before, rows[0]),
                    after=_row(steps.after, rows[1]),
                    facts=tuple(
                        _fact(one, pair) for one in steps.differences if one.subject in _TOLD
                    ),
                    title=title,
                )
            )
            title = None
    return tuple(counterparts)


def parts_of(pairs: Sequence[Pair]) -> Iterator[Pair | int]:
    """Yield the pairs, and the number of those in a row in which nothing differs."""
    for differs, group in groupby(pairs, key=lambda pair: pair.differs or pair.title is not None):
        pairs_of_group = list(group)
        if differs or len(pairs_of_group) < FOLDED:
            yield from pairs_of_group
        else:
            yield len(pairs_of_group)


# Private

_TOLD = {
    Subject.SESSION: _("session"),
    Subject.SESSION_STATUS: _("session status"),
    Subject.STORED: _("stored session"),
    Subject.VARIABLE: _("variable"),
    Subject.VALUE: _("value retrieved"),
    Subject.STATUS: _("status"),
    Subject.RESPONSE: _("response"),
    Subject.EXCEPTION: _("exception"),
    Subject.SQL: _("SQL"),
}


def _rows(table: ExchangeTable | None) -> dict[int, Row]:
    return {row.step.number: row for row in table.rows} if table else {}


def _row(step: Step | None, rows: dict[int, Row]) -> Row | None:
    return None if step is None else rows[step.number]


def _fact(one: Difference, pair: ExchangePair) -> Fact:
    what: Said = one.name if one.subject is Subject.VARIABLE else _TOLD[one.subject]
    return Fact(
        what=what,
        before=_shown(one.before, one, pair.before),
        after=_shown(one.after, one, pair.after),
    )


def _shown(value: str | None, one: Difference, within: NumberedExchange | None) -> Said:
    """Return one side of a difference; a response as it is, not as Python would write it."""
    if value is None:
        return _("nothing")
    text = str(parsed(value, value)) if one.subject is Subject.RESPONSE else value
    if within is not None and is_djangos_error_page(text, within.exchange):
        return _("Django's error page")
    return brief_code(text)
