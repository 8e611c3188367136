"""Exceptions that Django turns into responses."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, failure_text
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.trace import Event, Exchange, Step

SERVER_ERROR = 500


class ExceptionsAspect(Aspect):
    """Says what an exception becomes."""

    def __init__(self) -> None:
        self.columns = (Column(place=31, title=_("Exception"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        if isinstance(event, ExceptionHandled) and step.kind != "send":
            return _(
                "Django turns {error} into status {status}", error=event.type, status=event.status
            )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        if isinstance(event, ExceptionHandled):
            return _(
                "Django turns {error} into a response with status {status}.",
                error=_code(event),
                status=event.status,
            )
        return None

    def box(self, step: Step) -> Message | None:
        return (
            _("Turn the exception into a response")
            if any(events_of([step], ExceptionHandled))
            else None
        )

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, ExceptionHandled):
                yield Arrow(
                    words=_(
                        "{error} becomes status {status}", error=event.type, status=event.status
                    )
                )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        error, status = one.exchange.error, one.response.status
        raised = [step for step in one.single_steps if step.at and step.error]
        if error is None or status < SERVER_ERROR or not raised:
            return
        first = raised[0]
        if first.error is not None and first.error.type == error.type:
            path = f"exchanges[{one.index}]"
            yield Moment(
                rank=30,
                ask=_(
                    "Why does request {number} get the status {status}?",
                    number=one.number,
                    status=status,
                ),
                answer=_(
                    "{step} raises {error}, and no code of the lesson catches it. Django turns "
                    "it into a response, so that the server goes on.",
                    step=Expression(f"step[{first.number}]"),
                    error=Code(failure_text(error)),
                ),
                proof=(
                    f"{path}.error == {error.type!r}",
                    f"{path}.response.status == {status}",
                    f"step[{first.number}].error == {error.type!r}",
                ),
            )


# Private


def _code(event: ExceptionHandled) -> Code:
    return Code(f"{event.type}: {event.message}" if event.message else event.type)


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [
        _("{error} becomes status {status}.", error=_code(event), status=event.status)
        for event in events_of([step], ExceptionHandled)
    ]
