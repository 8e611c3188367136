"""Leave signals as they were: a run must not hear of what another in its process has connected."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

from django.dispatch import Signal


@contextmanager
def signals_as_they_are() -> Iterator[None]:
    """Give every signal of Django, and of what was set up, the receivers back that it has now."""
    before = [(signal, list(signal.receivers)) for signal in _signals()]
    try:
        yield
    finally:
        for signal, receivers in before:
            with signal.lock:
                signal.receivers = receivers
                signal._clear_dead_receivers()
                signal.sender_receivers_cache.clear()


# Private


@cache  # there is one set-up for a process, and signals are made where modules are imported
def _signals() -> tuple[Signal, ...]:
    """Return the signals that modules have; not by the garbage collector, which is frozen here."""
    return tuple(
        value
        for module in list(sys.modules.values())
        if isinstance(module, ModuleType)
        for value in list(vars(module).values())
        if issubclass(type(value), Signal)
    )
