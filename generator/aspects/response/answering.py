"""Who answered, where it was not the view that the route leads to, and what the answer says."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from proven_lessons.generator.aspects import Moment, Question
from proven_lessons.generator.aspects.response.keeping import kept
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, numbered
from proven_lessons.generator.facts.statements import count
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, _, _n, sentences
from proven_lessons.runner.probes.auth import LoggedIn
from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.probes.logs import Logged
from proven_lessons.runner.probes.response import ResponseCreated
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Run, Step

_NEXT = "next"  # django.contrib.auth.REDIRECT_FIELD_NAME
_CSRF = "django.security.csrf"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TOKEN = "csrftoken"  # noqa: S105 (the name of a cookie)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A sentence of an answer, with what proves it."""

    words: Message
    proof: str


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield who answered, if another than the body of the view did."""
    if not is_answered_by_another(one.exchange):
        return
    who = one.exchange.answered_by or ""
    parts = [*_answered(one, who), *_sent(one), *_why(one), *map(_kept, kept(one))]
    ask = _("Who answers request {number}?", number=one.number)
    yield Moment(
        rank=6,
        ask=_("Who answers the request?") if one.is_alone else ask,
        answer=sentences([part.words for part in parts]),
        proof=tuple(dict.fromkeys(part.proof for part in parts)),
    )


def questions(run: Run) -> Iterator[Question]:
    """Yield questions about the first response that another than the view made, or is no page."""
    for one in numbered(run):
        path = f"exchanges[{one.index}]"
        if is_answered_by_another(one.exchange):
            ask = _("Who answers request {number}?", number=one.number)
            yield Question(
                rank=5,
                ask=_("Who answers the request?") if one.is_alone else ask,
                answer=f"{path}.answered_by",
            )
        if one.exchange.command is None and one.response.status != HTTPStatus.OK:
            ask = _("Which status does the response to request {number} have?", number=one.number)
            yield Question(
                rank=8,
                ask=_("Which status does the response have?") if one.is_alone else ask,
                answer=f"{path}.response.status",
            )
            return


def is_answered_by_another(exchange: Exchange) -> bool:
    """Return whether it is known that another than the view made the response that left."""
    who, view = exchange.answered_by, exchange.view or ""
    if who is None or exchange.response.status >= 500:
        return False
    name = view.rpartition(".")[2]
    own = who.partition(".")[0]
    # Once a view has run, only what stands around it can put another response in its place; what
    # Django's own classes make for it is its own.
    if view and not (who == "Django" or who.endswith("Middleware") or _is_of_lesson(exchange)):
        return False
    # What a view calls may make the response that it returns.
    within = any(
        event.by == who
        for step in exchange.steps
        if step.phase == "view"
        for event in events_of([step], ResponseCreated)
    )
    return not (view and (own == name or who == view or within))


# Private


def _is_of_lesson(exchange: Exchange) -> bool:
    """Return whether a function of the lesson made the response that left."""
    who = exchange.answered_by
    return any(
        step.at is not None and event.by == who
        for step in exchange.steps
        for event in events_of([step], ResponseCreated)
    )


def _answered(one: NumberedExchange, who: str) -> Iterator[_Part]:
    exchange = one.exchange
    path = f"exchanges[{one.index}]"
    status = f"{path}.response.status == {exchange.response.status}"
    # Of several exceptions, the one that became the response that left.
    became = [
        event
        for event in events_of(one.steps, ExceptionHandled)
        if event.status == exchange.response.status
    ]
    words = _("{who} does, with status {status}.", who=Code(who), status=exchange.response.status)
    if who == "Django" and became:
        words = _(
            "Django does: it turns the exception {error} into status {status}.",
            error=Code(became[-1].type),
            status=exchange.response.status,
        )
    made = [event.status for event in events_of(one.steps, ResponseCreated) if event.by == who]
    if made and made[-1] != exchange.response.status:
        words = _(
            "{who} makes a response with the status {made}. It leaves with the status {status}.",
            who=Code(who),
            made=made[-1],
            status=exchange.response.status,
        )
    yield _Part(words=words, proof=f'{path}.answered_by == "{who}" and {status}')
    yield from _of_view(one, who)
    yield from _not_modified(one)


def _of_view(one: NumberedExchange, who: str) -> Iterator[_Part]:
    """Tell what the view did, to which the route leads."""
    exchange, path = one.exchange, f"exchanges[{one.index}]"
    if exchange.resolved_view:
        yield from _not_called(one, exchange.resolved_view.removeprefix("lesson.views."))
        return
    if not exchange.view or who == "Django":
        return
    view = Code(exchange.view.removeprefix("lesson.views."))
    words: Message | None = None
    if exchange.raised:
        error = Code(exchange.raised)
        words = _(
            "The view {view} has raised {error}, and made no response.", view=view, error=error
        )
    elif _has_run(exchange):
        words = _(
            "The view {view} has run, and another response leaves in the place of its own.",
            view=view,
        )
    if words is not None:
        yield _Part(words=words, proof=f'{path}.view == "{exchange.view}"')


def _not_called(one: NumberedExchange, view: str) -> Iterator[_Part]:
    """Tell that the view did not run, if no middleware has called it."""
    if any(step.at is not None and step.at.function == view for step in one.steps):
        return
    words = _("The route leads to the view {view}, whose own code does not run.", view=Code(view))
    if any(_is_of(step, view) for step in one.steps):
        words = _(
            "The route leads to the view {view}, none of whose handlers runs.", view=Code(view)
        )
    yield _Part(words=words, proof=f"exchanges[{one.index}].view is none")


def _is_of(step: Step, view: str) -> bool:
    """Return whether a step ran in a function of a view that is a class."""
    return step.at is not None and step.at.function.startswith(f"{view}.")


def _has_run(exchange: Exchange) -> bool:
    """Return whether code of the lesson ran between the middleware and the response."""
    return any(step.at is not None and step.phase == "view" for step in exchange.steps)


def _kept(told: tuple[Message, str]) -> _Part:
    return _Part(words=told[0], proof=told[1])


def _not_modified(one: NumberedExchange) -> Iterator[_Part]:
    """Tell what a 304 saves, and what it does not."""
    exchange = one.exchange
    asked = {name.lower(): value for name, value in exchange.request.headers.items()}
    tag = asked.get("if-none-match")
    if exchange.response.status != 304:
        return
    if tag is not None and exchange.response.headers.get("ETag") == tag:
        yield _Part(
            words=_(
                "The browser has sent the ETag {tag} in If-None-Match, and it is still that of the "
                "response: the body is not sent again.",
                tag=Code(tag),
            ),
            proof=f"exchanges[{one.index}].response.headers.ETag == {tag!r}",
        )
    sent = count(one.steps)
    if exchange.view and sent:
        yield _Part(
            words=_n(
                "The view has run all the same, and {count} SQL statement was sent.",
                "The view has run all the same, and {count} SQL statements were sent.",
                sent,
            ),
            proof=f"exchanges[{one.index}].sql | length == {sent}",
        )


def _sent(one: NumberedExchange) -> Iterator[_Part]:
    """Tell what the headers of the answer say."""
    headers = one.response.headers
    path = f"exchanges[{one.index}].response.headers"
    if "Location" in headers and one.response.status in REDIRECTS:
        yield _Part(
            words=_("The response sends the browser to {place}.", place=Code(headers["Location"])),
            proof=f"{path}.Location == {headers['Location']!r}",
        )
        back = parse_qs(urlsplit(headers["Location"]).query).get(_NEXT, [""])[-1]
        if back and back == one.exchange.request.path:
            yield _Part(
                words=_(
                    "The address of this request goes along as {name}, for the way back.",
                    name=Code(_NEXT),
                ),
                proof=f"exchanges[{one.index}].request.path == {back!r}",
            )
    if one.response.status == 405 and "Allow" in headers:
        yield _Part(
            words=_(
                "The header Allow names what is taken: {methods}.", methods=Code(headers["Allow"])
            ),
            proof=f"{path}.Allow == {headers['Allow']!r}",
        )


def _why(one: NumberedExchange) -> Iterator[_Part]:
    """Tell why CsrfViewMiddleware refuses a request, as it says itself, and what made it so."""
    for step in one.steps if one.exchange.answered_by == "CsrfViewMiddleware" else ():
        shown = [event for event in step.events if not isinstance(event, Query)]
        for place, event in enumerate(shown):
            if isinstance(event, Logged) and event.logger == _CSRF:
                yield _Part(
                    words=_("The log has its reason: {reason}.", reason=Code(event.message)),
                    proof=f"step[{step.number}].events[{place}].message == {event.message!r}",
                )
                if "incorrect" in event.message:
                    yield from _token_changed(one)


def lost_fields(one: NumberedExchange) -> Iterator[Moment]:
    """Yield what became of the fields of a POST that a redirect answered before the view."""
    before = one.earlier[-1] if one.earlier else None
    now = one.exchange.request
    if before is None or not _is_followed(before, one):
        return
    first, second = f"exchanges[{before.index}]", f"exchanges[{one.index}]"
    yield Moment(
        rank=5,
        ask=_("What became of the fields that request {number} sent?", number=before.number),
        answer=_(
            "They are lost. {who} answered with a redirect, and the browser followed it with "
            "{method}: request {number} has no fields.",
            who=Code(before.exchange.answered_by or ""),
            method=now.method,
            number=one.number,
        ),
        proof=(
            f"{first}.request.data != {second}.request.data",
            f'{first}.request.method == "POST" and {second}.request.method == "GET"',
            f"{first}.response.headers.Location == {second}.request.path",
            f"{first}.answered_by == {before.exchange.answered_by!r}",
        ),
    )


def _is_followed(before: NumberedExchange, one: NumberedExchange) -> bool:
    """Return whether a request follows the redirect of a POST whose fields no view has seen."""
    sent, now = before.exchange.request, one.exchange.request
    is_redirected = is_answered_by_another(before.exchange) and not before.exchange.view
    if any(step.at is not None for step in before.steps):
        return False  # code of the lesson may have put them somewhere
    has_lost = sent.method == "POST" and sent.data and now.method == "GET" and not now.data
    target = before.response.headers.get("Location")
    is_there = target == now.path and before.exchange.client == one.exchange.client
    return bool(is_redirected and has_lost and is_there)


def _token_changed(one: NumberedExchange) -> Iterator[_Part]:
    for before in reversed(one.earlier):
        given = before.response.cookies.get(_TOKEN)
        had = before.exchange.request.cookies.get(_TOKEN)
        if before.exchange.client != one.exchange.client or given is None:
            continue
        logins = [step for step in before.steps if any(events_of([step], LoggedIn))]
        if logins and had is not None and had != given.value:
            yield _Part(
                words=_(
                    "The login of request {number} gave the browser a new token, so tokens from "
                    "before it are worth nothing.",
                    number=before.number,
                ),
                proof=f"exchanges[{before.index}].cookies.{_TOKEN} != "
                f"exchanges[{before.index}].request.cookies.{_TOKEN}",
            )
        return
