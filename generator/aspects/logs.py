"""The log: what was written to it, by the lesson and by Django."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Mark, Part, State
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.markup import Code, brief, brief_code, shortened
from proven_lessons.generator.translation import Joined, Message, Said, _
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.trace import Event, Exchange, Step


class LogsAspect(Aspect):
    """Says what stands in the log."""

    def __init__(self) -> None:
        self.columns = (Column(place=59, title=_("Log"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, Logged) and step.kind != "send":  # the column has what Django logs
            return _(
                "Log {message} ({level})", message=repr(brief(event.message)), level=event.level
            )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, Logged):
            return _(
                "The logger {logger} is given the message {message} with the level {level}.",
                logger=Code(event.logger),
                message=brief_code(event.message),
                level=Code(event.level),
            )
        return None

    def box(self, step: Step) -> Message | None:
        return _("Write to the log") if any(events_of([step], Logged)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, Logged):
                yield Arrow(
                    words=_(
                        "logs {message} ({level})",
                        message=repr(brief(event.message)),
                        level=event.level,
                    )
                )

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        if step.at is not None:
            for event in events_of([step], Logged):
                yield State(
                    name="log",
                    label=_("Level in the log"),
                    value=Code(event.level),
                    place=45,
                    is_words=True,
                )


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    parts: list[Part] = []
    for event in events_of([step], Logged):
        parts += [
            Joined((event.level, Code(shortened(event.message)))),
            Mark(said=event.logger, kind="small"),
        ]
    return parts
