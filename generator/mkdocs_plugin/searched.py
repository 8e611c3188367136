"""The search index of the theme, while pages are built one by one and some are not built at all."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from proven_lessons.generator.mkdocs_plugin.keeping import Keeping

log = logging.getLogger("mkdocs.plugins.lessons")

INDEX = "search/search_index.json"


class Searched:
    """Which pages the search has looked at: it does so when a page is built, and once is enough."""

    def __init__(self, config: MkDocsConfig, kept: Keeping | None) -> None:
        self._config = config
        self._kept = kept
        self._known: set[str] = set()

    @property
    def _search(self) -> Any:
        return self._config.plugins.get("material/search")

    @property
    def is_there(self) -> bool:
        """Whether the site has that search, and it is switched on."""
        return getattr(self._search, "search_index", None) is not None

    def know(self, pages: Iterable[Page]) -> None:
        """Take it that the search has looked at some pages."""
        self._known |= {page.url for page in pages}

    def forget(self, pages: Iterable[Page]) -> None:
        """Forget what the search knows of some pages: they are others now."""
        urls = {page.url for page in pages}
        self._known -= urls
        if self.is_there:
            index = self._search.search_index
            index.entries = [one for one in index.entries if _page_of(one) not in urls]

    @contextmanager
    def building(self, page: Page) -> Iterator[None]:
        """Have the search look at a page that is built meanwhile, if it has not."""
        if page.url in self._known:
            with self._kept.indexing_nothing() if self._kept else nullcontext():
                yield
            return
        try:
            yield
        except BaseException:
            self.forget([page])
            raise
        self._known.add(page.url)

    def write(self, pages: Sequence[Page], nav: Navigation) -> None:
        """Write the index of all pages, of which some may not have been looked at."""
        for page in pages:
            if page.url not in self._known:
                self._look_at(page, nav)
        order = {page.url: place for place, page in enumerate(pages)}
        self._search.search_index.entries.sort(key=lambda one: order[_page_of(one)])
        self._config.plugins.on_post_build(config=self._config)

    # Private

    def _look_at(self, page: Page, nav: Navigation) -> None:
        try:
            with self.building(page):
                self._search.on_page_context({}, page=page, config=self._config, nav=nav)
        except Exception:
            log.exception("%s can't be searched", page.url)
        if self._kept is not None:
            self._kept.let_go(page)


# Private


def _page_of(entry: Mapping[str, Any]) -> str:
    """Return the address of the page that an entry of the search belongs to."""
    return str(entry["location"]).partition("#")[0]
