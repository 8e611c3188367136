"""Look into the session stores from outside.

No query through Django, no load, no cache warmed, nothing changed.
"""

import contextlib
import functools
import json
import pickle
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends import cache, cached_db, db, file, signed_cookies
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.cache import caches
from django.core.cache.backends import locmem
from django.core.cache.backends.locmem import LocMemCache
from django.db import router

from proven_lessons.runner import own
from proven_lessons.runner.postgres import POSTGRESQL
from proven_lessons.runner.site.shared_databases import has_table, is_there, rows_of

_COOKIE_SALT = "django.contrib.sessions.backends.signed_cookies"

type Held = Mapping[Any, object] | None


def held_by(store: SessionBase, cookie: str | None, databases: Mapping[str, Any]) -> Held:
    """Return what is stored for the live session `store`.

    `cookie` is the session cookie in the client's jar.

    Only attributes that change nothing are read: no `load`, and not `cache_key`, which makes up a
    missing key. `databases` are the connections that hold the tables. None, too, if the lesson
    broke the store.
    """
    with contextlib.suppress(Exception):
        return _look(store, cookie, databases)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A session in a store, whoever it belongs to.

    `only_in` is for a store in two places: the one that alone holds it so, "database" or "cache".
    """

    key: str
    data: Mapping[Any, object]
    expired: bool
    only_in: str | None = None


def all_held(store: type[SessionBase], databases: Mapping[str, Any]) -> list[Stored] | None:
    """Return every session that a store of this class holds, None if nobody can tell.

    A cookie is no store of ours.
    """
    with contextlib.suppress(Exception):
        if issubclass(store, cached_db.SessionStore):
            return _all_in_both(store, databases)
        if issubclass(store, db.SessionStore):
            return list(_all_in_database(store, databases))
        if issubclass(store, cache.SessionStore):
            return list(_all_in_cache(store)) if isinstance(store()._cache, LocMemCache) else None
        if issubclass(store, file.SessionStore):
            return list(_all_in_files(store))
        return [] if issubclass(store, signed_cookies.SessionStore) else None
    return None


def rows_held(databases: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows each table of the lesson's models has, and those of users and groups."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if own.has(model.__module__) or model._meta.db_table in _COUNTED
    ]
    counts = {}
    for model in models:
        connection = databases[router.db_for_read(model)]
        if not has_table(connection, model._meta.db_table):
            continue
        table = connection.ops.quote_name(model._meta.db_table)
        counted = rows_of(connection, f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        if counted:
            counts[model._meta.db_table] = counted[0][0]
    return counts


def forget_all() -> None:
    """Empty what lives in this process beside the database.

    The caches, and where sessions are put into files.
    """
    for backend in caches.all(initialized_only=True):
        backend.clear()
    # Another thread has backends of its own for the same entries.
    for entries in (*locmem._caches.values(), *locmem._expire_info.values()):
        entries.clear()
    if "_storage_path" in vars(file.SessionStore):
        del file.SessionStore._storage_path


def is_known(store: type[SessionBase]) -> bool:
    """Return whether it is known how to look into a store of this class."""
    return issubclass(
        store, (signed_cookies.SessionStore, db.SessionStore, cache.SessionStore, file.SessionStore)
    )


# Private

_COUNTED = ("auth_user", "auth_group")


def _look(store: SessionBase, cookie: str | None, databases: Mapping[str, Any]) -> Held:
    match store:
        case signed_cookies.SessionStore():
            return _decoded(store, cookie, _COOKIE_SALT)
        case cached_db.SessionStore():  # asks the cache first, whatever has become of the row
            cached = _in_cache(store)
            return _in_database(store, databases) if cached is None else cached
        case db.SessionStore():
            return _in_database(store, databases)
        case cache.SessionStore():
            return _in_cache(store)
        case file.SessionStore():
            return _in_file(store)
    return None


def _all_in_both(
    store: type[cached_db.SessionStore], databases: Mapping[str, Any]
) -> list[Stored] | None:
    """Return the sessions of a table and of the cache before it, which is asked first."""
    if not isinstance(store()._cache, LocMemCache):
        return None
    in_table = {one.key: one for one in _all_in_database(store, databases)}
    in_cache = {one.key: one for one in _all_in_cache(store) if not one.expired}
    both = {key for key in in_table if key in in_cache and in_table[key] == in_cache[key]}
    return [
        one if key in both else replace(one, only_in="cache" if key in in_cache else "database")
        for key, one in (in_table | in_cache).items()
    ]


def _all_in_database(
    store: type[db.SessionStore], databases: Mapping[str, Any]
) -> Iterator[Stored]:
    model = store.get_model_class()
    connection = databases[router.db_for_read(model)]
    table, reader = connection.ops.quote_name(model._meta.db_table), store()
    columns = "session_key, session_data, expire_date"
    place = "ctid" if connection.vendor == POSTGRESQL else "rowid"
    statement = f"SELECT {columns} FROM {table} ORDER BY {place}"  # noqa: S608 (Django quoted it)
    rows = rows_of(connection, statement)
    if rows is None:
        raise LookupError
    for key, text, expires in rows:
        yield Stored(
            key=key, data=_decoded(reader, text, reader.key_salt) or {}, expired=_is_past(expires)
        )


def _all_in_cache(store: type[cache.SessionStore]) -> Iterator[Stored]:
    backend, prefix = store()._cache, store.cache_key_prefix
    if not isinstance(backend, LocMemCache):
        return
    begin = backend.make_key(prefix)
    for name in reversed(backend._cache):  # the newest stands in front
        if name.startswith(begin):
            data = pickle.loads(backend._cache[name])  # noqa: S301 (written by this very process)
            expires = backend._expire_info.get(name)
            is_past = expires is not None and expires <= time.time()
            yield Stored(
                key=name[len(begin) :],
                data=data if isinstance(data, dict) else {},
                expired=is_past,
            )


def _all_in_files(store: type[file.SessionStore]) -> Iterator[Stored]:
    prefix = settings.SESSION_COOKIE_NAME
    for path in sorted(
        Path(store._get_storage_path()).glob(f"{prefix}*"),
        key=lambda one: (one.stat().st_mtime_ns, one.name),
    ):
        session = store(path.name[len(prefix) :])
        yield Stored(key=path.name[len(prefix) :], data=_in_file(session) or {}, expired=False)


def _decoded(store: SessionBase, text: str | None, salt: str) -> Held:
    return _loaded(text, store.serializer, salt) if text else None


@functools.lru_cache(maxsize=64)  # looked at after every step, and seldom new
def _loaded(text: str, serializer: type, salt: str) -> Held:
    try:
        data: dict[str, object] = signing.loads(text, serializer=serializer, salt=salt)
    except (
        signing.BadSignature,
        ValueError,
        TypeError,
        json.JSONDecodeError,
        pickle.UnpicklingError,
    ):
        return None
    return data


def _in_database(store: db.SessionStore, databases: Mapping[str, Any]) -> Held:
    if store.session_key is None:
        return None
    model = store.get_model_class()
    connection = databases[router.db_for_read(model)]
    if not is_there(connection):
        return None
    # The driver's own connection: Django's would count the query, and refuse it inside a broken
    # transaction.
    table = connection.ops.quote_name(model._meta.db_table)
    rows = rows_of(
        connection,
        f"SELECT session_data, expire_date FROM {table} WHERE session_key = ?",  # noqa: S608 (the name is a model's)
        (store.session_key,),
    )
    if not rows or _is_past(rows[0][1]):
        return None
    return _decoded(store, rows[0][0], store.key_salt)


def _is_past(expires: object) -> bool:
    moment = expires if isinstance(expires, datetime) else datetime.fromisoformat(str(expires))
    return moment.replace(tzinfo=moment.tzinfo or UTC) <= datetime.now(UTC)


def _in_cache(store: cache.SessionStore | cached_db.SessionStore) -> Held:
    if store.session_key is None:
        return None
    backend = store._cache
    if not isinstance(backend, LocMemCache):
        data_in_cache = backend.get(store.cache_key_prefix + store.session_key)
        return data_in_cache if isinstance(data_in_cache, dict) else None
    # LocMemCache.get moves an entry to the front of its queue, so look at the entry itself.
    name = backend.make_key(store.cache_key_prefix + store.session_key)
    expires = backend._expire_info.get(name, -1)
    if name not in backend._cache or (expires is not None and expires <= time.time()):
        return None
    data = pickle.loads(backend._cache[name])  # noqa: S301 (written by this very process)
    return data if isinstance(data, dict) else None


def _in_file(store: file.SessionStore) -> Held:
    if store.session_key is None:
        return None
    path = Path(store._key_to_file())
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    return _decoded(store, text, store.key_salt)
