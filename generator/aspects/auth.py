"""Users: credentials tried, users logged in and out, the user looked up, permissions asked."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part, State
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _, sentences
from proven_lessons.runner.probes.auth import (
    Authenticated,
    LoggedIn,
    LoggedOut,
    PermissionAsked,
    UserFound,
)
from proven_lessons.runner.trace import Event, Exchange, Step

ACCEPTED, REJECTED = _("accepted"), _("rejected")
YES, NO = _("yes"), _("no")


class AuthAspect(Aspect):
    """Says who is who."""

    names_steps = True

    def __init__(self) -> None:
        self.columns = (Column(place=56, title=_("User"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case Authenticated(user=None):
                return _("Check the credentials: rejected")
            case Authenticated(user=user) if user is not None:
                return _("Check the credentials of {user}: accepted", user=user.repr)
            case LoggedIn(user=user):
                return _("Log {user} in", user=user.repr)
            case LoggedOut():
                return _("Log the user out")
            case UserFound(user=user):
                return _("Look up the user: {user}", user=user.repr)
            case PermissionAsked(result=True):
                return _("Check the permission {permission}: yes", permission=_asked(event))
            case PermissionAsked():
                return _("Check the permission {permission}: no", permission=_asked(event))
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case Authenticated(user=None):
                return _(
                    "{where} has credentials checked, and no backend accepts them.", where=where
                )
            case Authenticated(user=user) if user is not None:
                return _(
                    "{where} has credentials checked, and they are those of {user}.",
                    where=where,
                    user=Code(user.repr),
                )
            case LoggedIn(user=user):
                return _("{where} logs {user} in.", where=where, user=Code(user.repr))
            case LoggedOut():
                return _("{where} logs the user out.", where=where)
            case UserFound(user=user, is_refused=True):
                return _(
                    "{where} asks who the user is: {user}. The session names one, but not with "
                    "the hash of the password that this user has now, and is thrown away.",
                    where=where, user=Code(user.repr),
                )  # fmt: skip
            case UserFound(user=user):
                return _("{where} asks who the user is: {user}.", where=where, user=Code(user.repr))
            case PermissionAsked(result=True):
                return _(
                    "{where} asks whether the user has the permission {permission}, and the answer "
                    "is yes.",
                    where=where, permission=Code(_asked(event)),
                )  # fmt: skip
            case PermissionAsked():
                return _(
                    "{where} asks whether the user has the permission {permission}, and the answer "
                    "is no.",
                    where=where, permission=Code(_asked(event)),
                )  # fmt: skip
        return None

    def box(self, step: Step) -> Message | None:
        for event in step.events:
            match event:
                case LoggedIn():
                    return _("Log the user in")
                case LoggedOut():
                    return _("Log the user out")
        if any(events_of([step], Authenticated)):
            return _("Check the credentials")
        if any(events_of([step], PermissionAsked)):
            return _("Check a permission")
        return _("Look up the user") if any(events_of([step], UserFound)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            words = _arrow(event)
            if words is not None:
                yield Arrow(words=words)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], Authenticated):
            value = REJECTED if event.user is None else ACCEPTED
            yield State(
                name="credentials", label=_("Credentials"), value=value, place=42, is_words=True,
                choices=(ACCEPTED, REJECTED),
            )  # fmt: skip
        for asked in events_of([step], PermissionAsked):
            label = _("Permission {permission}", permission=_asked(asked))
            value = YES if asked.result else NO
            yield State(
                name=f"permission {_asked(asked)}",
                label=label,
                value=value,
                place=42,
                is_words=True,
                choices=(YES, NO),
            )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one, everywhere=True):
            link = Expression(f"step[{step.number}]")
            match event:
                case UserFound(is_refused=True):
                    yield _refused(link, one, name)
                case UserFound(user=user) if user.type == _ANONYMOUS:
                    yield _nobody(link, name)
                case PermissionAsked(result=False) if _is_denied(one):
                    yield _denied(one, event, name)

    def facts(self, event: Event) -> Mapping[str, object]:
        if isinstance(event, UserFound):
            return {"is_anonymous": event.user.type == _ANONYMOUS}
        return {}


# Private

_ANONYMOUS = "AnonymousUser"
_BY_PERMISSION = ("permission_required", "PermissionRequiredMixin", "Django")


def _refused(link: Expression, one: NumberedExchange, name: str) -> Moment:
    return Moment(
        rank=1,
        ask=_(
            "Request {number} comes with a session. What becomes of the login in it?",
            number=one.number,
        ),
        answer=_(
            "In {step}, Django compares the hash in the session with that of the password which "
            "the user has now. They differ, so it throws the session away. A change of the "
            "password logs out every session, but for one that {update} renews.",
            step=link,
            update=Code("update_session_auth_hash()"),
        ),
        proof=(f"{name}.is_refused",),
    )


def _nobody(link: Expression, name: str) -> Moment:
    return Moment(
        rank=8,
        ask=_(
            "Nobody is logged in. What is {user} in {step}?", user=Code("request.user"), step=link
        ),
        answer=_(
            "An {anonymous}, never {none}. It is no row of the database: it has no primary key, "
            "and {check} is false.",
            anonymous=Code(_ANONYMOUS),
            none=Code("None"),
            check=Code("is_authenticated"),
        ),
        proof=(f"{name}.is_anonymous",),
    )


def _is_denied(one: NumberedExchange) -> bool:
    """Return whether a permission is all that stood before the view, which did not run."""
    is_forbidden = one.response.status == HTTPStatus.FORBIDDEN and one.exchange.view is None
    return is_forbidden and one.exchange.answered_by in _BY_PERMISSION


def _denied(one: NumberedExchange, event: PermissionAsked, name: str) -> Moment:
    by = one.exchange.answered_by
    answer = [
        _("The permission {permission} is asked for, and the answer is no.",
          permission=Code(_asked(event))),
    ]  # fmt: skip
    proof = [f"not {name}.result", f"exchanges[{one.index}].response.status == 403"]
    if by is not None and one.exchange.view is None:
        answer.append(_("{who} answers, and the view does not run.", who=Code(by)))
        proof += [
            f"exchanges[{one.index}].answered_by == {by!r}",
            f"exchanges[{one.index}].view is none",
        ]
    return Moment(
        rank=2,
        ask=_("Why does request {number} get the status 403?", number=one.number),
        answer=sentences(answer),
        proof=tuple(proof),
    )


def _asked(event: PermissionAsked) -> str:
    """Return the permission that was asked for, and the object if it was for one."""
    of = event.permission.repr
    return of if event.of is None else f"{of}, {event.of.repr}"


def _arrow(event: Event) -> Message | None:
    match event:
        case Authenticated(user=None):
            return _("no backend accepts the credentials")
        case Authenticated(user=user) if user is not None:
            return _("a backend accepts the credentials of {user}", user=user.repr)
        case LoggedIn(user=user):
            return _("logs {user} in", user=user.repr)
        case LoggedOut():
            return _("logs the user out")
        case UserFound(user=user):
            return _("the user is {user}", user=user.repr)
        case PermissionAsked(result=True):
            return _("asks for the permission {permission}: yes", permission=_asked(event))
        case PermissionAsked():
            return _("asks for the permission {permission}: no", permission=_asked(event))
    return None


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [words for event in step.events if (words := _told(event)) is not None]


def _told(event: Event) -> Message | None:
    match event:
        case Authenticated(user=None):
            return _("credentials rejected.")
        case Authenticated(user=user) if user is not None:
            return _("credentials of {user} accepted.", user=Code(user.repr))
        case LoggedIn(user=user):
            return _("logged in {user}.", user=Code(user.repr))
        case LoggedOut():
            return _("logged out.")
        case UserFound(user=user, is_refused=True):
            return _("the session is refused: it is {user}.", user=Code(user.repr))
        case UserFound(user=user):
            return _("it is {user}.", user=Code(user.repr))
        case PermissionAsked(result=True):
            return _("{permission}: yes.", permission=Code(_asked(event)))
        case PermissionAsked():
            return _("{permission}: no.", permission=Code(_asked(event)))
    return None
