"""Send requests the way a browser does: a WSGI environ in, the response and a cookie jar out."""

import contextlib
import io
import json
import mimetypes
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import SplitResult, unquote_to_bytes, urlencode, urljoin, urlsplit

from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.site.forms import fields_of

HOST = "localhost"
PORT = "8000"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data"
_BOUNDARY = "----lesson-form-boundary"
REDIRECT_LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCookie:
    """A cookie in a jar; `coded` is its value as the header has it.

    `host` is the one that it came from, `is_shared` says that those below it get it, too.
    """

    value: str
    coded: str
    path: str
    expires: float | None
    host: str = HOST
    is_shared: bool = False
    is_secure: bool = False


@dataclass(slots=True)
class Client:
    """One browser: between requests it keeps its cookies, and the page that each tab shows.

    `pages` has those by the tabs, each with its address.
    """

    jar: dict[tuple[str, str, str], KeptCookie] = field(
        default_factory=dict
    )  # by name, path and host: a browser keeps all
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    def cookies(self, path: str = "/") -> dict[str, str]:
        """Return the cookies that a request to `path` sends, as Django reads them."""
        # Of two with the same name, Django reads the one that is sent last.
        return {name: kept.value for name, kept in self._matching(path)}

    def everything(self) -> dict[str, str]:
        """Return all cookies that the browser keeps, whatever path they are for."""
        return {name: kept.value for (name, *_), kept in self.jar.items() if not _is_over(kept)}

    def sent_to(self, path: str) -> str:
        """Return the `Cookie` header of a request to `path`."""
        return "; ".join(f"{name}={kept.coded}" for name, kept in self._matching(path))

    def keep(self, cookies: SimpleCookie, path: str) -> None:
        """Take the cookies of a response to a request for `path` into the jar.

        Those that are over leave it.
        """
        url = _url(path)
        for name, morsel in cookies.items():
            if _is_refused(name, morsel, url):
                continue
            domain = morsel["domain"].lstrip(".")
            kept = KeptCookie(
                value=morsel.value,
                coded=morsel.coded_value,
                path=morsel["path"] or url.path.rpartition("/")[0] or "/",
                expires=_expiry(morsel),
                host=domain or str(url.hostname),
                is_shared=bool(domain),
                is_secure=bool(morsel["secure"]),
            )
            where = name, kept.path, kept.host
            if _is_over(kept):
                self.jar.pop(where, None)
            else:
                self.jar[where] = kept

    def _matching(self, path: str) -> list[tuple[str, KeptCookie]]:
        """Return the cookies for a path (RFC 6265, 5.1.4), those for longer paths first (5.4)."""
        url = _url(path)
        wanted = url.path or "/"
        matching = [
            (name, kept)
            for (name, *_), kept in self.jar.items()
            if (wanted == kept.path or wanted.startswith(kept.path.rstrip("/") + "/"))
            and _is_for(kept, url)
            and not _is_over(kept)
        ]
        return sorted(matching, key=lambda one: -len(one[1].path))


def filled_in(spec: RequestSpec, client: Client) -> RequestSpec:
    """Return `spec` with what the form in the page of its tab holds, if it is to be sent along."""
    if not spec.form:
        return spec
    page, address = client.pages.get(spec.tab, ("", "/"))
    fields = fields_of(page, address, spec.path, tuple(spec.data or {})) or {}
    return replace(spec, data=dict[str, Any](fields) | dict(spec.data or {}))


def environ_of(spec: RequestSpec, cookies: str, read: Callable[[str], bytes]) -> dict[str, Any]:
    """Return the WSGI environ (PEP 3333) of a request with this `Cookie` header.

    `read` gives a file of the lesson.
    """
    url = _url(spec.path)
    headers = _as_in_wsgi(spec.headers or {})
    content_type = headers.pop("CONTENT_TYPE", "")
    body, query = b"", url.query
    if spec.data is not None and spec.method in ("GET", "HEAD"):
        query = "&".join(part for part in (query, urlencode(spec.data, doseq=True)) if part)
    else:
        body, content_type = _body(spec, content_type, read)
    environ: dict[str, Any] = (
        dict(_SERVER)
        | _server(url)
        | {
            "REQUEST_METHOD": spec.method,
            # WSGI wants the bytes of the path as latin-1 text.
            "PATH_INFO": unquote_to_bytes(url.path or "/").decode("latin-1"),
            "QUERY_STRING": query,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
        }
    )
    if body or content_type:
        environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    return environ | _http_headers(_origin(spec, url) | headers, cookies)


