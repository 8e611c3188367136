"""Build single pages of a served site anew: MkDocs itself builds all of them for any edit.

Its public interface has no way to that: what is used of its internals is checked here, and where it
is not what is known, or where another page may show what is new, all pages are built as ever.
"""

import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs import __version__ as mkdocs_version
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from proven_lessons.generator.mkdocs_plugin.surroundings import are_all_known
from proven_lessons.generator.mkdocs_plugin.watching import Edits

log = logging.getLogger("mkdocs.plugins.lessons")

_KNOWN = "1.6."  # the versions of MkDocs of which this is known to be right
_PARAMETERS = {
    "_populate_page": ["page", "config", "files", "dirty"],
    "_build_page": ["page", "config", "doc_files", "nav", "env", "dirty", "excluded"],
}
_OF_NAVIGATION = ("parent", "previous_page", "next_page", "children")
# What only the page itself shows of what stands at its top.
_OWN_META = frozenset({"description", "meant"})

type Contents = Mapping[str, str | bytes | None]


class LastBuild:
    """What MkDocs has built last under a server, by which it can build single pages again.

    `showing` are the pages of the docs that show something of lessons, `env` is where the templates
    are from, None before they were loaded.
    """

    def __init__(self) -> None:
        self._config = MkDocsConfig()
        self._files = Files([])
        self._nav = Navigation([], [])
        self.env: Environment | None = None
        self.showing: set[str] = set()

    def begin(self, config: MkDocsConfig, files: Files, nav: Navigation) -> None:
        """Begin with the pages of a whole build."""
        self._config, self._files, self._nav = config, files, nav
        self.env, self.showing = None, set()

    def forget(self) -> None:
        """Forget a build that something went wrong with, or that is not to be gone by any more."""
        self.env = None

    def renew(self, edits: Edits, lessons: Callable[[], Contents | None]) -> bool:
        """Build those pages that an edit has changed; return whether that is all there is to do.

        `lessons` makes those anew, and returns what is new of them.
        """
        files = self._files_at(edits.files)
        if files is None or edits.is_more or not self._can_be_renewed():
            return False
        try:
            contents = lessons() if edits.of_lessons else {}
            if contents is None:
                return False
            if edits.of_lessons:
                shown = map(self._files.get_file_from_path, sorted(self.showing))
                files += [file for file in shown if file is not None]
            is_done = self._are_built(files, contents)
        except Exception as error:  # whatever it is, to build all pages will say it
            log.debug("Not only the pages that changed: %r", error)
            return False
        if is_done:
            log.info("Built only what has changed: %d file(s)", len(files) + len(contents))
        return is_done

    # Private

    def _can_be_renewed(self) -> bool:
        """Return whether single pages can be built with nobody missing the others."""
        return self.env is not None and _is_as_known() and are_all_known(self._config)

    def _files_at(self, paths: Sequence[str]) -> list[File] | None:
        """Return the files of the docs that are at some places, None if one of them is not."""
        at = {file.abs_src_path: file for file in self._files if file.generated_by is None}
        found = [at[path] for path in paths if path in at]
        return found if len(found) == len(paths) else None

    def _are_built(self, files: Iterable[File], contents: Contents) -> bool:
        """Build some files of the docs anew, and those of ours that have other contents.

        None stands for a file that is gone. Return False if other pages may show what is new.
        """
        changed = {file.src_uri: file for file in files}
        for path, content in contents.items():
            file = self._files.get_file_from_path(path)
            if content is None and file is not None:
                self._files.remove(file)
                Path(file.abs_dest_path).unlink(missing_ok=True)
            elif content is not None:
                changed[path] = self._with_content(path, file, content)
        pages = [file.page for file in changed.values() if file.page is not None]
        for page in pages:
            if not self._is_populated(page):
                return False
        self._write(pages, (file for file in changed.values() if file.page is None))
        return True

    def _with_content(self, path: str, file: File | None, content: str | bytes) -> File:
        """Return the file at a path, with other content."""
        if file is None:
            file = File.generated(self._config, path, content=content)
            self._files.append(file)
            return file
        source = file.abs_src_path
        if isinstance(content, str):
            file.content_string = content
        else:
            file.content_bytes = content
        file.abs_src_path = source
        return file

    def _is_populated(self, page: Page) -> bool:
        """Read and convert a page; return whether other pages show nothing that is new of it."""
        before = _seen_by_others(page)
        _begin_anew(page, self._config)
        build._populate_page(page, self._config, self._files)  # noqa: SLF001 (see above)
        return _seen_by_others(page) == before and not self._lists_tags(page)

    def _lists_tags(self, page: Page) -> bool:
        """Return whether a page lists what is tagged: that is filled in when all were read."""
        options = getattr(self._config.plugins.get("material/tags"), "config", None) or {}
        return bool(options) and options["listings_directive"] in page.file.content_string

    def _write(self, pages: list[Page], others: Iterable[File]) -> None:
        env = self.env
        assert env is not None
        for file in others:
            file.copy_file()
        documents = self._files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        search = self._config.plugins.get("material/search")
        index: Any = getattr(search, "search_index", None)
        urls = {page.url for page in pages}
        if index is not None:
            index.entries = [one for one in index.entries if _page_of(one) not in urls]
        for page in pages:
            excluded = page.file.inclusion is InclusionLevel.EXCLUDED
            build._build_page(  # noqa: SLF001 (see above)
                page, self._config, documents, self._nav, env, excluded=excluded
            )
        if index is not None:
            order = {
                file.page.url: place
                for place, file in enumerate(documents)
                if file.page is not None
            }
            index.entries.sort(key=lambda one: order[_page_of(one)])
        self._finish(documents)

    def _finish(self, documents: Sequence[File]) -> None:
        """Have the links be looked at, and plugins write what they write of all pages."""
        level = self._config.validation.links.anchors
        for file in documents:
            if file.page is not None:
                file.page.validate_anchor_links(files=self._files, log_level=level)
        self._config.plugins.on_post_build(config=self._config)


# Private


def _is_as_known() -> bool:
    """Return whether MkDocs is one of which we know how it builds a page."""
    return mkdocs_version.startswith(_KNOWN) and all(
        list(inspect.signature(getattr(build, name)).parameters) == known
        for name, known in _PARAMETERS.items()
    )


def _begin_anew(page: Page, config: MkDocsConfig) -> None:
    """Leave a page as it is before it is read; it stays the one that the navigation knows."""
    fresh = Page(vars(page).get("title"), page.file, config)
    kept = {name: vars(page)[name] for name in _OF_NAVIGATION if name in vars(page)}
    vars(page).clear()
    vars(page).update(vars(fresh) | kept)
    page.file.page = page


def _seen_by_others(page: Page) -> object:
    """Return what other pages may show of a page."""
    meta = {name: value for name, value in page.meta.items() if name not in _OWN_META}
    return page.title, page.url, repr(meta)


def _page_of(entry: Mapping[str, Any]) -> str:
    """Return the address of the page that an entry of the search belongs to."""
    return str(entry["location"]).partition("#")[0]
