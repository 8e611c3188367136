"""Show which language and time zone are active: what a request begins with, and what changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import describe

LANGUAGE, TIME_ZONE = "language", "time zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleFound(Event):
    """A request began with a language or a time zone that is not the one of the settings.

    `what` is "language" or "time zone".
    """

    kind: ClassVar[str] = "locale.begin"

    what: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleChanged(Event):
    """A language or a time zone was activated.

    `name` is None for going back to the settings, and empty where no language is active any more.
    """

    kind: ClassVar[str] = "locale.activate"

    what: str
    name: str | None


class LocaleProbe(Probe):
    """Emits an event for each of these."""

    emits = (LocaleFound, LocaleChanged)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            what = LANGUAGE if call.name.startswith("language") else TIME_ZONE
            if call.error is None:
                emit(LocaleChanged(what=what, name=_chosen(call)))

        for what, name in site.locale().items():
            emit(LocaleFound(what=what, name=name))
        with site.watch_calls(_WATCHED, end):
            yield


# Private

_WATCHED = {
    "language on": "django.utils.translation.trans_real:activate",
    "language off": "django.utils.translation.trans_real:deactivate",
    "language none": "django.utils.translation.trans_real:deactivate_all",
    "zone on": "django.utils.timezone:activate",
    "zone off": "django.utils.timezone:deactivate",
}


def _chosen(call: Call) -> str | None:
    if call.name.endswith(("off", "none")):
        return None if call.name.endswith("off") else ""
    given: Any = call.arguments.get("language", call.arguments.get("timezone"))
    if isinstance(given, str):
        return str.__str__(given)  # of a template, it is marked as safe
    return str(getattr(given, "key", None) or describe(given).repr)
