"""Plain Django, without a line of the runner but its clock: what a lesson really answers.

Run as a script: takes a scenario (JSON) on standard input, and prints what `django.test.Client` saw as JSON.
"""

import importlib
import json
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

from runner.freeze import frozen
from runner.scenario import from_json
from runner.site.config import defaults


def main() -> None:
    scenario = from_json(json.load(sys.stdin))
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "lesson"
        package.mkdir()
        (package / "__init__.py").touch()
        for file in scenario.files:
            (package / file.path).parent.mkdir(parents=True, exist_ok=True)
            (package / file.path).write_bytes(file.content)
        sys.path.insert(0, folder)
        with frozen():
            migrated(scenario.settings or {}, urls="lesson.urls" if (package / "urls.py").exists() else "oracle_urls")
        with frozen():
            print(json.dumps(answers(scenario)))


def migrated(settings: dict[str, Any], urls: str) -> None:
    import django
    from django.conf import settings as configured
    from django.core.management import call_command

    own = {**defaults(), "ROOT_URLCONF": urls, **settings}
    configured.configure(**{**own, "INSTALLED_APPS": [*own["INSTALLED_APPS"], "lesson"]})
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)


def answers(scenario: Any) -> list[dict[str, Any]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    routed(scenario.routes)
    if any(file.path == "prepare.py" for file in scenario.files):
        importlib.import_module("lesson.prepare").prepare()
    clients: dict[str, Client] = {}
    found = []
    for spec in scenario.requests:
        client = clients.setdefault(spec.client, Client(raise_request_exception=False))
        method, path, data = spec.method, spec.path, spec.data
        while True:
            send = getattr(client, method.lower())
            environ = {"SERVER_NAME": "localhost", "SERVER_PORT": "8000", "HTTP_HOST": "localhost:8000"}
            headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (spec.headers or {}).items()}
            with CaptureQueriesContext(connection) as queries:
                response = send(path, data, **environ, **headers)
                body = b"".join(response) if response.streaming else response.content
            found.append(
                {
                    "status": response.status_code,
                    "headers": dict(response.items()),
                    "cookies": {name: morsel.value for name, morsel in response.cookies.items()},
                    "text": body.decode(),
                    "sql": [query["sql"] for query in queries.captured_queries],
                    "stored": stored(client, connection),
                }
            )
            for name, morsel in response.cookies.items():
                if morsel["max-age"] == 0:  # a browser forgets it; Django's test client sends it on, empty
                    del client.cookies[name]
            if not spec.follow or response.status_code not in (301, 302, 303):
                break
            method, path, data = "GET", response["Location"], None
    return found


def routed(routes: dict[str, str]) -> None:
    from django.urls import path

    module = types.ModuleType("oracle_urls")
    views = importlib.import_module("lesson.views")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path(route, view.as_view() if isinstance(view := getattr(views, name), type) else view, name=name)
        for route, name in routes.items()
    ]
    sys.modules["oracle_urls"] = module


def stored(client: Any, connection: Any) -> Any:
    """Give what is stored for the client's session, by loading it."""
    from importlib import import_module

    from django.conf import settings

    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None or not cookie.value:
        return None
    return import_module(settings.SESSION_ENGINE).SessionStore(cookie.value).load()


if __name__ == "__main__":
    main()
