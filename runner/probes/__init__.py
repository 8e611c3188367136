"""What a probe is, what it may ask of the site, and which probes there are.

One module of this folder each.
"""

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, ClassVar, Protocol

from proven_lessons.runner.trace import Event, Value

type Emit = Callable[[Event], None]


@dataclass(slots=True, kw_only=True)
class Call:
    """One finished call of a watched function of Django.

    `before` is what the watcher noted when it began.

    `free` are the variables of the function around it.
    """

    name: str
    arguments: Mapping[str, Any]
    free: Mapping[str, Any] = field(default_factory=dict)
    before: Any = None
    result: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """The request's session as it is in memory: `data` is None while it is not loaded."""

    data: Mapping[Any, object] | None
    modified: bool
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveResponse:
    """A response as it is in memory; `text` is None when there is no text to read."""

    status: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """What asked for a statement of the database.

    `code` is the expression that did: of the lesson's own code, or of a template if there is one.
    Then `template` is its name, empty if it has none, and `line` counts from 1. `purpose` is
    "related" for rows of a relation, "prefetch" if they are fetched for many at once, "deferred"
    for a field that was left out. `relation` names it, as in "Book.author"; None if it can't be
    told. `was_prefetched` says that these rows were fetched for many before, `to_many` that the
    relation has many of them for one object.
    """

    code: str | None = None
    template: str | None = None
    line: int | None = None
    purpose: str | None = None
    relation: str | None = None
    was_prefetched: bool = False
    to_many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePart:
    """A part of a template: a variable or a tag, as it stands there.

    `template` is its name, empty if it has none; `line` counts from 1, None if it is not known.
    """

    code: str
    template: str
    line: int | None = None


class Site(Protocol):
    """What a probe may ask of the running Django site. Nothing here changes what it looks at.

    `held_outside` is what was held outside of functions after the step before. `is_beside` says
    that another exchange is served at once.
    """

    held_outside: dict[str, Value]
    is_beside: bool

    def session(self) -> LiveSession | None:
        """Return the session of the current request, None when it has none."""

    def stored_session(self) -> Mapping[Any, object] | None:
        """Return what the session store holds under the session's key, None for nothing."""

    def is_session(self, thing: object) -> bool:
        """Return whether this is the session of the current request, or could be."""

    def has_expired(self) -> bool:
        """Return whether the store holds the session of the current request past its time."""

    def shows_store(self) -> bool:
        """Return whether the session store can be looked into.

        One of the lesson's own can't be without running it.
        """

    def response(self) -> LiveResponse | None:
        """Return the newest response that is still alive in the current exchange."""

    def wrap_queries(self, record: Callable[..., Any]) -> AbstractContextManager[None]:
        """Have `record(execute, sql, params, many, context)` called for each statement."""

    def maker(self) -> str | None:
        """Return who makes the response that is being made, None if nobody is known."""

    def asker(self) -> tuple[Asker, str | None]:
        """Return what asked for the statement that is being sent.

        And the key of the instance whose rows or field it is to get, None if that is not known.
        """

    def locale(self) -> Mapping[str, str]:
        """Return the active "language" and "time zone" where they are not those of the settings."""

    def message_text(self, message: object, params: object) -> str | None:
        """Return a message with its parameters, in the active language.

        None if code of the lesson would have to run for it.
        """

    def template_part(self, of: object = None) -> TemplatePart | None:
        """Return the part that is being rendered, or that a node of a template stands for.

        None if no template of the lesson's own is at work.
        """

    def watch_calls(
        self,
        functions: Mapping[str, str],
        end: Callable[[Call], None],
        start: Callable[[Call], Any] | None = None,
        inner: Collection[str] = (),
    ) -> AbstractContextManager[None]:
        """Have `end` called after each call of the functions, by name.

        A function is given as "module:attribute", "module:function.<locals>.inner", or
        "SessionStore.method".

        A call that another of them makes is told only if its name is in `inner`.
        """


@dataclass(slots=True)
class Sample:
    """What the probes say of the moment after a step; each fills in its own part."""

    session: Any = None
    locals: dict[str, Value] = field(default_factory=dict)
    response: Any = None
    aliases: Mapping[str, str] | None = None
    outside: Mapping[str, Value] = field(default_factory=dict)


class Probe:
    """Watches one aspect of an exchange. Both hooks do nothing unless a probe overrides them.

    A probe lives for one exchange, so that nothing it remembers reaches the next one. It never
    imports Django: it asks the site.
    """

    emits: ClassVar[tuple[type[Event], ...]] = ()

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        """Watch from before the request enters the site until after the response has left it."""
        yield

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        """Add what is so after a step.

        `frame` is the lesson's frame, None outside of the lesson's code.
        """


def load() -> tuple[type[Probe], ...]:
    """Return the probe of each module in this folder: `sql.py` holds `SqlProbe`."""
    probes = []
    for name in names():
        module = importlib.import_module(f"{__name__}.{name}")
        probe: type[Probe] = getattr(module, f"{name.title().replace('_', '')}Probe")
        probes.append(probe)
    return tuple(probes)


def names() -> tuple[str, ...]:
    """Return the name of each probe, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def event_types() -> dict[str, type[Event]]:
    """Return each kind of event that a probe can emit, with its class."""
    return {event.kind: event for probe in load() for event in probe.emits}
