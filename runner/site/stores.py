"""Look into the session stores from outside: no query through Django, no load, no cache warmed, nothing changed."""

import contextlib
import functools
import json
import pickle
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.sessions.backends import cache, db, file, signed_cookies
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import router

_COOKIE_SALT = "django.contrib.sessions.backends.signed_cookies"

type Held = Mapping[Any, object] | None


def held_by(store: SessionBase, cookie: str | None, databases: Mapping[str, Any]) -> Held:
    """Give what is stored for the live session `store`; `cookie` is the session cookie in the client's jar.

    Only attributes that change nothing are read: no `load`, and not `cache_key`, which makes up a missing key.
    `databases` are the connections that hold the tables. None, too, if the lesson broke the store.
    """
    with contextlib.suppress(Exception):
        return _look(store, cookie, databases)
    return None


def forget_all() -> None:
    """Empty what lives in this process beside the database: the caches."""
    for backend in caches.all(initialized_only=True):
        backend.clear()


# Private


def _look(store: SessionBase, cookie: str | None, databases: Mapping[str, Any]) -> Held:
    match store:
        case signed_cookies.SessionStore():
            return _decoded(store, cookie, _COOKIE_SALT)
        case db.SessionStore():  # cached_db, too: its cache is only a copy
            return _in_database(store, databases)
        case cache.SessionStore():
            return _in_cache(store)
        case file.SessionStore():
            return _in_file(store)
    return None


def _decoded(store: SessionBase, text: str | None, salt: str) -> Held:
    return _loaded(text, store.serializer, salt) if text else None


@functools.lru_cache(maxsize=64)  # looked at after every step, and seldom new
def _loaded(text: str, serializer: type, salt: str) -> Held:
    try:
        held: dict[str, object] = signing.loads(text, serializer=serializer, salt=salt)
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError, pickle.UnpicklingError):
        return None
    return held


def _in_database(store: db.SessionStore, databases: Mapping[str, Any]) -> Held:
    if store.session_key is None:
        return None
    model = store.get_model_class()
    connection = databases[router.db_for_read(model)]
    if connection.connection is None or connection.vendor != "sqlite":
        return None
    # The driver's own connection: Django's would count the query, and refuse it inside a broken transaction.
    table = connection.ops.quote_name(model._meta.db_table)
    row = connection.connection.execute(
        f"SELECT session_data, expire_date FROM {table} WHERE session_key = ?",  # noqa: S608
        (store.session_key,),
    ).fetchone()
    if row is None or _is_past(row[1]):
        return None
    return _decoded(store, row[0], store.key_salt)


def _is_past(expires: object) -> bool:
    moment = expires if isinstance(expires, datetime) else datetime.fromisoformat(str(expires))
    return moment.replace(tzinfo=moment.tzinfo or UTC) <= datetime.now(UTC)


def _in_cache(store: cache.SessionStore) -> Held:
    if store.session_key is None:
        return None
    backend = store._cache
    if not isinstance(backend, LocMemCache):
        held = backend.get(store.cache_key_prefix + store.session_key)
        return held if isinstance(held, dict) else None
    # LocMemCache.get moves an entry to the front of its queue, so look at the entry itself.
    name = backend.make_key(store.cache_key_prefix + store.session_key)
    expires = backend._expire_info.get(name, -1)
    if name not in backend._cache or (expires is not None and expires <= time.time()):
        return None
    found = pickle.loads(backend._cache[name])  # noqa: S301 (written by this very process)
    return found if isinstance(found, dict) else None


def _in_file(store: file.SessionStore) -> Held:
    if store.session_key is None:
        return None
    path = Path(store._key_to_file())
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    return _decoded(store, text, store.key_salt)
