"""Keep what Markdown and Jinja made: MkDocs itself begins anew with each build."""

import io
import logging
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
from proven_lessons.generator.mkdocs_plugin.surroundings import of_conversion

_MKDOCS = logging.getLogger("mkdocs")


class KeptPages:
    """The pages as `Page.render` left them, as far as they are in `store`.

    Where the Markdown is the same, and all that every page depends on, so is the HTML.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._around = ""
        self._key = ""
        self._kept: Any = None
        self._templates = _Templates()
        self._warned = _Warned()

    def begin(self, config: MkDocsConfig, files: Files) -> None:
        """Begin a build: what is kept of other extensions or other files to link to is not used."""
        self._around = of_conversion(config, files)

    def take(self, page: Page, markdown: str) -> str:
        """Return what is still to be converted of a page: nothing if its HTML is kept."""
        self._key = self._around and digest_of([self._around, markdown])
        self._kept = self._key and self._store.get_data(f"page {page.file.dest_uri}", self._key)
        if not self._kept:
            self._warned.begin()
            return markdown
        # A converter takes longer to be made than it does for nothing.
        page.render = _nothing  # type: ignore[method-assign] # of this page
        page.content = ""
        return ""

    def put(self, page: Page, html: str, markdown: str, files: Files, finished: Finished) -> str:
        """Return the HTML of the page that was taken last, kept or new, and keep it.

        One that something was to be said of is converted again, so that it is said again.
        `finished` knows where its finished HTML stands.
        """
        kept, self._kept = self._kept, None
        if not kept:
            if self._key and not self._warned.end():
                self._store.put_data(
                    f"page {page.file.dest_uri}", self._key, _data_of(page, html, finished)
                )
            return html
        page.markdown, page.toc = markdown, _contents(kept["toc"])
        page.present_anchor_ids = None if kept["anchors"] is None else set(kept["anchors"])
        page._title_from_render = kept["title"]  # noqa: SLF001 (MkDocs has no other way to it)
        linked = {files.get_file_from_path(path): anchors for path, anchors in kept["links"]}
        page.links_to_anchors = {
            file: anchors for file, anchors in linked.items() if file is not None
        }
        finished.restore(page, kept["html"], kept["places"])
        return str(kept["html"])

    def keep_search(self, index: Any) -> None:
        """Have the search index of the theme look only into those pages that changed.

        It parses every page anew.
        """
        add = index.add_entry_from_context

        def adding(page: Page) -> None:
            name, title = f"search {page.file.dest_uri}", str(page.title)
            about = [code_digest(), page.content or "", page.url, title, repr(page.meta)]
            key = digest_of(about)
            kept = self._store.get_data(name, key)
            if kept is not None:
                index.entries += kept
                return
            before = len(index.entries)
            add(page)
            self._store.put_data(name, key, index.entries[before:])

        index.add_entry_from_context = adding

    def keep_templates(self, environment: Environment) -> None:
        """Have `environment` compile only those templates that are new."""
        environment.bytecode_cache = self._templates


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


def _nothing(config: MkDocsConfig, files: Files) -> None:
    """Convert no Markdown: there is none left."""


def _data_of(page: Page, html: str, finished: Finished) -> dict[str, Any]:
    """Return what `Page.render` made of a page.

    Its links name files by their paths: each build has files of its own.
    """
    anchors = page.present_anchor_ids
    return {
        "html": html,
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
    """Compiled templates by a key that holds their source's checksum."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._held:
            bucket.load_bytecode(io.BytesIO(self._held[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        into: Any = io.BytesIO()
        bucket.write_bytecode(into)
        self._held[bucket.key] = into.getvalue()
