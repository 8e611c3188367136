"""An exchange of a run as an occasion for a key moment: its events by the names that expressions have for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proven_lessons.generator.facts.events import events_of
from proven_lessons.runner.trace import Exchange, Run, Step


@dataclass(frozen=True, slots=True)
class Occasion:
    """An exchange of a run with its place, counted from 0."""

    run: Run
    index: int
    exchange: Exchange

    @property
    def last(self) -> Step:
        return self.exchange.steps[-1]

    @property
    def steps(self) -> list[Step]:
        """The steps but those that stand for many: nothing can be said about one of them."""
        return [step for step in self.exchange.steps if not step.skipped]

    def which(self, noun: str = "request") -> str:
        return f"the {noun}" if len(self.run.exchanges) == 1 else f"{noun} {self.index + 1}"

    def before(self, step: Step) -> Step:
        """Give the step before, whose state a statement finds; the opening one has none before it."""
        return self.exchange.steps[max(0, self.exchange.steps.index(step) - 1)]

    def events(self, kind: str) -> Iterator[tuple[Step, Any, str]]:
        """Give the events of a kind in the lesson's own steps, each with its name for an expression."""
        for step in self.steps:
            listed = [event for event in step.events if event.kind != "sql"]
            for index, event in enumerate(listed if step.at else ()):
                if event.kind == kind and is_plain(event):
                    yield step, event, f"step[{step.number}].events[{index}]"

    def saves(self) -> list[Step]:
        """Give the steps in which the session was saved."""
        return [step for step in self.exchange.steps if any(events_of([step], "session.save"))]


def is_plain(event: Any) -> bool:
    """Say whether an event can be talked about: its key is text, and was not cut. An update has none."""
    key = getattr(event, "key", None)
    if event.kind == "session.update":
        return True
    return key is not None and getattr(key, "type", "") == "str" and len(key.repr) < 80 and key.repr[0] in "'\""


def is_key(value: str) -> bool:
    """Say whether the value of a cookie is a session key: those go by names of their own in a trace."""
    return value.startswith("session-key-")


def link(step: Step) -> str:
    """Give what an authored text would say for a link to a step."""
    return f"{{{{ step[{step.number}] }}}}"
