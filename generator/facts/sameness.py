"""All that is recorded of what an exchange answers and leaves, and whether two runs agree in it.

Status, every header and cookie, the body, the session store, the rows, cache entries, mails and
log lines that were written. Files and requests to other hosts are not recorded.
"""

import re
from collections.abc import Iterator

from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.values import literal
from proven_lessons.runner.side_effects import NOT_HELD, side_effects
from proven_lessons.runner.trace import VARIES, Exchange, Run, Value


def left_by(exchange: Exchange) -> object:
    """Return all that is recorded of what an exchange answers and leaves, to be compared."""
    return (
        exchange.response,
        exchange.command,
        exchange.error and exchange.error.type,
        exchange.left_behind,
        side_effects(exchange),
    )


def is_same(before: Run, after: Run) -> bool | None:
    """Return whether two runs answer and leave the same; None if the record does not decide."""
    pairs = list(zip(before.exchanges, after.exchanges, strict=False))
    if len(before.exchanges) != len(after.exchanges):
        return False
    if not all(may_be_same(left_by(old), left_by(new)) for old, new in pairs):
        return False
    if any(VARIES in repr(left_by(one)) for pair in pairs for one in pair):
        return None
    if any(exchange.together for exchange in before.exchanges):
        return None  # in which order they changed what they share is not compared
    return True if all(_is_known(exchange) for exchange in before.exchanges) else None


def may_be_same(before: object, after: object) -> bool:
    """Return whether two records are alike in all that does not differ from run to run."""
    if before == after:
        return True
    sides = [repr(before), repr(after)]
    return any(
        VARIES in one and re.fullmatch(re.escape(one).replace(_ANY, ".*"), other, re.DOTALL)
        for one, other in (sides, sides[::-1])
    )


# Private


_ANY = re.escape(VARIES)


def _is_known(exchange: Exchange) -> bool:
    response = exchange.response
    if exchange.command and "…" in exchange.command.output + exchange.command.errors:
        return False
    # Of a text that is cut, only the beginning is compared.
    if any(effect.startswith(NOT_HELD) or "…" in effect for effect in side_effects(exchange)):
        return False
    has_body = response.text is not None and "…" not in response.text
    if not has_body and response.digest is None and response.length != 0:
        return False
    return all(_is_decided(value) for value in _values(exchange))


def _values(exchange: Exchange) -> Iterator[Value]:
    for session in exchange.left_behind.sessions if exchange.left_behind else ():
        yield from session.data.values()


def _is_decided(value: Value) -> bool:
    """Return whether two equal records of this value are of equal values."""
    return value.digest is not None or not isinstance(literal(value), Partial)
