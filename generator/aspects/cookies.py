"""Cookies: those that the browser sends, and those that the response sets or deletes."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import (
    HERE,
    Arrow,
    Aspect,
    Claimed,
    Column,
    Moment,
    Part,
    State,
)
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.markup import Code, brief, shortened
from proven_lessons.generator.translation import Message, Said, _, duration, listed
from proven_lessons.runner.probes.cookies import CookieDeleted, CookieSet
from proven_lessons.runner.trace import Event, Exchange, Step

SET, DELETED = _("set"), _("deleted")
_KEY_NAME = "session-key-"  # session keys go by names of their own in a trace


class CookiesAspect(Aspect):
    """Says what the browser is told to keep."""

    def __init__(self) -> None:
        self.columns = (Column(place=60, title=_("Cookies"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        # What the closing step does to cookies stands in its column.
        match event:
            case CookieSet(name=name) if step.kind != "send":
                return _("Set the cookie {name}", name=name)
            case CookieDeleted(name=name) if step.kind != "send":
                return _("Delete the cookie {name}", name=name)
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case CookieSet(name=name, value=value):
                return _(
                    "{where} sets the cookie {cookie}.",
                    where=where,
                    cookie=Code(f"{name}={brief(value)}"),
                )
            case CookieDeleted(name=name):
                return _(
                    "{where} tells the browser to delete the cookie {name}.",
                    where=where,
                    name=Code(name),
                )
        return None

    def box(self, step: Step) -> Message | None:
        if any(events_of([step], CookieSet)):
            return _("Set a cookie")
        return _("Delete a cookie") if any(events_of([step], CookieDeleted)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            match event:
                case CookieSet(name=name):
                    yield Arrow(words=_("sets the cookie {name}", name=name))
                case CookieDeleted(name=name):
                    yield Arrow(words=_("deletes the cookie {name}", name=name))

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in _cookies(step):
            yield State(
                name=f"cookie {event.name}",
                label=_("Cookie {name}", name=event.name),
                value=SET if isinstance(event, CookieSet) else DELETED,
                place=50,
                is_words=True,
                choices=(SET, DELETED),
                because=_why(event),
            )

    def left_behind(self, exchange: Exchange) -> Claimed | None:
        left = exchange.left_behind
        if left is None or exchange.command is not None:
            return None
        proof = (f"{HERE}.left_behind.cookies | length == {len(left.cookies)}",)
        if not left.cookies:
            return Claimed(said=_("The browser keeps no cookie."), proof=proof)
        kept = listed(Code(f"{name}={brief(value)}") for name, value in left.cookies.items())
        return Claimed(said=_("The browser keeps {cookies}.", cookies=kept), proof=proof)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        # A cookie of the lesson's own may hold the session key, too: Django looks at this one.
        left = one.exchange.left_behind
        name = left.session_cookie if left else ""
        sent = one.exchange.request.cookies.get(name, "")
        for before in one.earlier:
            given = before.response.cookies.get(name)
            is_given = given is not None and given.value == sent and sent.startswith(_KEY_NAME)
            is_found = _was_found(one, sent)
            if is_given and is_found and before.exchange.client == one.exchange.client:
                yield _known_again(name, before, one)


def ends_at_once(event: CookieSet) -> bool:
    """Return whether a browser that is told to keep a cookie drops it at once."""
    return event.max_age is not None and event.max_age <= 0


# Private


def _why(event: CookieSet | CookieDeleted) -> Claimed:
    """Return what the response does with a cookie."""
    name = Code(event.name)
    if isinstance(event, CookieSet):
        said = _("The response sets the cookie {name}.", name=name)
        return Claimed(said=said, proof=(f"{event.name!r} in {HERE}.cookies",))
    said = _("The response tells the browser to delete the cookie {name}.", name=name)
    return Claimed(said=said, proof=(f"{event.name!r} not in {HERE}.left_behind.cookies",))


def _was_found(one: NumberedExchange, key: str) -> bool:
    """Return whether the session of this key was loaded, and has kept it."""
    return any(
        step.session is not None
        and step.session.status not in ("unread", "expired")
        and step.session.key == key
        and bool(step.session.data)
        for step in one.steps
    )


def _known_again(name: str, before: NumberedExchange, one: NumberedExchange) -> Moment:
    sent = f"exchanges[{one.index}].request.cookies[{name!r}]"
    given = f"exchanges[{before.index}].cookies[{name!r}]"
    return Moment(
        rank=30,
        ask=_(
            "How does Django know that request {number} comes from the browser of request "
            "{before}?",
            number=one.number,
            before=before.number,
        ),
        answer=_(
            "By a cookie. The response to request {before} told the browser to keep {name}, and "
            "request {number} sent "
            "it back. The cookie holds the session key, not the data.",
            before=before.number,
            name=Code(name),
            number=one.number,
        ),
        proof=(f"{sent} == {given}",),
    )


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    parts: list[Part] = []
    if step.kind == "request":
        parts += [
            _("sent {cookie}.", cookie=_pair(name, value))
            for name, value in exchange.request.cookies.items()
        ]
    for event in _cookies(step):
        if isinstance(event, CookieSet):
            parts.append(_set(event))
        else:
            parts.append(_("deleted {name}.", name=Code(event.name)))
    return parts


def _cookies(step: Step) -> Iterator[CookieSet | CookieDeleted]:
    for event in step.events:
        if isinstance(event, CookieSet | CookieDeleted):
            yield event


def _set(event: CookieSet) -> Message:
    cookie = _pair(event.name, event.value)
    if ends_at_once(event):
        return _("set {cookie}, expires at once.", cookie=cookie)
    if event.max_age is not None:
        return _("set {cookie} for {time}.", cookie=cookie, time=duration(event.max_age))
    if event.expires:
        return _("set {cookie} until {date}.", cookie=cookie, date=event.expires)
    return _("set {cookie} until the browser closes.", cookie=cookie)


def _pair(name: str, value: str) -> Code:
    return Code(f"{name}={shortened(value)}")
