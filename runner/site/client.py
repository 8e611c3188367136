"""Send requests the way a browser does: a WSGI environ in, the response and a cookie jar out."""

import contextlib
import io
import json
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode, urljoin, urlsplit

from runner.scenario import RequestSpec

HOST = "localhost"
PORT = "8000"
FORM = "application/x-www-form-urlencoded"
REDIRECT_LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A cookie in a jar: its value, as the header has it (`coded`) and as it is read, its path, when it expires."""

    value: str
    coded: str
    path: str
    expires: float | None


@dataclass(slots=True)
class Client:
    """One browser: what it keeps between requests is its cookies."""

    jar: dict[str, Kept] = field(default_factory=dict)

    def cookies(self, path: str = "/") -> dict[str, str]:
        """Give the cookies that a request to `path` sends, as Django reads them."""
        return {name: kept.value for name, kept in self._matching(path)}

    def sent_to(self, path: str) -> str:
        """Give the `Cookie` header of a request to `path`."""
        return "; ".join(f"{name}={kept.coded}" for name, kept in self._matching(path))

    def keep(self, cookies: SimpleCookie, path: str) -> None:
        """Take the cookies of a response to a request for `path` into the jar; those that are over leave it."""
        for name, morsel in cookies.items():
            expires = _expiry(morsel)
            if expires is not None and expires <= time.time():
                self.jar.pop(name, None)
            else:
                folder = urlsplit(path).path.rpartition("/")[0] or "/"
                self.jar[name] = Kept(
                    value=morsel.value, coded=morsel.coded_value, path=morsel["path"] or folder, expires=expires
                )

    def _matching(self, path: str) -> list[tuple[str, Kept]]:
        """Give the cookies for a path (RFC 6265, section 5.1.4) whose time is not over."""
        wanted = urlsplit(path).path or "/"
        return [
            (name, kept)
            for name, kept in self.jar.items()
            if (wanted == kept.path or wanted.startswith(kept.path.rstrip("/") + "/"))
            and (kept.expires is None or kept.expires > time.time())
        ]


def environ_of(spec: RequestSpec, cookies: str) -> dict[str, Any]:
    """Give the WSGI environ (PEP 3333) of a request with this `Cookie` header."""
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
        environ["HTTP_COOKIE"] = cookies
    return environ | {f"HTTP_{name}": value for name, value in headers.items()}


def after_redirect(spec: RequestSpec, status: int, location: str) -> RequestSpec | None:
    """Give the request that a browser sends when told to go to `location` (RFC 9110, section 15.4).

    None if that is another site.
    """
    keeps = status in (307, 308) or spec.method in ("GET", "HEAD")
    target = urlsplit(urljoin(spec.path, location))
    if target.netloc not in ("", f"{HOST}:{PORT}"):
        return None
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


def _expiry(morsel: "Morsel[str]") -> float | None:
    """Give when a cookie ends, None if that is when the browser does; Max-Age goes before Expires."""
    age = str(morsel["max-age"])
    if age.lstrip("-").isdigit():
        return time.time() + int(age)
    if morsel["expires"]:
        with contextlib.suppress(ValueError, TypeError):
            return parsedate_to_datetime(morsel["expires"]).timestamp()
    return None
