"""The response: when it is made and by whom, what it says, and with which status it leaves."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from proven_lessons.generator.aspects import (
    HERE,
    Arrow,
    Aspect,
    Claimed,
    Column,
    Mark,
    Moment,
    Part,
    Question,
    State,
)
from proven_lessons.generator.aspects.response import answering, headers
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    events_of,
    failure_text,
    last_of,
)
from proven_lessons.generator.facts.exchanges import (
    numbered as numbered,
)
from proven_lessons.generator.markup import Code, brief, shortened
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.probes.response import ResponseCreated
from proven_lessons.runner.trace import Event, Exchange, Run, Step

RESPONSE_CONTENT = _("Response content")
CUT = 160
ASKED = 200  # a longer response is not asked for
# django.views.defaults.ERROR_PAGE_TEMPLATE, without a template 500.html of the lesson's own.
_ERROR_PAGE = (
    '<!doctype html> <html lang="en"> <head> <title>Server Error (500)</title> </head> <body> '
    "<h1>Server Error (500)</h1><p></p> </body> </html>"
)


class ResponseAspect(Aspect):
    """Says what the browser gets."""

    def __init__(self) -> None:
        self.columns = (
            Column(place=30, title=RESPONSE_CONTENT, cell=_cell, shows_state=True),
            headers.column(),
        )

    def actions(self, events: Sequence[Event], step: Step) -> Iterator[Message]:
        created = list(events_of([step], ResponseCreated))
        if step.kind == "send":
            return  # the words about the sending name the status
        if created and events[-1] == created[-1]:  # the last one is the one that counts
            yield _action(created[-1])

    def clause(self, event: Event, where: Said) -> Message | None:
        if not isinstance(event, ResponseCreated):
            return None
        if event.status in answering.REDIRECTS and event.location is not None:
            return _(
                "{where} makes a redirect to {place}.", where=where, place=Code(event.location)
            )
        return None  # `sentences` knows what it says

    def box(self, step: Step) -> Message | None:
        last = None
        for event in events_of([step], ResponseCreated):
            last = event
        if last is None:
            return None
        return (
            _("Answer with a redirect")
            if last.status in answering.REDIRECTS
            else _("Create the response")
        )

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if (
                isinstance(event, ResponseCreated)
                and event.location is not None
                and event.status in answering.REDIRECTS
            ):
                yield Arrow(words=_("makes a redirect to {place}", place=brief(event.location)))

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        text = step.response.text if step.response else None
        if text and not is_djangos_error_page(text, exchange):
            yield State(
                name="response",
                label=RESPONSE_CONTENT,
                value=Code(text),
                place=30,
                is_words=True,
                lasts=True,
            )
        status = str(int(exchange.response.status))
        if step.kind != "send" or status == str(int(HTTPStatus.OK)):
            return
        if not any(status in one.at.code for one in exchange.steps if one.at):
            yield State(name="status", label=_("Status"), value=Code(status), place=35)

    def ending(self, exchange: Exchange) -> Claimed | None:
        if exchange.command is not None:
            return None  # it answers nobody
        error = None if exchange.error is None else exchange.error.type
        raised = f"{HERE}.error is none" if error is None else f"{HERE}.error == {error!r}"
        status = f"{HERE}.response.status == {exchange.response.status}"
        return Claimed(said=_ending(exchange), proof=(status, raised))

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from answering.recognised(one)
        yield from answering.lost_fields(one)
        yield from headers.mistyped(one)
        yield from headers.varied(one)

    def questions(self, run: Run) -> Iterator[Question]:
        yield from answering.questions(run)
        last = last_of(run)
        command = last.exchange.command
        if command is not None:
            ask = _("With which exit status does command {number} end?", number=last.number)
            ask = _("With which exit status does the command end?") if last.is_alone else ask
            yield Question(rank=8, ask=ask, answer=f"exchanges[{last.index}].command.exit_status")
        text = last.response.text
        if text and len(text) <= ASKED:
            ask = _("What does the response to request {number} say?", number=last.number)
            if last.is_alone:
                ask = _("What does the response say?")
            yield Question(rank=40, ask=ask, answer="response.text")


def makes_response(step: Step, where: Said) -> Message:
    """Return the sentence about a step that makes a response."""
    text = None if step.response is None else step.response.text
    if not text:
        return _("{where} makes the response.", where=where)
    words = " ".join(text.split())
    beginning = Code(words[:CUT] + ("…" if len(words) > CUT else ""))
    return _("{where} makes the response, which says {text}.", where=where, text=beginning)


def is_djangos_error_page(text: str | None, exchange: Exchange) -> bool:
    """Return whether a text is the page that Django itself answers with when something raised.

    It tells nothing. A view of the lesson may answer with the very same text: then it is its own.
    """
    if exchange.error is None or exchange.response.status < 500 or text is None:
        return False
    return " ".join(text.split()) == _ERROR_PAGE


# Private


def _ending(exchange: Exchange) -> Message:
    status = exchange.response.status
    if exchange.error is None:
        return _("The response leaves with status {status}.", status=status)
    error = failure_text(exchange.error)
    if status < 500:
        return _(
            "{error} is not caught by the view, and yet the response has status {status}.",
            error=error,
            status=status,
        )
    if any(step.error is not None for step in exchange.steps):
        return _(
            "{error} is not caught, so Django answers with status {status}.",
            error=error,
            status=status,
        )
    return _(
        "Outside the lesson's own statements, Django raises {error}. It answers with status "
        "{status}.",
        error=error,
        status=status,
    )


def _action(event: ResponseCreated) -> Message:
    if event.status in answering.REDIRECTS:
        return _("Create redirect to {place}", place=event.location or "")
    if event.status != 200:
        return _("Create response with status {status}", status=event.status)
    return _("Create response")


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    response = step.response
    if response is None:
        return ()
    is_sent = step.kind == "send"
    text = exchange.response.text if is_sent else response.text
    content: Part = Mark(said=_("empty"), kind="about")
    if is_djangos_error_page(text, exchange):
        content = Mark(said=_("Django's error page"), kind="about")
    elif text:
        content = Code(shortened(text))
    elif text is None and is_sent and exchange.response.length == 0:
        content = Mark(said=_("no body"), kind="about")
    elif text is None and is_sent:
        kind = exchange.response.headers.get("Content-Type")
        untyped = _("not text, and of no type")
        content = Mark(said=_("not text: {type}", type=kind) if kind else untyped, kind="about")
    elif text is None:
        content = Mark(said=_("no text, or none yet"), kind="about")
    status = [Mark(said=response.status, kind="status")] if response.status != 200 else []
    return (content, *status)
