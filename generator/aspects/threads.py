"""Threads that a lesson starts: they are outside of what is recorded, and of the request."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.threads import ThreadStarted
from proven_lessons.runner.trace import Event, Exchange, Step


class ThreadsAspect(Aspect):
    """Says where a thread begins, and that the page ends there."""

    def __init__(self) -> None:
        self.columns = (Column(place=63, title=_("Thread"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, ThreadStarted):
            return _("Start a thread that runs {function}", function=event.function)
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, ThreadStarted):
            return _(
                "{where} starts a thread that runs {function}. What happens there is not recorded.",
                where=where,
                function=Code(event.function),
            )
        return None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, ThreadStarted):
                yield Arrow(
                    words=_("starts a thread that runs {function}", function=event.function)
                )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one):
            if isinstance(event, ThreadStarted):
                yield Moment(
                    rank=9,
                    ask=_(
                        "{step} starts a thread. Does it belong to the request?",
                        step=Expression(f"step[{step.number}]"),
                    ),
                    answer=_(
                        "No. It has a database connection of its own, outside of the transactions "
                        "of the request, and the response does not wait for it unless the code "
                        "does. What {function} does there is not on this page.",
                        function=Code(event.function),
                    ),
                    proof=(f"{name}.function == {event.function!r}",),
                )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [
        _("{function} runs in a thread.", function=Code(event.function))
        for event in events_of([step], ThreadStarted)
    ]
