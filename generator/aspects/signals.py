"""Signals: those that reach code of the lesson, and those that tell of users."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part, State
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _, _n, listed
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

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        for event in events_of([step], SignalSent):
            for error in event.raised:
                yield _(
                    "A receiver of {signal} raised an error, which went no further: {error}.",
                    signal=Code(event.signal),
                    error=Code(error),
                )
            if event.gone:
                yield _gone(event)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one, everywhere=True):
            if isinstance(event, SignalSent):
                yield from _surprises(step, event, name)


# Private


def _gone(event: SignalSent) -> Message:
    return _n(
        "{count} function that was connected to {signal} is gone.",
        "{count} functions that were connected to {signal} are gone.",
        event.gone,
        signal=Code(event.signal),
    )


def _surprises(step: Step, event: SignalSent, name: str) -> Iterator[Moment]:
    link, signal = Expression(f"step[{step.number}]"), Code(event.signal)
    if event.gone:
        yield Moment(
            rank=1,
            ask=_("What became of the function that was connected to {signal}?", signal=signal),
            answer=_(
                "It is gone when {step} sends the signal. A signal holds its receivers by weak "
                "references, which keep nothing alive, and nothing else holds this one. With "
                "{strong} the signal would.",
                step=link,
                strong=Code("weak=False"),
            ),
            proof=(f"{name}.gone > 0",),
        )
    yield from _twice(link, event, name)
    if event.raised:
        yield Moment(
            rank=3,
            ask=_("A receiver of {signal} raises an error. What becomes of it?", signal=signal),
            answer=_(
                "It goes no further. A robust signal catches what a receiver raises ({error}), "
                "logs it, and gives it to {step} in a list.",
                error=Code(event.raised[0]),
                step=link,
            ),
            proof=(f"{event.raised[0]!r} in {name}.raised",),
        )


def _twice(link: Expression, event: SignalSent, name: str) -> Iterator[Moment]:
    for receiver in event.copies:
        times = event.receivers.count(receiver)
        places = [place for place, heard in enumerate(event.receivers) if heard == receiver]
        yield Moment(
            rank=2,
            ask=_(
                "{step} sends {signal} once. Why does {receiver} run {count} times?",
                step=link,
                signal=Code(event.signal),
                receiver=Code(receiver),
                count=times,
            ),
            answer=_(
                "It is connected {count} times, each time as another function object. A {uid} "
                "would make them one.",
                count=times,
                uid=Code("dispatch_uid"),
            ),
            proof=tuple(f"{name}.receivers[{place}] == {receiver!r}" for place in places),
        )


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [part for event in events_of([step], SignalSent) for part in _parts(event)]


def _parts(event: SignalSent) -> Iterator[Part]:
    yield _told(event)
    if event.raised:
        yield _("raised: {errors}.", errors=listed(map(Code, event.raised)))
    if event.gone:
        yield _gone(event)


def _told(event: SignalSent) -> Message:
    if not event.receivers:
        return _("{signal} has no receiver.", signal=Code(event.signal))
    return _(
        "{signal} received by {receivers}.",
        signal=Code(event.signal),
        receivers=listed(map(Code, event.receivers)),
    )
