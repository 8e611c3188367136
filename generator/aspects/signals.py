"""Signals: those that reach code of the lesson, and those that tell of users."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Part, State
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.runner.probes.signals import SignalSent
from proven_lessons.runner.trace import Event, Exchange, Step


class SignalsAspect(Aspect):
    """Says which signal was sent, and which functions received it."""

    def __init__(self) -> None:
        self.columns = (Column(place=57, title=_("Signals"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case SignalSent(signal=signal, receivers=()):
                return _("Send the signal {signal}, which has no receiver", signal=signal)
            case SignalSent(signal=signal, receivers=receivers):
                return _(
                    "Signal {signal} was received by {receivers}",
                    signal=signal,
                    receivers=listed(receivers),
                )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case SignalSent(signal=signal, receivers=()):
                return _(
                    "{where} sends the signal {signal}, which has no receiver.",
                    where=where,
                    signal=Code(signal),
                )
            case SignalSent(signal=signal, receivers=receivers):
                return _(
                    "{where} sent the signal {signal}, which {receivers} received.",
                    where=where, signal=Code(signal), receivers=listed(map(Code, receivers)),
                )  # fmt: skip
        return None

    def box(self, step: Step) -> Message | None:
        return _("Send a signal") if any(events_of([step], SignalSent)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            match event:
                case SignalSent(signal=signal, receivers=()):
                    yield Arrow(words=_("sends {signal}, which has no receiver", signal=signal))
                case SignalSent(signal=signal, receivers=receivers):
                    yield Arrow(
                        words=_(
                            "sent {signal} to {receivers}",
                            signal=signal,
                            receivers=listed(receivers),
                        )
                    )

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], SignalSent):
            label = _("Receivers of {signal}", signal=event.signal)
            yield State(
                name=f"signal {event.signal}",
                label=label,
                value=Code(str(len(event.receivers))),
                place=48,
            )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [_told(event) for event in events_of([step], SignalSent)]


def _told(event: SignalSent) -> Message:
    if not event.receivers:
        return _("{signal} has no receiver.", signal=Code(event.signal))
    return _(
        "{signal} received by {receivers}.",
        signal=Code(event.signal),
        receivers=listed(map(Code, event.receivers)),
    )
