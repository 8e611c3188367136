"""Show the signals that reach code of the lesson, and those that tell of users."""

import functools
import sys
import types
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner import own
from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import describe, message_of, state_of, type_name

# Where Django keeps its signals; those of a lesson are found in its own modules.
_MODULES = (
    "django.core.signals",
    "django.db.models.signals",
    "django.contrib.auth.signals",
    "django.test.signals",
)
_ALWAYS = frozenset({"user_logged_in", "user_logged_out", "user_login_failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSent(Event):
    """A signal has been sent; `receivers` are the functions that heard it, in order.

    `raised` are the errors of those that raised one, which `send_robust()` keeps to itself.
    `copies` names those that are one function made several times. `gone` counts those that were
    connected and are not there any more: a signal does not keep them alive.
    """

    kind: ClassVar[str] = "signals.send"

    signal: str
    sender: str
    receivers: tuple[str, ...]
    raised: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    gone: int = 0


class SignalsProbe(Probe):
    """Emits an event for each signal that the lesson defines or receives, or about users."""

    emits = (SignalSent,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> int:
            return _gone(call.arguments["self"], call.arguments.get("sender"))

        def end(call: Call) -> None:
            if call.error is None:  # else who has heard it before somebody raised can't be told
                self._tell(call, emit)

        base = "django.dispatch.dispatcher:Signal"
        watched = {
            name: f"{base}.{name}" for name in ("send", "send_robust", "asend", "asend_robust")
        }
        with site.watch_calls(watched, end, start, inner=tuple(watched)):
            yield

    # Private

    def _tell(self, call: Call, emit: Emit) -> None:
        answers = call.result if isinstance(call.result, list) else []
        heard = [receiver for receiver, _ in answers if not _is_ours(receiver)]
        name, is_own = self._named(call.arguments["self"])
        is_heard = any(_is_of_lesson(receiver) for receiver in heard)
        if is_own or name in _ALWAYS or is_heard or call.before:
            sender = call.arguments.get("sender")
            emit(
                SignalSent(
                    signal=name or "a signal",
                    sender=sender.__name__ if isinstance(sender, type) else describe(sender).repr,
                    receivers=tuple(map(_name, heard)),
                    raised=tuple(map(_error, filter(_is_raised, answers)))
                    if call.name.endswith("robust")
                    else (),
                    copies=tuple(_copies(heard)),
                    gone=call.before,
                )
            )

    def _named(self, signal: Any) -> tuple[str, bool]:
        """Return the name that a signal goes by, and whether the lesson defines it."""
        if id(signal) in _of_django():
            return _of_django()[id(signal)], False
        for module, holder in list(sys.modules.items()):
            if _is_lessons(module):
                for name, value in list(vars(holder).items()):
                    if value is signal:
                        return name, True
        return "", False


# Private


@functools.cache
def _of_django() -> Mapping[int, str]:
    """Return the names of Django's signals by their ids; they are never thrown away."""
    modules = [vars(sys.modules[module]) for module in _MODULES if module in sys.modules]
    return {
        id(value): name
        for names in modules
        for name, value in names.items()
        if hasattr(value, "receivers")
    }


def _gone(signal: Any, sender: object) -> int:
    """Count the receivers of what a sender sends of which only a dead weak reference is left."""
    entries = state_of(signal).get("receivers")
    senders = {id(None), id(sender)}
    return sum(
        1
        for key, receiver, *_ in (entries if isinstance(entries, list) else ())
        if key[-1] in senders and isinstance(receiver, weakref.ref) and receiver() is None
    )


def _is_raised(answer: tuple[Any, Any]) -> bool:
    return isinstance(answer[1], Exception) and answer[1].__traceback__ is not None


def _copies(heard: list[Any]) -> Iterator[str]:
    """Yield the names of functions that were made several times from the same code."""
    made: dict[Any, set[int]] = {}
    for receiver in heard:
        if isinstance(receiver, types.FunctionType):
            objects = made.setdefault(receiver.__code__, set())
            objects.add(id(receiver))
    for receiver in dict.fromkeys(heard):
        if isinstance(receiver, types.FunctionType) and len(made[receiver.__code__]) > 1:
            yield _name(receiver)
            made[receiver.__code__] = set()


def _error(answer: tuple[Any, Any]) -> str:
    receiver, error = answer
    return f"{_name(receiver)}: {type_name(error)}: {message_of(error)}".removesuffix(": ")


def _is_lessons(module: str) -> bool:
    return own.has(module)


def _is_of_lesson(receiver: Any) -> bool:
    return _is_lessons(getattr(receiver, "__module__", None) or "")


def _is_ours(receiver: Any) -> bool:
    return (getattr(receiver, "__module__", None) or "").startswith(f"{_RUNNER}.")


_RUNNER = __name__.rpartition(".probes")[0]


def _name(receiver: Any) -> str:
    return getattr(receiver, "__qualname__", None) or type(receiver).__name__
