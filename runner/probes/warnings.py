"""Show the warnings of Python and Django that come while a request is answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner import own
from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import message_of, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningShown(Event):
    """A warning was shown, as the filters of Python have it: most come once for each place.

    `category` is its class. `file` and `line` are where it points to, if that is in the lesson.
    """

    kind: ClassVar[str] = "warnings.show"

    category: str
    message: str
    file: str | None = None
    line: int | None = None


class WarningsProbe(Probe):
    """Emits an event for each warning that Python shows; what the filters leave out is not told."""

    emits = (WarningShown,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            shown = call.arguments["msg"]
            file, line = _place(shown)
            emit(
                WarningShown(
                    category=type_name(shown.message),
                    message=message_of(shown.message),
                    file=file,
                    line=line,
                )
            )

        with site.watch_calls({"show": "warnings:_showwarnmsg"}, end):
            yield


# Private


def _place(shown: Any) -> tuple[str | None, int | None]:
    """Return file and line of what a warning points to, if it is in the folder of the lesson."""
    place = own.place(str(shown.filename))
    return (None, None) if place is None else (place, int(shown.lineno))