def after_redirect(spec: RequestSpec, status: int, location: str) -> RequestSpec | None:
    """Return the request that a browser sends to follow `location` (RFC 9110, section 15.4).

    None if that is another site.
    """
    keeps = status in (307, 308) or spec.method in ("GET", "HEAD")
    target = urlsplit(urljoin(_url(spec.path).geturl(), location))
    if target.hostname != _url(spec.path).hostname:
        return None
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    if (target.scheme, target.netloc) != ("http", f"{HOST}:{PORT}"):
        path = f"{target.scheme}://{target.netloc}{path}"
    is_again = status in (307, 308)
    return replace(
        spec,
        method=spec.method if keeps else "GET",
        path=path,
        data=spec.data if is_again else None,
        json=spec.json if is_again else None,
        files=spec.files if is_again else None,
        form=False,
        clock=0,
    )


# Private

# What the environ of every request holds.
_SERVER: Mapping[str, Any] = MappingProxyType(
    {
        "SCRIPT_NAME": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": PORT,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": f"{HOST}:{PORT}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
)


def _url(path: str) -> SplitResult:
    """Return the whole address of a request; one that is only a path goes to a site of our own."""
    is_whole = path.startswith(("http://", "https://"))
    return urlsplit(path if is_whole else f"http://{HOST}:{PORT}{path}")


def _server(url: SplitResult) -> dict[str, str]:
    """Return what the environ of a request holds of where it is sent to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    return {
        "SERVER_NAME": str(url.hostname),
        "SERVER_PORT": str(port),
        "HTTP_HOST": url.netloc,
        "wsgi.url_scheme": url.scheme,
    }


def _origin(spec: RequestSpec, url: SplitResult) -> dict[str, str]:
    """Return where a browser says that a form is from, which Django asks for over HTTPS."""
    is_asked = url.scheme == "https" and spec.method not in ("GET", "HEAD")
    return {"ORIGIN": f"https://{url.netloc}"} if is_asked else {}


def _is_for(kept: KeptCookie, url: SplitResult) -> bool:
    """Return whether a cookie is sent to a host, and over what leads there."""
    host = str(url.hostname)
    is_there = host == kept.host or (kept.is_shared and host.endswith(f".{kept.host}"))
    return is_there and (not kept.is_secure or url.scheme == "https" or host == HOST)


def _as_in_wsgi(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name.upper().replace("-", "_"): str(value) for name, value in headers.items()}


def _http_headers(headers: Mapping[str, str], cookies: str) -> dict[str, str]:
    """Return the headers as WSGI has them; a `Cookie` header among them goes before `cookies`."""
    sent = {"COOKIE": cookies} if cookies else {}
    return {f"HTTP_{name}": value for name, value in {**sent, **headers}.items()}


def _body(spec: RequestSpec, content_type: str, read: Callable[[str], bytes]) -> tuple[bytes, str]:
    """Return the body of a request and its content type."""
    if spec.json is not None or (spec.data is not None and content_type.startswith(JSON)):
        return json.dumps(
            spec.data if spec.json is None else spec.json
        ).encode(), content_type or JSON
    if spec.files is not None:
        return _multipart(spec.data or {}, spec.files, read), f"{MULTIPART}; boundary={_BOUNDARY}"
    if spec.data is not None:
        return urlencode(spec.data, doseq=True).encode(), content_type or FORM
    return b"", content_type


def _multipart(
    data: Mapping[str, Any], files: Mapping[str, str], read: Callable[[str], bytes]
) -> bytes:
    """Return fields and files in parts (RFC 7578)."""
    parts = [
        _part(f'name="{name}"', "", str(value).encode())
        for name, values in data.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    for name, path in files.items():
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        label = f'name="{name}"; filename="{path.rpartition("/")[2]}"'
        parts.append(_part(label, f"Content-Type: {kind}\r\n", read(path)))
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def _part(label: str, kind: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {label}\r\n{kind}\r\n"
    return head.encode() + content + b"\r\n"


def _is_over(kept: KeptCookie) -> bool:
    return kept.expires is not None and kept.expires <= time.time()


def _is_refused(name: str, morsel: "Morsel[str]", url: SplitResult) -> bool:
    """Return whether a browser throws a cookie away.

    For another site, or less safe than its name or its use says.

    (RFC 6265bis, section 5.7; a browser takes Secure cookies from localhost.)
    """
    domain, host = morsel["domain"].lstrip("."), str(url.hostname)
    if domain and domain != host and not host.endswith(f".{domain}"):
        return True
    is_secure = bool(morsel["secure"])
    if is_secure and url.scheme != "https" and host != HOST:
        return True
    if name.startswith("__Host-"):
        return not is_secure or bool(domain) or morsel["path"] != "/"
    return not is_secure and (name.startswith("__Secure-") or morsel["samesite"].lower() == "none")


def _expiry(morsel: "Morsel[str]") -> float | None:
    """Return when a cookie ends, None if that is when the browser does.

    Max-Age goes before Expires.
    """
    age = str(morsel["max-age"])
    if age.lstrip("-").isdigit():
        return time.time() + int(age)
    if morsel["expires"]:
        with contextlib.suppress(ValueError, TypeError):
            return parsedate_to_datetime(morsel["expires"]).timestamp()
    return None
