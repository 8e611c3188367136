"""Show the response from the moment it is created, with its status and its text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Sample, Site
from proven_lessons.runner.trace import Event, ResponseState
from proven_lessons.runner.values import cut, type_name

TEXT_LIMIT = 4000


_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCreated(Event):
    """A response object came to be; `type` is its class, `location` where a redirect points.

    `by` is who made it: a function of the lesson, a decorator, a mixin, a middleware, or "Django"
    for an exception. None if nobody is known.
    """

    kind: ClassVar[str] = "response.create"

    type: str
    status: int
    location: str | None
    by: str | None = None

    def step_kind(self) -> str | None:
        return "redirect" if self.status in _REDIRECTS else "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryAdded(Event):
    """The header Vary of the response now names headers that it did not name before.

    `by` is who added them, as in ResponseCreated.
    """

    kind: ClassVar[str] = "response.vary"

    names: tuple[str, ...]
    by: str | None = None


class ResponseProbe(Probe):
    """Emits an event for each response created; samples the newest one's status and text."""

    emits = (ResponseCreated, VaryAdded)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            response = call.arguments["self"]
            if call.error is None:
                headers = response.headers
                emit(
                    ResponseCreated(
                        type=type_name(response),
                        status=response.status_code,
                        location=headers.get("Location"),
                        by=site.maker(),
                    )
                )

        def named(call: Call) -> list[str]:
            return _names(call.arguments["response"])

        def varied(call: Call) -> None:
            names = [one for one in _names(call.arguments["response"]) if one not in call.before]
            if names and call.error is None:
                emit(VaryAdded(names=tuple(names), by=site.maker()))

        http = "django.http.response"
        classes = [
            "HttpResponse",
            "StreamingHttpResponse",
            "FileResponse",
            "JsonResponse",
            "HttpResponseRedirectBase",
        ]
        classes += ["HttpResponseNotAllowed"]
        watched = {name: f"{http}:{name}.__init__" for name in classes}
        watched["SimpleTemplateResponse"] = (
            "django.template.response:SimpleTemplateResponse.__init__"
        )
        watched["TemplateResponse"] = "django.template.response:TemplateResponse.__init__"
        vary = {"vary": "django.utils.cache:patch_vary_headers"}
        with site.watch_calls(watched, end), site.watch_calls(vary, varied, named):
            yield

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        response = site.response()
        if response is not None:
            text = None if response.text is None else cut(response.text, TEXT_LIMIT)
            into.response = ResponseState(status=response.status, text=text)


# Private


def _names(response: Any) -> list[str]:
    """Return the names in the header Vary of a response of Django's."""
    return [name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip()]
