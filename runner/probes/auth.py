"""Show who is who: credentials tried, users logged in, out and looked up, permissions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe, state_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated(Event):
    """`authenticate()` tried credentials; `user` is None if nobody knows them."""

    kind: ClassVar[str] = "auth.authenticate"

    credentials: tuple[str, ...]
    user: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn(Event):
    """`login()` put the user into the session."""

    kind: ClassVar[str] = "auth.login"

    user: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOut(Event):
    """`logout()` threw the session away."""

    kind: ClassVar[str] = "auth.logout"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFound(Event):
    """`request.user` was asked for, so Django looked the user up by the session.

    `is_refused` says that the session named a user, and was thrown away since its hash is not that
    of the user's password.
    """

    kind: ClassVar[str] = "auth.user"

    user: Value
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionAsked(Event):
    """`user.has_perm()`; `of` is the object for which it was asked, None for any."""

    kind: ClassVar[str] = "auth.permission"

    permission: Value
    result: bool
    of: Value | None = None


class AuthProbe(Probe):
    """Emits an event for each of these; what Django does for one of them by another is not told."""

    emits = (Authenticated, LoggedIn, LoggedOut, UserFound, PermissionAsked)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        flushed: list[bool] = []

        def start(call: Call) -> None:
            if not call.name.endswith("flush"):
                flushed.clear()

        def end(call: Call) -> None:
            if call.name.endswith("flush"):
                flushed.append(True)
            elif call.error is None:
                emit(_event(call, is_flushed=bool(flushed)))

        watched = {
            f"{prefix}{name}": f"django.contrib.auth:{prefix}{name}"
            for name in ("authenticate", "login", "logout", "get_user")
            for prefix in ("", "a")
        }
        models = "django.contrib.auth.models"
        watched |= {
            f"{user} {name}": f"{models}:{user}.{name}"
            for user in ("PermissionsMixin", "AnonymousUser")
            for name in ("has_perm", "ahas_perm")
        }
        flushing = ("flush", "aflush")
        watched |= {name: f"SessionStore.{name}" for name in flushing}
        with site.watch_calls(watched, end, start, inner=flushing):
            yield


# Private


def _event(call: Call, *, is_flushed: bool) -> Event:
    given = call.arguments
    match (
        call.name.removeprefix("a")
        if call.name[1:] in ("login", "logout", "get_user")
        else call.name
    ):
        case "authenticate" | "aauthenticate":
            names = tuple(str(name) for name in given if name not in ("request", "credentials"))
            return Authenticated(
                credentials=names, user=None if call.result is None else _user(call.result)
            )
        case "login":
            return LoggedIn(user=_user(given.get("user")))
        case "logout":
            return LoggedOut()
        case "get_user":
            return UserFound(user=_user(call.result), is_refused=is_flushed)
    of = given.get("obj")
    return PermissionAsked(
        permission=describe(given.get("perm")),
        result=call.result is True,
        of=None if of is None else describe(of),
    )


def _user(user: Any) -> Value:
    """Describe a user by the name that it logs in with, which is read where it is kept.

    No code of a model runs.
    """
    state = state_of(user)
    field = getattr(type(user), "USERNAME_FIELD", "")
    name = state.get(field) if isinstance(field, str) else None
    return (
        Value(type=type_name(user), repr=f"<{type_name(user)} {name!r}>")
        if type(name) is str
        else _nobody(user)
    )


def _nobody(user: Any) -> Value:
    return (
        Value(type=type_name(user), repr=f"<{type_name(user)}>")
        if not hasattr(user, "_meta")
        else describe(user)
    )
