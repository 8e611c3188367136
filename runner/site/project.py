"""A running site: it sends requests through Django's own handler, and answers what probes ask."""

import copy
import functools
import importlib
import sys
import types
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.signals import got_request_exception
from django.db import connections

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.own import LESSON
from proven_lessons.runner.postgres import POSTGRESQL
from proven_lessons.runner.probes import Asker, Call, LiveResponse, LiveSession, TemplatePart
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.site import locale
from proven_lessons.runner.site.client import Client, environ_of
from proven_lessons.runner.site.commands import Aside, prepared_command, run_command
from proven_lessons.runner.site.functions import codes_at
from proven_lessons.runner.site.handlers import AsyncHandler, SyncHandler, exchanging
from proven_lessons.runner.site.makers import keeper_of, maker_of
from proven_lessons.runner.site.queries import asker_of, node_in, part_of
from proven_lessons.runner.site.stores import all_held, held_by, is_known, rows_held
from proven_lessons.runner.site.testing import on_empty_tables
from proven_lessons.runner.site.values import message_text
from proven_lessons.runner.trace import Command, LeftBehind, StoredSession, Value
from proven_lessons.runner.tracing.calls import CallWatcher, served
from proven_lessons.runner.values import describe_items

BODY_LIMIT = 2_000_000


