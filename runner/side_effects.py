"""What an exchange leaves behind besides its response.

In the database, the cache, the outbox and the log.
"""

import dataclasses

from proven_lessons.runner.trace import Exchange, Run


def without_steps(run: Run) -> Run:
    """Return `run` without its steps, but with what they left behind."""
    return Run(
        exchanges=tuple(
            dataclasses.replace(exchange, steps=(), side_effects=side_effects(exchange))
            for exchange in run.exchanges
        )
    )


def side_effects(exchange: Exchange) -> tuple[str, ...]:
    """Return what an exchange left behind, as texts that are equal for equal side effects.

    In the order of their kinds.

    What the session does is left out: its store is looked into after each exchange.
    """
    if exchange.side_effects:
        return exchange.side_effects
    events = [event for step in exchange.steps for event in step.events if event.leaves_something()]
    return tuple(sorted((str(event) for event in events), key=lambda text: text.partition("(")[0]))
