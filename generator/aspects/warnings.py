"""Warnings: what Python and Django say of code that runs, and may not do what was meant."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Aspect, Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.warnings import WarningShown
from proven_lessons.runner.trace import Event, Exchange, Step


class WarningsAspect(Aspect):
    """Says what was warned about."""

    def __init__(self) -> None:
        self.columns = (Column(place=61, title=_("Warning"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, WarningShown):
            return _("Warn: {category}", category=event.category)
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, WarningShown):
            return _(
                "{where} makes Python warn: {category}, {message}.",
                where=where,
                category=Code(event.category),
                message=Code(event.message.rstrip(".")),
            )
        return None

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one):
            if isinstance(event, WarningShown):
                yield Moment(
                    rank=8,
                    ask=_("What is {step} warned about?", step=Expression(f"step[{step.number}]")),
                    answer=_(
                        "{category}: {message}. It is only a warning, so the request goes on.",
                        category=Code(event.category),
                        message=Code(event.message.rstrip(".")),
                    ),
                    proof=(f'{name}.category == "{event.category}"',),
                )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [
        _("{category}: {message}", category=Code(event.category), message=Code(event.message))
        for event in events_of([step], WarningShown)
    ]
