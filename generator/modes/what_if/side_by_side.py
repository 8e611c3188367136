"""Put two runs side by side: each step with its counterpart, and what is different between the two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from proven_lessons.generator.facts.values import parsed
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.wording.differences import NOTHING, signature, states
from proven_lessons.generator.wording.steps import is_error_page

FOLDED = 3  # as many pairs in a row that do not differ are only counted
_TOLD = ("session", "session status", "stored session", "value retrieved", "status", "response", "exception", "SQL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A step and its counterpart, None where there is none.

    `facts` are (what, before, after) that differ and have not been told by a pair of this exchange before. `title` is
    the exchange, for
    its first pair and only if there are several.
    """

    before: Row | None
    after: Row | None
    facts: tuple[tuple[str, str, str], ...]
    title: str = ""

    @property
    def differs(self) -> bool:
        return self.before is None or self.after is None or bool(self.facts) or self.before.action != self.after.action


def pairs_of(before: Sequence[ExchangeTable], after: Sequence[ExchangeTable]) -> tuple[Pair, ...]:
    """Give the pairs of two runs in their order."""
    found: list[Pair] = []
    for old, new in zip_longest(before, after):
        known: dict[str, tuple[str, str]] = {}
        rows = [table.rows if table else () for table in (old, new)]
        title = (new or old).title
        for one, other in _matched(*rows):
            found.append(Pair(before=one, after=other, facts=tuple(_facts(one, other, known)), title=title))
            title = ""
    return tuple(found)


def parts_of(pairs: Sequence[Pair]) -> Iterator[Pair | int]:
    """Give the pairs, and in the place of several in a row that do not differ, how many they are."""
    for differs, group in groupby(pairs, key=lambda pair: pair.differs or bool(pair.title)):
        found = list(group)
        if differs or len(found) < FOLDED:
            yield from found
        else:
            yield len(found)


# Private


def _matched(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    signatures = [[signature(row.step) for row in rows] for rows in (before, after)]
    matcher = SequenceMatcher(None, signatures[0], signatures[1], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag in ("equal", "replace"):
            yield from zip_longest(before[i1:i2], after[j1:j2])
        else:
            yield from ((row, None) for row in before[i1:i2])
            yield from ((None, row) for row in after[j1:j2])


def _facts(before: Row | None, after: Row | None, known: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    if before is None or after is None:
        return
    old, new = dict(states(before.step)), dict(states(after.step))
    for what in dict.fromkeys([*old, *new]):
        pair = old.get(what, NOTHING), new.get(what, NOTHING)
        is_told = what in _TOLD or what.startswith("variable ")
        if is_told and pair[0] != pair[1] and known.get(what) != pair and pair != ("unread", "unread"):
            yield what.removeprefix("variable "), _shown(what, pair[0]), _shown(what, pair[1])
        known[what] = pair


def _shown(what: str, value: str) -> str:
    """Show a response as it is, not as Python would write it."""
    text = parsed(value, value) if what == "response" else value
    return "Django's error page" if is_error_page(str(text)) else str(text)
