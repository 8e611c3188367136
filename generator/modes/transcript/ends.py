"""Tell how a request arrives and how its response leaves, each sentence with what it claims."""

from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import HERE, Claimed
from proven_lessons.generator.aspects.cookies import ends_at_once
from proven_lessons.generator.aspects.session.facts import asks_for_session, is_saved_by_middleware
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording.exchanges import browser, line_of, view_name
from proven_lessons.runner.probes.cookies import CookieSet
from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.probes.messages import MessagesStored
from proven_lessons.runner.trace import Command, Exchange, Step


def arrival(one: NumberedExchange, *, with_session: bool, with_view: bool) -> Iterator[Claimed]:
    """Yield what the browser sends, and what Django does before the first line of the lesson."""
    exchange = one.exchange
    if exchange.command is not None:
        yield _run(exchange, exchange.command)
        return
    yield Claimed(
        said=_sends(one),
        proof=(
            f"{HERE}.request.method == {exchange.request.method!r}",
            f"{HERE}.request.path == {exchange.request.path!r}",
            f"{HERE}.request.cookies | length == {len(exchange.request.cookies)}",
        ),
    )
    if with_view and exchange.view:
        yield Claimed(
            said=_("Django calls the view {view}.", view=Code(view_name(exchange.view))),
            proof=(f"{HERE}.view == {exchange.view!r}",),
        )
    elif with_view:
        yield Claimed(said=_no_view(exchange), proof=_no_view_claims(exchange))
    first = exchange.steps[0] if exchange.steps else None
    is_unread = first is not None and first.session and first.session.status == "unread"
    if with_session and first and is_unread and any(step.at for step in exchange.steps):
        yield Claimed(
            said=_("The session is not loaded yet: nothing has asked for it."),
            proof=(f'step[{first.number}].session.status == "unread"',),
        )


def departure(exchange: Exchange, *, with_session: bool) -> Iterator[Claimed]:
    """Yield how the response leaves, and what becomes of the session."""
    if exchange.command is not None:
        yield from endings.endings(exchange, with_session=with_session)
        return
    last = exchange.steps[-1]
    stored, cookies, sent = (
        [Claimed(said=said, proof=()) for said in said_of]
        for said_of in (_stored_messages(last), _cookies(last), _queries(exchange))
    )
    is_unread = last.session is not None and last.session.status == "unread"
    if exchange.error is None and is_saved_by_middleware(exchange):
        yield from (*stored, _saves(last), *sent, *cookies, _leaves(exchange))
    elif with_session and exchange.error is None and is_unread and not asks_for_session(exchange):
        yield from (*sent, *stored, _unused(last), *cookies, _leaves(exchange))
    else:
        note = endings.endings(exchange, with_session=with_session)
        yield from (*stored, *cookies, *note, *sent)


# Private


def _run(exchange: Exchange, command: Command) -> Claimed:
    said = _("{command} is run.", command=Code(line_of(exchange)))
    return Claimed(said=said, proof=(f"{HERE}.command.line == {command.line!r}",))


def _no_view_claims(exchange: Exchange) -> tuple[str, ...]:
    by = exchange.answered_by
    answered = f"{HERE}.answered_by is none" if by is None else f"{HERE}.answered_by == {by!r}"
    return f"{HERE}.view is none", answered


def _sends(one: NumberedExchange) -> Message:
    request = one.exchange.request
    line = Code(f"{request.method} {request.path}")
    who = browser(one.exchange.client) if one.has_several_clients else _("the browser")
    if not request.cookies:
        return _("Without a cookie, {browser} sends {request}.", browser=who, request=line)
    names = listed(map(Code, request.cookies))
    if len(request.cookies) == 1:
        return _(
            "With the cookie {cookies}, {browser} sends {request}.",
            cookies=names,
            browser=who,
            request=line,
        )
    return _(
        "With the cookies {cookies}, {browser} sends {request}.",
        cookies=names,
        browser=who,
        request=line,
    )


def _no_view(exchange: Exchange) -> Message:
    """Return why no view was called."""
    if any(event.type == "Resolver404" for event in events_of(exchange.steps, ExceptionHandled)):
        return _("No route fits, so Django calls no view.")
    if exchange.resolved_view:
        view = Code(view_name(exchange.resolved_view))
        prefix = f"{view_name(exchange.resolved_view)}."
        if any(step.at and step.at.function.startswith(prefix) for step in exchange.steps):
            return _("The route leads to the view {view}, none of whose handlers runs.", view=view)
        if exchange.answered_by not in (None, "Django"):
            return _(
                "The route leads to the view {view}, but {who} answers, and the code of the view "
                "does not run.",
                view=view,
                who=Code(exchange.answered_by or ""),
            )
        return _(
            "The route leads to the view {view}, but Django answers before it is called.", view=view
        )
    return _("Django answers before any view is called.")


def _leaves(exchange: Exchange) -> Claimed:
    status = exchange.response.status
    return Claimed(
        said=_("The response leaves with status {status}.", status=status),
        proof=(f"{HERE}.response.status == {status}",),
    )


def _saves(last: Step) -> Claimed:
    return Claimed(
        said=_("Before the response leaves, SessionMiddleware saves the session."),
        proof=(f'step[{last.number}].session.status in ("saved", "expired")',),
    )


def _unused(last: Step) -> Claimed:
    return Claimed(
        said=_("Nothing has asked for the session, so Django neither loads nor saves it."),
        proof=(f'step[{last.number}].session.status == "unread"',),
    )


def _stored_messages(last: Step) -> Iterator[Said]:
    for event in events_of([last], MessagesStored):
        words = aspects.aspect_of(event).clause(event, _("Django"))
        if words is not None:
            yield words


def _queries(exchange: Exchange) -> Iterator[Said]:
    yield from aspects.load()["sql"].sentences(exchange.steps[-1], exchange)


def _cookies(last: Step) -> Iterator[Message]:
    set_in_last = list(events_of([last], CookieSet))
    names = [Code(event.name) for event in set_in_last if not ends_at_once(event)]
    for event in set_in_last:
        if ends_at_once(event):
            yield _(
                "The response sets the cookie {cookie}, which expires at once.",
                cookie=Code(event.name),
            )
    if len(names) == 1:
        yield _("The response tells the browser to keep the cookie {cookies}.", cookies=names[0])
    elif names:
        yield _(
            "The response tells the browser to keep the cookies {cookies}.", cookies=listed(names)
        )
