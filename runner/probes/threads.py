"""Show each thread that the lesson starts: what it does there is not recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from proven_lessons.runner import own
from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStarted(Event):
    """A thread was started that runs a function of the lesson, which goes by this name."""

    kind: ClassVar[str] = "threads.start"

    function: str


class ThreadsProbe(Probe):
    """Emits an event for each of them; those that Django starts for itself are not told."""

    emits = (ThreadStarted,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            target = state_of(call.arguments["self"]).get("_target") or call.before
            module = getattr(target, "__module__", None) or ""
            if call.error is None and own.has(module):
                emit(ThreadStarted(function=str(getattr(target, "__qualname__", "a function"))))

        def start(call: Call) -> object:
            # What it is to run is forgotten when it has run.
            return state_of(call.arguments["self"]).get("_target")

        with site.watch_calls({"start": "threading:Thread.start"}, end, start):
            yield
