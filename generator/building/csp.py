"""The Content-Security-Policy under which a built site works: nothing runs that is not in it.

The theme has scripts within its pages, and our sequences have style attributes: each is allowed by
the digest of its text.
"""

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

# The theme's search runs in a worker that is made of a file of the site.
_POLICY = (
    "default-src 'none'; script-src 'self'{wasm}{scripts}; style-src 'self'{styles}; "
    "style-src-attr 'unsafe-hashes'{attributes}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'self'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)
_DATA = ("application/json", "application/ld+json")  # scripts that nobody runs


def policy_of(site: Path, *, framed: bool = False) -> str:
    """Return the value of the header Content-Security-Policy for the site in a folder.

    `framed` is for the pages below embed/, which other sites may show in a frame.
    """
    found = _Inline()
    for path in sorted(site.rglob("*.html")):
        found.feed(path.read_text(encoding="utf-8"))
        found.reset()
    has_lab = any(site.glob("**/assets/lab/lab.json"))
    return _POLICY.format(
        wasm=" 'wasm-unsafe-eval'" if has_lab else "",  # for Python itself
        scripts=_sources(found.scripts),
        styles=_sources(found.styles),
        attributes=_sources(found.attributes),
        ancestors="*" if framed else "'none'",
    )


# Private


class _Inline(HTMLParser):
    """Collects the texts of scripts and styles that stand within pages, and style attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: set[str] = set()
        self.styles: set[str] = set()
        self.attributes: set[str] = set()
        self._into: set[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes |= {style} if (style := given.get("style")) else set()
        if tag == "script" and "src" not in given and given.get("type") not in _DATA:
            self._into = self.scripts
        elif tag == "style":
            self._into = self.styles

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.add(data)

    def handle_endtag(self, tag: str) -> None:
        self._into = None


def _sources(texts: set[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return "".join(sorted(f" 'sha256-{base64.b64encode(one).decode()}'" for one in digests))
