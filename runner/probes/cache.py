"""Show what is read from the cache and what is written to it."""

import sys
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

    `expired` says that it had one whose time was over: whoever asks does not get it. `version` and
    `cache` are those of the key and the alias of the cache, None for the default. Where aliases
    share one location, `entry` names what has the key there, whichever of them is used.
    """

    kind: ClassVar[str] = "cache.get"

    key: Value
    result: Value
    found: bool | None
    expired: bool = False
    version: int | None = None
    cache: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheWritten(Event):
    """`cache.set(key, value)`, or `add` where there was no such key.

    `timeout` counts seconds, None for the default of the cache, or `for_ever`.
    """

    kind: ClassVar[str] = "cache.set"

    key: Value
    value: Value
    timeout: int | None
    for_ever: bool = False
    version: int | None = None
    cache: str | None = None
    entry: str | None = None

    def leaves_something(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheCall(Event):
    """Any other operation on the cache, with its key if it has one, and its result."""

    kind: ClassVar[str] = "cache.call"

    method: str
    key: Value | None
    result: Value
    version: int | None = None
    cache: str | None = None
    entry: str | None = None

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
            **_where(given),
        )
    is_added = method == "add" and call.result is True
    if (method == "set" or is_added) and key is not None:
        return CacheWritten(
            key=key,
            value=describe(given.get("value")),
            timeout=_seconds(given.get("timeout")),
            for_ever="timeout" in given and given["timeout"] is None,
            **_where(given),
        )
    return CacheCall(
        method=method, key=key or _keys(given), result=describe(call.result), **_where(given)
    )


def _keys(given: Mapping[str, Any]) -> Value | None:
    """Return the keys of an operation on many."""
    data = given.get("data")
    keys = list(data) if type(data) is dict else given.get("keys")
    return describe(keys) if keys else None


def _has(given: Mapping[str, Any]) -> tuple[bool | None, bool]:
    """Return whether a cache in memory has a key, and whether it has expired.

    The first is None for keys of another kind than text.
    """
    state = state_of(given.get("self"))
    entries, key = state.get("_cache"), given.get("key")
    if not isinstance(entries, dict) or type(key) is not str:
        return None, False
    name = _entry(state, given)
    until = state.get("_expire_info", {}).get(name)
    return name in entries, name in entries and until is not None and until <= time.time()


def _where(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the version of a key and the alias of a cache where they are not the default ones."""
    cache, version = given.get("self"), given.get("version")
    state = state_of(cache)
    is_other = type(version) is int and version != state.get("version")
    caches: Any = getattr(sys.modules.get("django.core.cache"), "caches", ())
    opened = state_of(caches).get("_connections")
    alias = next((name for name in caches if getattr(opened, name, None) is cache), "default")
    sharing = [
        name
        for name in caches
        if state_of(getattr(opened, name, None)).get("_cache") is state.get("_cache")
    ]
    return {
        "version": version if is_other else None,
        "cache": None if alias == "default" else alias,
        "entry": f"{sharing[0]} {_entry(state, given)}" if len(sharing) > 1 else None,
    }


def _entry(state: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Return the name under which a cache in memory keeps what has a key, as Django makes it."""
    version = state.get("version") if given.get("version") is None else given.get("version")
    return f"{state.get('key_prefix', '')}:{version}:{given.get('key')}"


def _seconds(timeout: Any) -> int | None:
    return int(timeout) if isinstance(timeout, int | float) else None
