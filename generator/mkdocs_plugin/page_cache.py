"""Keep what Markdown and Jinja made: MkDocs itself begins anew with each build."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from proven_lessons.generator.building.store import Store, code_digest, digest_of
from proven_lessons.generator.mkdocs_plugin.finished_html import Finished
from proven_lessons.generator.mkdocs_plugin.looked_up import LookedUp
from proven_lessons.generator.mkdocs_plugin.surroundings import (
    is_content_unseen,
    of_conversion,
)

_MKDOCS = logging.getLogger("mkdocs")


class KeptPages:
    """The pages as `Page.render` left them, as far as they are in `store`.

    Where the Markdown is the same, and all that every page depends on, so is the HTML. Where nobody
    looks at it but the template, which may be kept as well, a short text stands for it.
    """

    def __init__(self, store: Store, finished: Finished) -> None:
        self._store = store
        self._finished = finished
        self._around = ""
        self._files = Files([])
        self._looked_up = LookedUp(self._files)
        self._key = ""
        self._kept: _Kept | None = None
        self._is_to_stay = True
        self._absent: dict[str, _Absent] = {}
        self._converted: dict[str, str] = {}
        self._is_indexing = True
        self._warned = _Warned()
        self._convert: Callable[[Page], None] = _nothing
        self.is_unseen = False

    def begin(self, config: MkDocsConfig, files: Files) -> None:
        """Begin a build: what is kept of other extensions or other files to link to is not used."""
        self._around = of_conversion(config)
        self._files = files
        self._absent, self._converted = {}, {}
        self._convert = lambda page: self._convert_again(page, config, files)
        self.is_unseen = is_content_unseen(config)

    def take(self, page: Page, markdown: str, *, is_ours: bool) -> str:
        """Return what is still to be converted of a page: nothing if its HTML is kept."""
        own = repr((page.file.src_uri, page.file.url))
        self._key = self._around and digest_of([self._around, own, markdown])
        self._converted.pop(page.file.dest_uri, None)
        self._is_to_stay = not (is_ours and self.is_unseen)
        self._kept = self._find(page, is_absent=not self._is_to_stay) if self._key else None
        if self._kept is None:
            if self._key:
                self._warned.begin()
                self._looked_up = LookedUp(self._files)
                seen: Any = self._looked_up
                page.render = lambda config, files: Page.render(page, config, seen)  # type: ignore[method-assign]
            return markdown
        # A converter takes longer to be made than it does for nothing.
        page.render = lambda *_: None  # type: ignore[method-assign] # of this page
        page.content = ""
        return ""

    def put(self, page: Page, html: str, markdown: str, files: Files) -> str:
        """Return the HTML of the page that was taken last, kept or new, and keep it.

        One that something was to be said of is converted again, so that it is said again.
        """
        kept, self._kept = self._kept, None
        if kept is None:
            if not self._key or self._warned.end():
                return html
            data = self._keep(page, html)
            return html if self._is_to_stay else self._leave_out(page, data)
        self._restore(page, kept, files)
        page.markdown = markdown
        if kept.html is None:
            return self._leave_out(page, kept.data)
        self._finished.restore(page, kept.html, kept.data["places"])
        return kept.html

    def is_absent(self, page: Page) -> bool:
        """Return whether a text stands for the HTML of a page."""
        absent = self._absent.get(page.file.dest_uri)
        return absent is not None and page.content == absent.text

    def digest(self, page: Page) -> str:
        """Return a digest of the HTML of a page, there or not."""
        if self.is_absent(page):
            return self._absent[page.file.dest_uri].digest
        return digest_of([page.content or ""])

    def bring_back(self, page: Page) -> None:
        """Give a page its HTML, for which a text has stood."""
        if not self.is_absent(page):
            return
        absent = self._absent[page.file.dest_uri]
        content = self._store.get(f"html {page.file.dest_uri}", absent.digest)
        if content is None:
            if absent.begin is not None:
                page.markdown = page.file.content_string[absent.begin :]
            self._convert(page)
        else:
            page.content = content.decode()
            self._finished.restore(page, page.content, absent.places)

    def let_go(self, page: Page) -> None:
        """Have the text stand for the HTML of a page again, when it is written."""
        absent = self._absent.get(page.file.dest_uri)
        if absent is not None and self.digest(page) == absent.digest:
            page.content = absent.text
            self._finished.let_go(page)

    def converted(self, page: Page) -> str:
        """Return a digest of the HTML of a page as it was converted, empty if it is not kept."""
        return self._converted.get(page.file.dest_uri, "")

    @contextmanager
    def indexing_nothing(self) -> Iterator[None]:
        """Have the search look at no page meanwhile."""
        self._is_indexing = False
        try:
            yield
        finally:
            self._is_indexing = True

    def keep_search(self, index: Any) -> None:
        """Have the search index of the theme look only into those pages that changed.

        It parses every page anew.
        """
        add = index.add_entry_from_context

        def adding(page: Page) -> None:
            if not self._is_indexing:
                return
            name, title = f"search {page.file.dest_uri}", str(page.title)
            about = [code_digest(), self.digest(page), page.url, title, repr(page.meta)]
            key = digest_of(about)
            kept = self._store.get_data(name, key)
            if kept is not None:
                index.entries += kept
                return
            self.bring_back(page)
            before = len(index.entries)
            add(page)
            self._store.put_data(name, key, index.entries[before:])

        index.add_entry_from_context = adding

    def keep_templates(self, environment: Environment) -> None:
        """Have `environment` compile only those templates that are new."""
        environment.bytecode_cache = _TEMPLATES

    # Private

    def _restore(self, page: Page, kept: "_Kept", files: Files) -> None:
        """Leave a page as its conversion did, but for its HTML."""
        data = kept.data
        self._converted[page.file.dest_uri] = data["digest"]
        page.toc = _contents(data["toc"])
        page.present_anchor_ids = None if data["anchors"] is None else set(data["anchors"])
        page._title_from_render = data["title"]  # noqa: SLF001 (MkDocs has no other way to it)
        linked = {files.get_file_from_path(path): anchors for path, anchors in data["links"]}
        page.links_to_anchors = {
            file: anchors for file, anchors in linked.items() if file is not None
        }

    def _convert_again(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Convert a page of ours, whose HTML has been lost."""
        page.markdown = self._finished.take(page.markdown or "")
        Page.render(page, config, files)
        page.content = self._finished.put(page, page.content or "", config, files)

    def _leave_out(self, page: Page, data: dict[str, Any]) -> str:
        """Return what stands for the HTML of a page; hold its Markdown once, where its file does.

        Both of all pages would be the most of what a build needs of memory.
        """
        markdown, title = page.markdown or "", page.title
        whole = getattr(page.file, "_content", None)  # MkDocs would look for a file
        is_in_file = isinstance(whole, str) and whole.endswith(markdown)
        absent = _Absent(
            digest=data["digest"],
            places=data["places"],
            begin=len(whole or "") - len(markdown) if is_in_file else None,
        )
        if is_in_file:
            page.markdown = ""
            if page.title != title:
                page.markdown = markdown  # MkDocs takes it from there
        self._absent[page.file.dest_uri] = absent
        self._finished.let_go(page)
        return absent.text

    def _find(self, page: Page, *, is_absent: bool) -> "_Kept | None":
        data = self._store.get_data(f"page {page.file.dest_uri}", self._key)
        if data is None or not LookedUp(self._files).finds(data["looked_up"]):
            return None
        if is_absent:
            return _Kept(data=data, html=None)
        html = self._store.get(f"html {page.file.dest_uri}", data["digest"])
        return None if html is None else _Kept(data=data, html=html.decode())

    def _keep(self, page: Page, html: str) -> dict[str, Any]:
        data = _data_of(page, self._finished)
        data |= {"digest": digest_of([html]), "looked_up": self._looked_up.found}
        self._converted[page.file.dest_uri] = data["digest"]
        self._store.put(f"html {page.file.dest_uri}", data["digest"], html.encode())
        self._store.put_data(f"page {page.file.dest_uri}", self._key, data)
        return data


