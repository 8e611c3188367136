"""What an exchange leaves behind besides its response.

In the database, the cache, the outbox and the log.
"""

import dataclasses
import re

from proven_lessons.runner.trace import Event, Exchange, Run
from proven_lessons.runner.transactions import flow_of, in_order, taken_back

_READS = re.compile(r"\s*SELECT\b", re.IGNORECASE)
NOT_HELD = "not held: "  # begins the text of side effects that were too many to be held


def without_steps(run: Run) -> Run:
    """Return `run` without its steps, but with what they left behind."""
    exchanges = (
        dataclasses.replace(exchange, steps=(), side_effects=side_effects(exchange))
        for exchange in run.exchanges
    )
    return dataclasses.replace(run, exchanges=tuple(exchanges), replaced=())


def side_effects(exchange: Exchange) -> tuple[str, ...]:
    """Return what an exchange left behind, as texts that are equal for equal side effects.

    In the order of their kinds, and of time within each.

    What the session does is left out: its store is looked into after each exchange. So are
    statements that a transaction took back. What was too many to be held is a text that begins
    with NOT_HELD: how often, and not with what.
    """
    if exchange.side_effects:
        return exchange.side_effects
    kept = _kept(exchange)
    if kept is None:
        return (f"{NOT_HELD}when a transaction begins",)
    events = [event for event in kept if event.leaves_something()]
    texts = sorted((event.as_left() for event in events), key=lambda text: text.partition("(")[0])
    not_held = [
        f"{NOT_HELD}{one.count} {one.kind} {one.what or ''}"
        for step in exchange.steps
        for one in step.left_out
        if not _READS.match(one.what or "")
    ]
    return (*texts, *not_held)


# Private


def _kept(exchange: Exchange) -> list[Event] | None:
    """Return the events in the order of time, without the statements that were rolled back.

    None if it is not known which those are.
    """
    events = [event for _step, event in in_order(exchange)]
    sent = [(place, event.statement()) for place, event in enumerate(events)]
    statements = [(place, sql) for place, sql in sent if sql is not None]
    back = taken_back([(events[place].asked(), sql) for place, sql in statements])
    if back is None:
        return None
    gone = {statements[one.place][0] for one in back}
    flows = {place for place, sql in statements if flow_of(sql) is not None}
    return [event for place, event in enumerate(events) if place not in gone | flows]
