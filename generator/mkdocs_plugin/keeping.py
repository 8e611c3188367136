"""A page on its way through MkDocs: what is finished or kept is not made again."""

from contextlib import AbstractContextManager
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from proven_lessons.generator.building.store import Store
from proven_lessons.generator.mkdocs_plugin.finished_html import Finished
from proven_lessons.generator.mkdocs_plugin.kept_output import KeptOutput
from proven_lessons.generator.mkdocs_plugin.page_cache import KeptPages, release


class Keeping:
    """What is kept of a site beside the lessons in `data`, from build to build."""

    def __init__(self, data: Path) -> None:
        self._store = Store(data)
        self._finished = Finished()
        self._pages = KeptPages(self._store, self._finished)
        self._nav = Navigation([], [])
        self._markdown = ""
        self.outputs = KeptOutput(self._store, self._pages)

    def release(self) -> None:
        """Let go of the pages of the last build."""
        release(self._nav)

    def begin(self, config: MkDocsConfig, files: Files, nav: Navigation) -> None:
        """Begin with the pages of a build."""
        self._pages.begin(config, files)
        self._nav = nav

    def begin_templates(self, config: MkDocsConfig, env: Environment) -> None:
        """Begin with the templates of a build, and its search."""
        index = getattr(config.plugins.get("material/search"), "search_index", None)
        if hasattr(index, "add_entry_from_context"):
            self._finished.shorten_search(index)
            self._pages.keep_search(index)
        self._pages.keep_templates(env)
        self.outputs.begin(config, env)

    def take(self, page: Page, markdown: str, *, is_ours: bool) -> str:
        """Return what is left of the Markdown of a page for the converter."""
        self._markdown = markdown
        left = self._pages.take(page, markdown, is_ours=is_ours)
        return self._finished.take(left) if is_ours else left

    def put(self, page: Page, html: str, config: MkDocsConfig, files: Files) -> str:
        """Return the whole HTML of the page that was taken last."""
        html = self._finished.put(page, html, config, files)
        return self._pages.put(page, html, self._markdown, files)

    def indexing_nothing(self) -> AbstractContextManager[None]:
        """Have the search look at no page meanwhile."""
        return self._pages.indexing_nothing()

    def let_go(self, page: Page) -> None:
        """Let go of what a page was made from, when it is written."""
        self._pages.let_go(page)

    def close(self) -> None:
        """Write what is new; nothing stays open."""
        self._store.close()
