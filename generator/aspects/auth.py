"""Users: credentials tried, users logged in and out, the user looked up, permissions asked."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Part, State
from proven_lessons.generator.facts.exchanges import events_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, Said, _
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
            case PermissionAsked(permission=permission, result=True):
                return _("Check the permission {permission}: yes", permission=permission.repr)
            case PermissionAsked(permission=permission):
                return _("Check the permission {permission}: no", permission=permission.repr)
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
            case UserFound(user=user):
                return _("{where} asks who the user is: {user}.", where=where, user=Code(user.repr))
            case PermissionAsked(permission=permission, result=True):
                return _(
                    "{where} asks for the permission {permission}, which the user has.",
                    where=where, permission=Code(permission.repr),
                )  # fmt: skip
            case PermissionAsked(permission=permission):
                return _(
                    "{where} asks for the permission {permission}, which the user does not have.",
                    where=where, permission=Code(permission.repr),
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
            label = _("Permission {permission}", permission=asked.permission.repr)
            value = YES if asked.result else NO
            yield State(
                name=f"permission {asked.permission.repr}",
                label=label,
                value=value,
                place=42,
                is_words=True,
                choices=(YES, NO),
            )


# Private


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
        case PermissionAsked(permission=permission, result=True):
            return _("the user has the permission {permission}", permission=permission.repr)
        case PermissionAsked(permission=permission):
            return _(
                "the user does not have the permission {permission}", permission=permission.repr
            )
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
        case UserFound(user=user):
            return _("it is {user}.", user=Code(user.repr))
        case PermissionAsked(permission=permission, result=True):
            return _("{permission}: yes.", permission=Code(permission.repr))
        case PermissionAsked(permission=permission):
            return _("{permission}: no.", permission=Code(permission.repr))
    return None
