"""Fill in the lists of what is tagged again, when the tags or the title of a page are others.

Material's plugin does so once a build, when all pages are read; what is used of it beside the
events of MkDocs is here.
"""

from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

TAGS = "tags"
_PLUGIN = "material/tags"


class Listed:
    """What lists tags in a site, while some of its pages are read anew.

    `is_known` says whether it can be filled in again, `is_changed` whether that is to be done.
    """

    def __init__(self, config: MkDocsConfig, *, is_changed: bool) -> None:
        self._config = config
        found: list[Any] = [one for name, one in config.plugins.items() if name.startswith(_PLUGIN)]
        self._plugin: Any = found[0] if found else None
        self.is_known = not found or (
            len(found) == 1 and found[0].config.tags_name_property == TAGS
        )
        self.is_changed = is_changed
        self._before: object = None
        self._listing: list[str] = []

    def begin(self, page: Page) -> None:
        """Look at a page before it is read anew."""
        self._before, self._listing = self._seen(page), self._lists(page)
        if self._listing:
            self._plugin.listings.data -= {one for one in self._listings() if one.page is page}
            self.is_changed = True

    def end(self, page: Page) -> None:
        """Look at a page that was read anew."""
        if self._plugin is not None and not page.meta.get(TAGS):
            self._plugin.mappings.data.pop(page.url, None)
        now = self._seen(page)
        if self._before is None and now is not None:
            self.is_known = False  # its place among the others is not known
        if self._lists(page) != self._listing:
            self.is_known = False  # each page with a tag links to what lists it
        if self._before != now:
            self.is_changed = True

    def pages(self) -> list[Page]:
        """Return the pages with lists; those are to be read anew before they are filled in."""
        found = {one.page.url: one.page for one in self._listings()}
        return [found[url] for url in sorted(found)]

    def fill(self, env: Environment) -> None:
        """Fill in the lists of pages that have all been read anew."""
        if self._plugin is not None:
            self._plugin.on_env(env, config=self._config)

    # Private

    def _listings(self) -> set[Any]:
        return set() if self._plugin is None else self._plugin.listings.data

    def _lists(self, page: Page) -> list[str]:
        """Return what the lists of a page are of."""
        own = [one for one in self._listings() if one.page is page]
        return sorted(repr(sorted(one.config.items(), key=str)) for one in own)

    def _seen(self, page: Page) -> object:
        """Return what a list shows of a page, None if it has no tags."""
        mapping = None if self._plugin is None else self._plugin.mappings.get(page)
        return mapping and (page.title, sorted(map(repr, mapping.tags)))
