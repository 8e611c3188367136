"""Show the exceptions that Django turns into responses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import message_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionHandled(Event):
    """An exception reached Django, which made a response with this status of it."""

    kind: ClassVar[str] = "exceptions.handled"

    type: str
    message: str
    status: int


class ExceptionsProbe(Probe):
    """Emits an event for each exception that becomes a response."""

    emits = (ExceptionHandled,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            if call.error is None:
                error, status = call.arguments["exc"], call.result.status_code
                emit(
                    ExceptionHandled(
                        type=type_name(error), message=message_of(error), status=status
                    )
                )

        turning = {"handle": "django.core.handlers.exception:response_for_exception"}
        with site.watch_calls(turning, end):
            yield
