"""Show the body of a request when Django reads it: as what, and what of it is where."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event, Value
from proven_lessons.runner.values import describe_items, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestParsed(Event):
    """The body of a POST request was read for `request.POST` and `request.FILES`.

    `content_type` is that of the request. `data` holds what is in POST, a list where a field came
    more than once; `files` the name and size of each file by its field.
    """

    kind: ClassVar[str] = "request.parse"

    content_type: str
    data: Mapping[str, Value]
    files: Mapping[str, str]


class RequestProbe(Probe):
    """Emits an event when the body of a POST request is read; Django does so once."""

    emits = (RequestParsed,)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        def end(call: Call) -> None:
            request = call.arguments["self"]
            if call.error is None and request.method == "POST":
                emit(
                    RequestParsed(
                        content_type=str(request.content_type),
                        data=_fields(state_of(request).get("_post")),
                        files=_files(state_of(request).get("_files")),
                    )
                )

        read = {"read": "django.http.request:HttpRequest._load_post_and_files"}
        with site.watch_calls(read, end):
            yield


# Private


def _fields(post: Any) -> Mapping[str, Value]:
    held = dict(dict.items(post)) if isinstance(post, dict) else {}  # each name with its list
    return describe_items(
        {name: values[0] if len(values) == 1 else values for name, values in held.items()}
    )


def _files(files: Any) -> Mapping[str, str]:
    held = dict(dict.items(files)) if isinstance(files, dict) else {}
    return {
        str(name): ", ".join(f"{one.name} ({one.size} bytes)" for one in sent)
        for name, sent in held.items()
    }
