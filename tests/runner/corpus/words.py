"""The words that the scenarios of the corpus are written in."""

import textwrap
from collections.abc import Mapping

from proven_lessons.runner.scenario import Json, RequestSpec, Scenario
from tests.builders import scenario, view

VISIT = RequestSpec()
TWICE = (VISIT, VISIT)
THRICE = (VISIT, VISIT, VISIT)
JSON = {"Content-Type": "application/json"}


def lesson(
    source: str,
    *requests: RequestSpec,
    files: Mapping[str, str] | None = None,
    routes: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    csrf: bool = False,
) -> Scenario:
    """Give a scenario whose sources may stand indented."""
    plain = {path: textwrap.dedent(text).lstrip() for path, text in (files or {}).items()}
    return scenario(
        textwrap.dedent(source).lstrip(),
        *requests,
        files=plain,
        routes=routes,
        settings=settings,
        csrf=csrf,
    )


def body(
    text: str, *requests: RequestSpec, settings: Mapping[str, object] | None = None
) -> Scenario:
    """Give a scenario with one function view of this body."""
    return scenario(view(text), *requests, settings=settings)


def get(
    path: str = "/", *, client: str = "browser", follow: bool = False, **headers: str
) -> RequestSpec:
    """Give a GET request; a header's name is written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestSpec(path=path, client=client, follow=follow, headers=named or None)


def post(
    path: str = "/", *, client: str = "browser", follow: bool = False, **data: Json
) -> RequestSpec:
    """Give a POST request with a form."""
    return RequestSpec(method="POST", path=path, client=client, follow=follow, data=data)


def form(path: str, data: Mapping[str, Json]) -> RequestSpec:
    """Give a POST request with a form whose fields have names that no argument can have."""
    return RequestSpec(method="POST", path=path, data=data)


def engine(name: str) -> dict[str, object]:
    """Give the settings that choose a session store."""
    return {"SESSION_ENGINE": name if "." in name else f"django.contrib.sessions.backends.{name}"}
