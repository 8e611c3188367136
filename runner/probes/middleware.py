"""Show the layers of middleware that a request goes in through and its response comes out of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import state_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class MiddlewareEntered(Event):
    """A request reached a layer of middleware; `name` is its class or function."""

    kind: ClassVar[str] = "middleware.enter"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MiddlewareLeft(Event):
    """A layer gave a response back, its own or that of the layer within.

    None if it has no status.
    """

    kind: ClassVar[str] = "middleware.leave"

    name: str
    status: int | None


class MiddlewareProbe(Probe):
    """Emits an event when a layer is entered and when it is left.

    Django wraps each layer into one and the same function, which turns exceptions into responses:
    that is watched.
    """

    emits = (MiddlewareEntered, MiddlewareLeft)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> str:
            name = _name(call.free.get("get_response"))
            if name:
                emit(MiddlewareEntered(name=name))
            return name

        def end(call: Call) -> None:
            if call.before:
                emit(
                    MiddlewareLeft(
                        name=call.before, status=_whole(getattr(call.result, "status_code", None))
                    )
                )

        layer = {
            "layer": "django.core.handlers.exception:convert_exception_to_response.<locals>.inner"
        }
        with site.watch_calls(layer, end, start, inner=("layer",)):
            yield


# Private


def _whole(status: object) -> int | None:
    """Return a status as it is written, None for what is none."""
    return int(status) if isinstance(status, int | float) else None


def _name(layer: Any) -> str:
    """Return the name of a layer, empty for what stands within them all.

    The handler's own way to the view.
    """
    if isinstance(layer, MethodType):
        return ""
    if type(layer).__name__ in ("AsyncToSync", "SyncToAsync"):
        layer = state_of(layer).get("awaitable") or state_of(layer).get("func")
    if isinstance(layer, FunctionType):
        return layer.__qualname__.partition(".<locals>")[0]
    return type_name(layer)
