"""Keep, while serving, what Markdown and Jinja made: MkDocs itself begins anew with each build."""

import copy
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents


class KeptPages:
    """The pages of the last build as `Page.render` left them.

    Where the Markdown is the same, so is the HTML.
    """

    def __init__(self) -> None:
        self._around: object = None
        self._pages: dict[str, _Kept] = {}
        self._entries: dict[str, tuple[object, list[Any]]] = {}
        self._templates = _Templates()

    def begin(self, config: MkDocsConfig, files: Files) -> None:
        """Forget all if what every page depends on is not what it was.

        The extensions, and the files to link to.
        """
        around = (
            repr(config.markdown_extensions),
            repr(config.mdx_configs),
            tuple(sorted(files.src_uris)),
        )
        if around != self._around:
            self._around = around
            self._pages.clear()

    def take(self, page: Page, markdown: str) -> str:
        """Return what is still to be converted for `page`: nothing if its HTML is kept."""
        kept = self._pages.get(page.file.src_uri)
        if kept is None or kept.markdown != markdown:
            return markdown
        # A converter takes longer to be made than it does for nothing.
        page.render = _nothing  # type: ignore[method-assign] # of this page
        page.content = ""
        return ""

    def put(self, page: Page, html: str, markdown: str, files: Files) -> str:
        """Return the HTML of `page`, kept or new, and keep it."""
        kept = self._pages.get(page.file.src_uri)
        if kept is None or kept.markdown != markdown:
            self._pages[page.file.src_uri] = _Kept(
                markdown=markdown,
                html=html,
                toc=_copied(page.toc),
                title=page._title_from_render,  # noqa: SLF001 (MkDocs has no other way to it, here and below)
                anchors=copy.copy(page.present_anchor_ids),
                links={
                    file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()
                },
            )
            return html
        # Whoever comes after us may change what he gets: the theme's tags do.
        page.markdown, page.toc = markdown, _copied(kept.toc)
        page.present_anchor_ids = copy.copy(kept.anchors)
        page._title_from_render = kept.title  # noqa: SLF001
        linked = {files.get_file_from_path(path): anchors for path, anchors in kept.links.items()}
        page.links_to_anchors = {
            file: anchors for file, anchors in linked.items() if file is not None
        }
        return kept.html

    def keep_search(self, index: Any) -> None:
        """Have the search index of the theme look only into those pages that changed.

        It parses every page anew.
        """
        add = index.add_entry_from_context

        def adding(page: Page) -> None:
            about = (page.content, page.url, page.title, repr(page.meta))
            kept = self._entries.get(page.file.src_uri)
            if kept is not None and kept[0] == about:
                index.entries += kept[1]
                return
            before = len(index.entries)
            add(page)
            self._entries[page.file.src_uri] = about, index.entries[before:]

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


def _copied(toc: Any) -> Any:
    """Return a table of contents of its own: whoever comes after us may change it.

    Copying it as any other object takes ten times as long.
    """
    if not isinstance(toc, TableOfContents):
        return copy.deepcopy(toc)
    return TableOfContents([_copied_link(one) for one in toc])


def _copied_link(link: AnchorLink) -> AnchorLink:
    made = copy.copy(link)
    made.children = [_copied_link(one) for one in link.children]
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What `Page.render` made of a page.

    Its links name files by their paths: each build has files of its own.
    """

    markdown: str
    html: str
    toc: Any
    title: str | None
    anchors: set[str] | None
    links: Mapping[str, dict[str, str]]


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