class Project:
    """A running site. It is the `Site` that probes ask.

    `changed_phase` is told when an exchange moves on.
    """

    _request: Any
    error: BaseException | None

    def __init__(
        self, watcher: CallWatcher | None, folder: Path, *, csrf: bool, is_async: bool = False
    ) -> None:
        self.csrf = csrf
        self.clients: dict[str, Client] = {}
        self.session_keys: list[str] = []
        self.changed_phase: Callable[[str], None] = lambda phase: None
        self.aside: Aside = nullcontext  # what is done in it is no step
        self.migrated: Mapping[str, bytes] = {}  # what tests begin with, where there are any
        self.held_outside: dict[str, Value] = {}
        self.is_beside = False
        self._begin(Client())
        self._watcher = watcher
        self._folder = folder
        self._databases = _of_this_thread()
        self._codes: dict[str, tuple[types.CodeType, ...]] = {}
        self._asked: dict[tuple[tuple[str, str], ...], Mapping[types.CodeType, str]] = {}
        self._handler = AsyncHandler() if is_async else SyncHandler()

    def beside(self) -> Self:
        """Return this site for an exchange that is served in this thread, beside another one.

        It has the same browsers and another connection to the same databases.
        """
        one = copy.copy(self)
        one.is_beside = True
        one._databases = _of_this_thread()
        for database in one._databases.values():
            database.ensure_connection()
        return one

    def client(self, name: str) -> Client:
        """Return the browser of that name."""
        return self.clients.setdefault(name, Client())

    def left_behind(self) -> LeftBehind:
        """Return what is left when an exchange is over.

        The cookies of its browser, and every session in the store.
        """
        in_store = all_held(_store(), self._databases)
        sessions = in_store or []
        self.session_keys += [each.key for each in sessions]
        if any(each.vendor == POSTGRESQL for each in self._databases.values()):
            # A row that is changed is another one there, in another place.
            known = list(dict.fromkeys(self.session_keys))
            sessions = sorted(sessions, key=lambda each: known.index(each.key))
        return LeftBehind(
            cookies=self._client.everything(),
            store="" if in_store is None else settings.SESSION_ENGINE,
            sessions=tuple(
                StoredSession(
                    key=each.key,
                    data=describe_items(each.data),
                    expired=each.expired,
                    only_in=each.only_in,
                )
                for each in sessions
            ),
            session_cookie=settings.SESSION_COOKIE_NAME,
            rows=rows_held(self._databases) or None,
        )

    @contextmanager
    def exchange(self, spec: RequestSpec) -> Iterator[Callable[[], tuple[Any, bytes]]]:
        """Prepare to send `spec`.

        The function given sends it and returns the response and its body.
        """
        self._begin(self.client(spec.client))
        got_request_exception.connect(self._note_error)
        try:
            with exchanging(self), self._watching_responses():
                yield functools.partial(self._send, spec)
        finally:
            got_request_exception.disconnect(self._note_error)
            self._request = None

    @contextmanager
    def command(self, line: str) -> Iterator[Callable[[], Command]]:
        """Prepare to run a management command; the function given runs it."""
        self._begin(Client())
        prepared = prepared_command(line)

        def carry_out() -> Command:
            self.changed_phase("command")
            with on_empty_tables(self.migrated, self.aside) if self.migrated else nullcontext():
                command, self.error = run_command(prepared, self.aside)
            self.changed_phase("closing")
            return command

        with self._watching_responses():
            yield carry_out

    def note_maker(self, response: Any) -> None:
        """Note who has made the response that leaves."""
        self.answered_by: str | None = self._makers.get(response)

    def session(self) -> LiveSession | None:
        session = self._session()
        if not isinstance(session, SessionBase):
            return None
        if session.session_key:
            self.session_keys.append(session.session_key)
        return LiveSession(
            data=session.__dict__.get("_session_cache"),
            modified=session.modified,
            key=session.session_key,
        )

    def is_session(self, thing: object) -> bool:
        return self._request is None or self._session() is None or thing is self._session()

    def stored_session(self) -> Mapping[Any, object] | None:
        session = self._session()
        if not isinstance(session, SessionBase):
            return None
        return held_by(
            session, self._client.everything().get(settings.SESSION_COOKIE_NAME), self._databases
        )

    def has_expired(self) -> bool:
        session = self._session()
        key = session.session_key if isinstance(session, SessionBase) else None
        if key is None:
            return False
        held = all_held(_store(), self._databases) or []
        return any(one.expired for one in held if one.key == key)

    def shows_store(self) -> bool:
        return is_known(_store())

    def response(self) -> LiveResponse | None:
        response = self._newest()
        if response is None:
            return None
        container = response.__dict__.get("_container")
        is_text = isinstance(container, list) and response.__dict__.get("_is_rendered", True)
        body = b"".join(part for part in container if isinstance(part, bytes)) if is_text else b""
        return LiveResponse(
            status=int(response.status_code), text=decoded(response, body) if is_text else None
        )

    @contextmanager
    def wrap_queries(self, record: Callable[..., Any]) -> Iterator[None]:
        with ExitStack() as stack:
            for database in self._databases.values():
                stack.enter_context(database.execute_wrapper(record))
            yield

    def maker(self) -> str | None:
        return maker_of(sys._getframe(1), self.resolved_view)

    def asker(self) -> tuple[Asker, str | None]:
        return asker_of(sys._getframe(1))

    def locale(self) -> Mapping[str, str]:
        return locale.active()

    def message_text(self, message: object, params: object) -> str | None:
        return message_text(message, params)

    def template_part(self, of: object = None) -> TemplatePart | None:
        node = of or node_in(sys._getframe(1))
        return part_of(node)

    def watch_calls(
        self,
        functions: Mapping[str, str],
        end: Callable[[Call], None],
        start: Callable[[Call], Any] | None = None,
        inner: Collection[str] = (),
    ) -> AbstractContextManager[None]:
        if self._watcher is None:
            raise RuntimeError("calls can only be watched on a site that was opened with a watcher")
        return self._watcher.watching(self._codes_of(functions), end, start, inner)

    # Private

    def _begin(self, client: Client) -> None:
        """Know nothing of the exchange that begins but its client."""
        self.resolved_view: str | None = None
        self.view: str | None = None
        self.returned: str | None = None
        self.raised: str | None = None
        self.error = None
        if not self.is_beside:
            self.held_outside = {}
        self._served = served.get()
        self._client = client
        self._request = None
        self._newest: Callable[[], Any] = lambda: None
        self._makers: weakref.WeakKeyDictionary[Any, str | None] = weakref.WeakKeyDictionary()
        self.answered_by = None
        self.bodies: frozenset[types.CodeType] = frozenset()

    def _codes_of(self, functions: Mapping[str, str]) -> Mapping[types.CodeType, str]:
        """Return the names that some functions go by; each probe asks for the same each time."""
        asked = tuple(functions.items())
        if asked not in self._asked:
            self._asked[asked] = {
                code: name for name, where in asked for code in self._found(where)
            }
        return self._asked[asked]

    def _found(self, where: str) -> tuple[types.CodeType, ...]:
        if where not in self._codes:
            self._codes[where] = tuple(codes_at(where, _store()))
        return self._codes[where]

    def _session(self) -> Any:
        return None if self._request is None else self._request.__dict__.get("session")

    def _send(self, spec: RequestSpec) -> tuple[Any, bytes]:
        environ = environ_of(spec, self._client.sent_to(spec.path), self._read)
        response, made = self._handler.send(environ, BODY_LIMIT)
        body = _as_sent(spec, response, made)
        self._client.keep(response.cookies, spec.path)
        self._client.pages[spec.tab] = decoded(response, body) or "", spec.path
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            self.session_keys.append(cookie.value)
        response.close()
        self._newest = lambda: response
        return response, body

    def _read(self, path: str) -> bytes:
        """Return a file of the lesson that a request uploads."""
        try:
            return (self._folder / LESSON / path).read_bytes()
        except OSError as error:
            raise ScenarioError(
                f"there is no file {path!r} in the lesson's folder to send"
            ) from error

    def _note_error(self, **_: Any) -> None:
        if served.get() is self._served:  # else it is that of another exchange
            self.error = sys.exception()

    @contextmanager
    def _watching_responses(self) -> Iterator[None]:
        if self._watcher is None:
            yield
            return

        def made(call: Call) -> None:
            self._newest = weakref.ref(call.arguments["self"])
            self._makers[call.arguments["self"]] = self.maker()

        def fetched(call: Call) -> None:
            if call.error is None and call.result is not None:
                self._makers[call.result] = keeper_of(sys._getframe(1))

        with (
            self.watch_calls({"response": "django.http.response:HttpResponseBase.__init__"}, made),
            self.watch_calls({"fetch": _FETCH}, fetched),
        ):
            yield


_FETCH = "django.middleware.cache:FetchFromCacheMiddleware.process_request"


def decoded(response: Any, body: bytes) -> str | None:
    """Return the body of a response as text, None when it is of another type or compressed."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None  # compressed, it is none, whatever it was
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(
        ("text/", "application/json", "application/javascript", "application/xml")
    ):
        return None
    try:
        return body.decode(response.charset or "utf-8", errors="replace")
    except LookupError:  # a charset that nobody knows
        return body.decode(errors="replace")


# Private


def _of_this_thread() -> dict[str, Any]:
    """Return the databases by their aliases.

    An async view runs in another thread, for which Django would open a database of its own.
    """
    return {alias: connections[alias] for alias in connections}


def _as_sent(spec: RequestSpec, response: Any, body: bytes) -> bytes:
    """Return the body that a server sends (RFC 9112, section 6.3)."""
    has_none = spec.method == "HEAD" or response.status_code in (204, 304)
    return b"" if has_none or response.status_code < 200 else body


def _store() -> type[SessionBase]:
    store: type[SessionBase] = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    return store
