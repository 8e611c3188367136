"""Middleware: the layers that a request goes in through, and that its response comes out of."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from proven_lessons.generator.aspects import MIDDLEWARE, Arrow, Aspect, Column, Part, State
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.runner.probes.middleware import MiddlewareEntered, MiddlewareLeft
from proven_lessons.runner.trace import Event, Exchange, Step


class MiddlewareAspect(Aspect):
    """Says which layers took part."""

    def __init__(self) -> None:
        self.columns = (Column(place=33, title=_("Middleware"), cell=_cell, is_wanted=_is_about),)

    def actions(self, events: Sequence[Event], step: Step) -> Iterator[Message]:
        # Only a layer of the lesson's own waits for others; what Django's do is the way of every
        # request.
        entered = _names(events_of([step], MiddlewareEntered))
        if step.at is not None and entered and events[0] == step.events[0]:
            yield _("Pass the request on to {layers}", layers=listed(entered))

    def clause(self, event: Event, where: Said) -> Message | None:
        return None  # `sentences` tells a whole way in or out at once

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        entered = _names(events_of([step], MiddlewareEntered))
        left = list(events_of([step], MiddlewareLeft))
        if step.at is not None and entered:
            yield _("The request goes on to {layers}.", layers=listed(map(Code, entered)))
        if step.at is not None and left and left[-1].status is not None:
            yield _("The response comes back with status {status}.", status=left[-1].status)

    def box(self, step: Step) -> Message | None:
        return _("Pass the request on") if any(events_of([step], MiddlewareEntered)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for kind, same in groupby(events, key=type):
            names = listed(_names(same))
            words = _("in through {layers}", layers=names)
            if kind is MiddlewareLeft:
                words = _("out through {layers}", layers=names)
            yield Arrow(words=words, lane=MIDDLEWARE, source=MIDDLEWARE)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        if step.at is None:
            return
        left = [event for event in events_of([step], MiddlewareLeft) if event.status is not None]
        for event in left[-1:]:
            label = _("Status from {layer}", layer=event.name)
            yield State(name="middleware", label=label, value=Code(str(event.status)), place=51)


# Private


def _names(events: "Iterator[Event] | Sequence[Event]") -> list[str]:
    names = [
        event.name for event in events if isinstance(event, MiddlewareEntered | MiddlewareLeft)
    ]
    return list(dict.fromkeys(names))


def _is_about(exchange: Exchange) -> bool:
    """Return whether the lesson has a layer of its own: then the others are of interest."""
    return any(step.at is not None and step.phase != "view" for step in exchange.steps)


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    parts: list[Part] = []
    for kind, same in groupby(events_of([step], MiddlewareEntered, MiddlewareLeft), key=type):
        names = listed(map(Code, _names(list(same))))
        words = _("in: {layers}", layers=names)
        parts.append(_("out: {layers}", layers=names) if kind is MiddlewareLeft else words)
    return parts
