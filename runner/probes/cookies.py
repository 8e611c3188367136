"""Show the cookies that the response is told to set or to delete, at the moment it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from runner.probes import Call, Emit, Probe, Site
from runner.trace import Event
from runner.values import cut


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSet(Event):
    """A `Set-Cookie` header was prepared; `max_age` counts seconds, None for as long as the browser is open."""

    kind: ClassVar[str] = "cookies.set"

    name: str
    value: str
    max_age: int | None


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
            name = str(call.arguments["key"])
            if call.name == "delete":
                emit(CookieDeleted(name=name))
            else:
                age = call.arguments["max_age"]
                value = cut(str(call.arguments["value"]))
                emit(CookieSet(name=name, value=value, max_age=age if age is None else int(_seconds(age))))

        # Django deletes a cookie by setting it to nothing: a call within a call, which is not told.
        base = "django.http.response:HttpResponseBase"
        with site.watch_calls({"set": f"{base}.set_cookie", "delete": f"{base}.delete_cookie"}, end):
            yield


# Private


def _seconds(age: object) -> float:
    total = getattr(age, "total_seconds", None)  # a timedelta is allowed
    return float(total() if total else age)  # type: ignore[arg-type]
