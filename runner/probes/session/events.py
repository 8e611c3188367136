"""What happens to a session: each operation as an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from proven_lessons.runner.trace import Event, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOperation(Event):
    """Something that code did with the session; a statement is called after its last one."""

    def step_kind(self) -> str | None:
        return self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRead(SessionOperation):
    """`session.get(key, default)`, or `session[key]` when `default` is None.

    `result` is None when it raised.

    Here and below, `found` says whether the session had the key before; None if that can't be told.
    """

    kind: ClassVar[str] = "session.get"

    key: Value
    default: Value | None
    result: Value | None
    found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSet(SessionOperation):
    """`session[key] = value`."""

    kind: ClassVar[str] = "session.set"

    key: Value
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDelete(SessionOperation):
    """`del session[key]`; `found` is False when there was no such key."""

    kind: ClassVar[str] = "session.delete"

    key: Value
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPop(SessionOperation):
    """`session.pop(key, default)`."""

    kind: ClassVar[str] = "session.pop"

    key: Value
    default: Value | None
    result: Value | None
    found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSetDefault(SessionOperation):
    """`session.setdefault(key, value)`."""

    kind: ClassVar[str] = "session.setdefault"

    key: Value
    value: Value
    result: Value | None
    found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUpdate(SessionOperation):
    """`session.update(data)`."""

    kind: ClassVar[str] = "session.update"

    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHas(SessionOperation):
    """`key in session`."""

    kind: ClassVar[str] = "session.has"

    key: Value
    result: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCall(SessionOperation):
    """Any other method of the session.

    Keys, clear, set_expiry, ..., with its arguments and its result.
    """

    kind: ClassVar[str] = "session.call"

    method: str
    arguments: tuple[Value, ...]
    result: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLoad(Event):
    """The session was read from the store, because something asked for it for the first time."""

    kind: ClassVar[str] = "session.load"

    data: Mapping[str, Value]
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSave(Event):
    """The session was written to the store; `created` says that it had no key before.

    `by` is "SessionMiddleware" if that did it, None if the lesson's code or something it called.
    """

    kind: ClassVar[str] = "session.save"

    data: Mapping[str, Value]
    key: str | None
    created: bool
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKeyChange(SessionOperation):
    """`cycle_key` gave the data a new key, or `flush` threw data and key away (`new` is None)."""

    kind: ClassVar[str] = "session.key"

    method: str
    old: str | None
    new: str | None
