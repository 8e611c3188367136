"""What a question asks about.

A path into a run, followed to the step or the exchange that it leads to.
"""

from dataclasses import dataclass, replace
from typing import Any

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import (
    NamesError,
    Steps,
    StepView,
    View,
    place_in_trace,
)
from proven_lessons.generator.claims.sandbox import Chain
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    exchange_of,
    last_of,
    numbered,
    step_of,
)
from proven_lessons.runner.trace import Run, Step

type Path = tuple[str | int, ...]

NOT_THERE = (NamesError, AttributeError, LookupError, TypeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question asks about.

    `path` of a step, of an exchange (counted from 0), or of a run as a whole.

    `whole` is the path from the run. `counted` says that it asks how many. `known_as` is the number
    of the same step in the lesson's own run, for one of another run.
    """

    run: str
    whole: Path
    step: int | None
    exchange: int | None
    path: Path
    counted: bool
    known_as: int | None = None

    def step_in(self, run: Run) -> Step | None:
        """Return the step that it is about, None if it is about none."""
        return step_of(run, self.step)

    def exchange_in(self, run: Run) -> NumberedExchange:
        """Return the exchange that it is about: the last one for what is asked of the run."""
        if self.exchange is not None:
            return numbered(run)[self.exchange]
        exchange = exchange_of(run, self.step) if self.step is not None else None
        return exchange or last_of(run)


def subject_of(expression: str, claims: Claims) -> Subject | None:
    """Return what `expression` is about, None when it is more than a path into a run."""
    chain = claims.chain(expression)
    return None if chain is None else _followed(chain, claims.names)


def reach(at: Any, part: str | int) -> Any:
    """Return a part of what expressions see."""
    if isinstance(at, View) or (isinstance(at, Steps) and isinstance(part, str)):
        return getattr(at, str(part))
    return at[part]


# Private


def _followed(chain: Chain, names: Names) -> Subject | None:
    parts, run = chain.parts, "main"
    if parts[0] == "what_if":
        if len(parts) < 3:
            return None
        run, parts = str(parts[1]), parts[2:]
    if parts[0] == "session":
        parts = ("final", *parts)
    subject = Subject(
        run=run, whole=parts, step=None, exchange=None, path=parts, counted=chain.counted
    )
    try:
        at: Any = names.open().run(run)
        for index, part in enumerate(parts):
            at = reach(at, part)
            if isinstance(at, StepView):
                number = place_in_trace(at)[1]
                subject = replace(subject, step=number, path=parts[index + 1 :])
            elif index == 1 and parts[0] == "exchanges" and isinstance(part, int):
                subject = replace(subject, exchange=part, path=parts[2:])
    except (KeyError, *NOT_THERE):
        return None
    return subject
