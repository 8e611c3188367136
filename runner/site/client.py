"""Send requests the way a browser does: a WSGI environ in, the response and a cookie jar out."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode, urljoin, urlsplit

from runner.scenario import RequestSpec

HOST = "localhost"
PORT = "8000"
FORM = "application/x-www-form-urlencoded"
REDIRECT_LIMIT = 20


@dataclass(slots=True)
class Client:
    """One browser: what it keeps between requests is its cookies."""

    jar: SimpleCookie = field(default_factory=SimpleCookie)

    def cookies(self) -> dict[str, str]:
        """Give the cookies that the next request sends."""
        return {name: morsel.value for name, morsel in self.jar.items()}

    def keep(self, cookies: SimpleCookie) -> None:
        """Take the cookies of a response into the jar; those that expired at once leave it."""
        for name, morsel in cookies.items():
            if _is_over(morsel):
                self.jar.pop(name, None)
            else:
                self.jar[name] = morsel.value


def environ_of(spec: RequestSpec, cookies: Mapping[str, str]) -> dict[str, Any]:
    """Give the WSGI environ (PEP 3333) of a request with these cookies."""
    url = urlsplit(spec.path)
    headers = {name.upper().replace("-", "_"): str(value) for name, value in (spec.headers or {}).items()}
    body, query = b"", url.query
    content_type = headers.pop("CONTENT_TYPE", "")
    if spec.data is not None and spec.method in ("GET", "HEAD"):
        query = "&".join(part for part in (query, urlencode(spec.data, doseq=True)) if part)
    elif spec.data is not None:
        content_type = content_type or FORM
        is_json = content_type.startswith("application/json")
        body = (json.dumps(spec.data) if is_json else urlencode(spec.data, doseq=True)).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": spec.method,
        "SCRIPT_NAME": "",
        # WSGI wants the bytes of the path as latin-1 text.
        "PATH_INFO": unquote_to_bytes(url.path or "/").decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": PORT,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": f"{HOST}:{PORT}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body or content_type:
        environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    if cookies:
        environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return environ | {f"HTTP_{name}": value for name, value in headers.items()}


def after_redirect(spec: RequestSpec, status: int, location: str) -> RequestSpec:
    """Give the request that a browser sends when told to go to `location` (RFC 9110, section 15.4)."""
    keeps = status in (307, 308) or spec.method in ("GET", "HEAD")
    target = urlsplit(urljoin(spec.path, location))
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    return RequestSpec(
        method=spec.method if keeps else "GET",
        path=path,
        data=spec.data if status in (307, 308) else None,
        headers=spec.headers,
        client=spec.client,
        follow=True,
    )


# Private


def _is_over(morsel: "Morsel[str]") -> bool:
    return str(morsel["max-age"]) == "0" or morsel["expires"].startswith("Thu, 01 Jan 1970")
