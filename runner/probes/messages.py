"""Show the messages that a view leaves for the next page: added, put away, and read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import describe, state_of, type_name

_LEVELS = {10: "debug", 20: "info", 25: "success", 30: "warning", 40: "error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAdded(Event):
    """A message was added, by `messages.add_message` or a shortcut.

    `level` is a name of Django's, or the number of another.
    """

    kind: ClassVar[str] = "messages.add"

    level: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesRead(Event):
    """Somebody went through the messages: those are used up then."""

    kind: ClassVar[str] = "messages.read"

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesStored(Event):
    """The messages that nobody has read were put away.

    `storage` is the class that did, in a cookie or the session.
    """

    kind: ClassVar[str] = "messages.store"

    storage: str
    texts: tuple[str, ...]


class MessagesProbe(Probe):
    """Emits an event when a message is added, when messages are read, and when they are stored."""

    emits = (MessageAdded, MessagesRead, MessagesStored)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> int:
            return _queued(call)

        def end(call: Call) -> None:
            event = None if call.error is not None else _event(call)
            if event is not None:
                emit(event)

        base = "django.contrib.messages"
        watched = {
            "add": f"{base}.storage.base:BaseStorage.add",
            "read": f"{base}.storage.base:BaseStorage.__iter__",
            "cookie": f"{base}.storage.cookie:CookieStorage._store",
            "session": f"{base}.storage.session:SessionStorage._store",
        }
        with site.watch_calls(watched, end, start):
            yield


# Private


def _event(call: Call) -> Event | None:
    """Return what a call of a storage did, None if that is nothing."""
    if call.name == "add":
        # An empty message, or one of a level that is not wanted, is not queued.
        return _added(call) if _queued(call) > call.before else None
    if call.name == "read":
        texts = _texts(state_of(call.arguments["self"]).get("_loaded_data"))
        return MessagesRead(texts=texts) if texts else None
    texts = _texts(_kept(call.arguments["messages"], call.result))
    storage = type_name(call.arguments["self"])
    return MessagesStored(storage=storage, texts=texts) if texts else None


def _queued(call: Call) -> int:
    return len(state_of(call.arguments.get("self")).get("_queued_messages") or ())


def _added(call: Call) -> MessageAdded:
    level = call.arguments["level"]
    name = _LEVELS.get(level) if type(level) is int else None
    text = describe(call.arguments["message"]).repr
    return MessageAdded(level=name or describe(level).repr, text=text)


def _kept(messages: Any, left: Any) -> list[Any]:
    """Return the messages that a storage has kept: it returns those for which it had no room."""
    over = {id(message) for message in left} if isinstance(left, list) else set()
    return (
        [message for message in messages if id(message) not in over]
        if isinstance(messages, list)
        else []
    )


def _texts(messages: Any) -> tuple[str, ...]:
    if not isinstance(messages, list | tuple):
        return ()
    return tuple(describe(state_of(message).get("message")).repr for message in messages)
