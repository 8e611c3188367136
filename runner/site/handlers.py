"""Django's two handlers; each tells a project where in an exchange it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from asgiref.sync import async_to_sync
from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.wsgi import WSGIHandler
from django.urls import set_script_prefix

from proven_lessons.runner.site.makers import bodies_of
from proven_lessons.runner.values import type_name

# Two may be served at once, by one handler.
_exchanging: ContextVar[Any] = ContextVar("exchanging")

_CLIENT = ("127.0.0.1", 0)


@contextmanager
def exchanging(project: Any) -> Iterator[None]:
    """Let the handlers tell `project` of what is served in this context."""
    token = _exchanging.set(project)
    try:
        yield
    finally:
        _exchanging.reset(token)


class _Telling:
    """What both handlers tell of: the moments that Django's base handler goes through."""

    @property
    def _project(self) -> Any:
        """The project in which the exchange is that is served here."""
        return _exchanging.get()

    def resolve_request(self, request: Any) -> Any:
        self._project.changed_phase("opening")
        match = super().resolve_request(request)  # type: ignore[misc] # of Django's base handler
        self._project.resolved_view = request.resolver_match._func_path
        return match

    def make_view_atomic(self, view: Any) -> Any:
        """Note that the view is called now: this is the last that Django does before it."""
        self._project.view = self._project.resolved_view
        self._project.bodies = bodies_of(view)
        self._project.changed_phase("view")
        return super().make_view_atomic(view)  # type: ignore[misc]

    def check_response(self, response: Any, callback: Any, name: Any = None) -> None:
        """Note what the view has returned: this is the first that Django does after it."""
        if self._has_run_view():
            self._project.returned = type_name(response)
        self._project.changed_phase("closing")
        super().check_response(response, callback, name)  # type: ignore[misc]

    def process_exception_by_middleware(self, exception: Exception, request: Any) -> Any:
        if self._has_run_view():
            self._project.raised = type_name(exception)
        self._project.changed_phase("closing")
        return super().process_exception_by_middleware(exception, request)  # type: ignore[misc]

    def _has_run_view(self) -> bool:
        """Return whether the view has ended just now."""
        project = self._project
        return project.view is not None and not project.returned and not project.raised

    def _take(self, request: Any) -> None:
        request._dont_enforce_csrf_checks = not self._project.csrf
        self._project._request = request


class SyncHandler(_Telling, WSGIHandler):  # type: ignore[misc] # Django has no types
    """The handler of a WSGI server."""

    def send(self, environ: dict[str, Any], limit: int) -> tuple[Any, bytes]:
        """Return the response to a request, and its body as far as `limit` bytes."""
        response = self(environ, lambda status, headers: None)
        self._project.note_maker(response)
        body = b""
        for part in response:
            body += part
            if len(body) > limit:
                break
        return response, body

    def get_response(self, request: Any) -> Any:
        self._take(request)
        return super().get_response(request)

    def _get_response(self, request: Any) -> Any:
        try:
            return super()._get_response(request)
        finally:
            self._project.changed_phase("closing")


class AsyncHandler(_Telling, ASGIHandler):  # type: ignore[misc] # Django has no types
    """The handler of an ASGI server; what of it is synchronous runs in this thread, as there."""

    def send(self, environ: dict[str, Any], limit: int) -> tuple[Any, bytes]:
        """Return the response to a request, and its body as far as `limit` bytes."""
        sent: tuple[Any, bytes] = async_to_sync(self._send)(environ, limit)
        return sent

    async def get_response_async(self, request: Any) -> Any:
        self._take(request)
        return await super().get_response_async(request)

    async def _get_response_async(self, request: Any) -> Any:
        try:
            return await super()._get_response_async(request)
        finally:
            self._project.changed_phase("closing")

    async def _send(self, environ: dict[str, Any], limit: int) -> tuple[Any, bytes]:
        """Do what `ASGIHandler.handle` does, but for the connection of a server."""
        scope = scope_of(environ)
        set_script_prefix(get_script_prefix(scope))
        await signals.request_started.asend(sender=type(self), scope=scope)
        request, response = self.create_request(scope, environ["wsgi.input"])
        if request is not None:
            response = await self.get_response_async(request)
        response._handler_class = type(self)
        self._project.note_maker(response)
        if not response.streaming:
            return response, response.content
        body = b""
        async for part in response:
            body += part
            if len(body) > limit:
                break
        return response, body


def scope_of(environ: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scope of ASGI that says the same as an environ of WSGI (PEP 3333)."""
    named = {
        name.removeprefix("HTTP_"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    headers = [
        (name.lower().replace("_", "-").encode("latin-1"), value.encode("latin-1"))
        for name, value in named.items()
    ]
    path = environ["PATH_INFO"].encode("latin-1")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": environ["REQUEST_METHOD"],
        "scheme": environ["wsgi.url_scheme"],
        "path": path.decode(errors="replace"),
        "raw_path": path,
        "query_string": environ["QUERY_STRING"].encode("latin-1"),
        "root_path": "",
        "headers": headers,
        "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        "client": _CLIENT,
    }