def release(nav: Navigation) -> None:
    """Let go of the pages of a build that is over.

    Pages, files and navigation hold each other: without that, they would stay until the collector
    of cycles comes by, which it does ever more seldom.
    """
    for page in nav.pages:
        page.file.page = None
        page.markdown = page.content = None
        page.parent = page.previous_page = page.next_page = None
    nav.pages, nav.items = [], []


# Private


def _nothing(page: Page) -> None:
    """Convert no page: no build has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A page that is kept; without its HTML if nobody looks at that."""

    data: dict[str, Any]
    html: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Absent:
    """The HTML of a page for which a text stands, and where finished HTML stands in it.

    `begin` is where its Markdown begins in its file, None if that is not all that it is.
    """

    digest: str
    places: list[list[int]]
    begin: int | None

    @property
    def text(self) -> str:
        """What stands for it."""
        return f"<!-- kept as {self.digest} -->"


def _data_of(page: Page, finished: Finished) -> dict[str, Any]:
    """Return what `Page.render` made of a page.

    Its links name files by their paths: each build has files of its own.
    """
    anchors = page.present_anchor_ids
    return {
        "places": finished.places(page),
        "toc": [_link(one) for one in page.toc],
        "title": page._title_from_render,  # noqa: SLF001 (as above)
        "anchors": None if anchors is None else sorted(anchors),
        "links": [
            (file.src_uri, anchors) for file, anchors in (page.links_to_anchors or {}).items()
        ],
    }


def _link(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [_link(one) for one in link.children]]


def _contents(links: list[Any]) -> TableOfContents:
    return TableOfContents([_linked(one) for one in links])


def _linked(kept: list[Any]) -> AnchorLink:
    title, id_, level, children = kept
    link = AnchorLink(title, id_, level)
    link.children = [_linked(one) for one in children]
    return link


class _Warned(logging.Handler):
    """Counts what MkDocs says while it converts a page."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self._count += 1

    def begin(self) -> None:
        """Begin to listen."""
        self._count = 0
        _MKDOCS.addHandler(self)

    def end(self) -> bool:
        """Stop listening, and return whether something was said."""
        _MKDOCS.removeHandler(self)
        return self._count > 0


class _Templates(BytecodeCache):
    """Compiled templates by their files, their sources, and the filters that there were.

    Jinja filters what is constant while it compiles.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[object, ...], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._held.get(_key_of(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[_key_of(bucket)] = bucket.code


def _key_of(bucket: Bucket) -> tuple[object, ...]:
    return bucket.key, bucket.checksum, frozenset(bucket.environment.filters.items())


# Of all sites that a process builds, one after the other: each has an environment of its own.
_TEMPLATES = _Templates()
