"""Show what is read from the cache and what is written to it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheRead(Event):
    """`cache.get(key)`; `found` says whether the cache had the key, None if that can't be told.

    `expired` says that it had one whose time was over: whoever asks does not get it.
    """

    kind: ClassVar[str] = "cache.get"

    key: Value
    result: Value
    found: bool | None
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheWritten(Event):
    """`cache.set(key, value)`, or `add` where there was no such key.

    `timeout` counts seconds, None for the default of the cache.
    """

    kind: ClassVar[str] = "cache.set"

    key: Value
    value: Value
    timeout: int | None

    def leaves_something(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheCall(Event):
    """Any other operation on the cache, with its key if it has one, and its result."""

    kind: ClassVar[str] = "cache.call"

    method: str
    key: Value | None
    result: Value

    def leaves_something(self) -> bool:
        return True


_METHODS = {
    "locmem:LocMemCache": ("get", "set", "add", "touch", "incr", "has_key", "delete", "clear"),
    "base:BaseCache": ("get_or_set", "get_many", "set_many", "delete_many", "decr", "__contains__"),
}


class CacheProbe(Probe):
    """Emits an event for each operation on a cache in memory.

    An operation within another is not told.
    """

    emits = (CacheRead, CacheWritten, CacheCall)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def start(call: Call) -> tuple[bool | None, bool]:
            return _has(call.arguments)

        def end(call: Call) -> None:
            if call.error is None:
                emit(_event(call))

        watched = {
            f"{place} {name}": f"django.core.cache.backends.{place}.{name}"
            for place, names in _METHODS.items()
            for name in names
        }
        with site.watch_calls(watched, end, start):
            yield


# Private


def _event(call: Call) -> Event:
    method, given = call.name.rpartition(" ")[2], call.arguments
    key = describe(given["key"]) if "key" in given else None
    if method == "get" and key is not None:
        had, is_expired = call.before
        return CacheRead(
            key=key,
            result=describe(call.result),
            found=had and not is_expired,
            expired=bool(is_expired),
        )
    is_added = method == "add" and call.result is True
    if (method == "set" or is_added) and key is not None:
        return CacheWritten(
            key=key, value=describe(given.get("value")), timeout=_seconds(given.get("timeout"))
        )
    keys = given.get("keys") if method.endswith("_many") else None
    return CacheCall(
        method=method, key=key or (describe(keys) if keys else None), result=describe(call.result)
    )


def _has(given: Mapping[str, Any]) -> tuple[bool | None, bool]:
    """Return whether a cache in memory has a key, and whether it has expired.

    The first is None for keys of another kind than text.
    """
    state = state_of(given.get("self"))
    entries, key = state.get("_cache"), given.get("key")
    if not isinstance(entries, dict) or type(key) is not str:
        return None, False
    version = state.get("version") if given.get("version") is None else given.get("version")
    name = f"{state.get('key_prefix', '')}:{version}:{key}"
    until = state.get("_expire_info", {}).get(name)
    return name in entries, name in entries and until is not None and until <= time.time()


def _seconds(timeout: Any) -> int | None:
    return int(timeout) if isinstance(timeout, int | float) else None
