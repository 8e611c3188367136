"""Show what is logged, by the lesson and by Django."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import cut, describe, is_exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(Event):
    """A logger was given a record that its level lets through."""

    kind: ClassVar[str] = "logs.record"

    logger: str
    level: str
    message: str

    def leaves_something(self) -> bool:
        return True


class LogsProbe(Probe):
    """Emits an event for each record that a logger handles."""

    emits = (Logged,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            record = call.arguments["record"]
            emit(
                Logged(
                    logger=str(record.name), level=str(record.levelname), message=_message(record)
                )
            )

        with site.watch_calls({"record": "logging:Logger.handle"}, end):
            yield


# Private

_PLAIN = (str, int, float, bool, type(None))


def _message(record: Any) -> str:
    """Return the message of a record, without calling `__str__` of anything but plain values."""
    message, given = record.msg, record.args
    if type(message) is not str:
        return describe(message).repr
    values = given.values() if isinstance(given, dict) else given or ()
    if given and all(is_exactly(value, _PLAIN) for value in values):
        return cut(message % given)
    return cut(message) if not given else f"{cut(message)} with {describe(given).repr}"
