"""Show the cookies that the response is told to set or to delete, at the moment it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import cut


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSet(Event):
    """A `Set-Cookie` header was prepared.

    `max_age` counts seconds, None for as long as the browser is open.

    `expires` is the date of a cookie that ends at a date.
    """

    kind: ClassVar[str] = "cookies.set"

    name: str
    value: str
    max_age: int | None
    expires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieDeleted(Event):
    """The browser is told to forget a cookie."""

    kind: ClassVar[str] = "cookies.delete"

    name: str


class CookiesProbe(Probe):
    """Emits an event for each `set_cookie` and `delete_cookie`."""

    emits = (CookieSet, CookieDeleted)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            if call.error is not None:
                return
            name = str(call.arguments["key"])
            if call.name == "delete":
                emit(CookieDeleted(name=name))
            else:
                # What the response holds now: the arguments may be anything that has a `__str__`.
                morsel = call.arguments["self"].cookies[name]
                age = str(morsel["max-age"])
                emit(
                    CookieSet(
                        name=name,
                        value=cut(morsel.value),
                        max_age=int(age) if age.lstrip("-").isdigit() else None,
                        expires=str(morsel["expires"]) or None if not age else None,
                    )
                )

        # Django deletes a cookie by setting it to nothing: a call within a call, which is not told.
        base = "django.http.response:HttpResponseBase"
        with site.watch_calls(
            {"set": f"{base}.set_cookie", "delete": f"{base}.delete_cookie"}, end
        ):
            yield
