"""A template runs again only for a page of which it could see something new."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from proven_lessons.generator.building.store import Store
from proven_lessons.generator.mkdocs_plugin.finished_html import Finished
from proven_lessons.generator.mkdocs_plugin.kept_output import KeptOutput
from proven_lessons.generator.mkdocs_plugin.page_cache import KeptPages

TEMPLATE = "{{ page.title }}: {{ page.content }} {{ more }}"
NAV = ["index.md", {"First": ["a/one.md", "a/two.md"]}, {"Second": ["b/one.md", "b/two.md"]}]
PRUNED = ["navigation.prune"]


class Site:
    """A site that is built again and again, with one keeper."""

    def __init__(self, folder: Path, features: list[str]) -> None:
        (folder / "docs").mkdir()
        self.config = MkDocsConfig()
        self.config.load_dict(
            {
                "site_name": "S", "docs_dir": str(folder / "docs"), "nav": NAV,
                "site_dir": str(folder / "site"), "theme": {"name": "material", "features": features},
            }
        )  # fmt: skip
        self.config.validate()
        self.store = Store(folder / "lesson_data")
        self.pages = KeptPages(self.store, Finished())
        self.kept = KeptOutput(self.store, self.pages)
        self.is_kept = False

    def build(
        self, titles: Mapping[str, str] | None = None, **more: Any
    ) -> tuple[list[str], dict[str, str]]:
        """Build; give the pages whose template ran, and what each page became."""
        paths = ["index.md", "a/one.md", "a/two.md", "b/one.md", "b/two.md"]
        files = Files(
            [File(path, self.config.docs_dir, self.config.site_dir, True) for path in paths]
        )
        nav = get_navigation(files, self.config)
        for page in nav.pages:
            page.markdown = ""
            page.content = f"<p>{page.file.src_uri}</p>"
            page.meta = {"title": (titles or {}).get(page.file.src_uri, page.file.src_uri)}
            page.toc = []  # type: ignore[assignment]
            if self.is_kept:
                kept = KeptPages(self.store, Finished())
                kept.begin(self.config, files)
                kept.take(page, "", is_ours=True)
                kept.put(page, "", "", files)
                page.content = f"<p>{page.file.src_uri}</p>"
        rendered: list[str] = []
        environment = Environment(loader=DictLoader({"main.html": TEMPLATE}), autoescape=True)
        self.kept.begin(self.config, environment)
        environment.globals["seen"] = rendered.append
        outputs = {
            page.file.src_uri: self._output(environment, nav, page, rendered, more)
            for page in nav.pages
        }
        self.store.close()
        return rendered, outputs

    def _output(
        self,
        environment: Environment,
        nav: Navigation,
        page: Page,
        rendered: list[str],
        more: Mapping[str, Any],
    ) -> str:
        page.active = True
        template = environment.get_template("main.html")
        whole = type(template).__mro__[1]
        before = whole.render

        def counting(self: Any, *args: Any, **kwargs: Any) -> str:
            rendered.append(page.file.src_uri)
            return before(self, *args, **kwargs)

        given = {"nav": nav, "page": page, "extra_css": [], "extra_javascript": [], **more}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(whole, "render", counting)
            made = template.render(given)
        page.active = False
        return made


def test_pages_of_which_nothing_has_changed_are_kept(tmp_path: Path) -> None:
    site = Site(tmp_path, PRUNED)
    first, outputs = site.build()
    assert len(first) == 5
    again, same = site.build()
    assert again == []
    assert same == outputs
    assert outputs["a/one.md"] == "a/one.md: <p>a/one.md</p> ".replace("<", "&lt;").replace(
        ">", "&gt;"
    )


def test_a_title_is_news_for_the_pages_whose_navigation_shows_it(tmp_path: Path) -> None:
    site = Site(tmp_path, PRUNED)
    site.build()
    again, outputs = site.build({"a/two.md": "New"})
    # The first section is pruned on the others, which show where it leads: to its first page.
    assert again == ["a/one.md", "a/two.md", "b/one.md"]
    assert outputs["a/two.md"].startswith("New: ")


def test_without_pruning_each_page_shows_the_whole_navigation(tmp_path: Path) -> None:
    site = Site(tmp_path, [])
    site.build()
    assert len(site.build({"a/two.md": "New"})[0]) == 5


def test_what_a_plugin_gives_is_looked_at(tmp_path: Path) -> None:
    site = Site(tmp_path, PRUNED)
    site.build(more=1)
    assert site.build(more=1)[0] == []
    again, outputs = site.build(more=2)
    assert len(again) == 5
    assert outputs["index.md"].endswith(" 2")


def test_what_can_not_be_told_is_not_kept(tmp_path: Path) -> None:
    site, unknown = Site(tmp_path, PRUNED), object()
    site.build(more=unknown)
    assert len(site.build(more=unknown)[0]) == 5


def test_the_end_of_a_page_is_kept_with_its_files(tmp_path: Path) -> None:
    site = Site(tmp_path, PRUNED)
    site.build()
    files = Files([File("index.md", site.config.docs_dir, site.config.site_dir, True)])
    page = Page(None, files.get_file_from_path("index.md"), site.config)  # type: ignore[arg-type]
    made: list[str] = []

    def finish() -> tuple[str, dict[str, bytes]]:
        made.append("once")
        return "finished", {"picture.png": b"png"}

    for _ in range(2):
        found = site.kept.finish(page, "output", finish)
        assert found == ("finished", {"picture.png": b"png"})
    assert made == ["once"]
    site.kept.finish(page, "other output", finish)
    assert made == ["once", "once"]
    site.store.close()


def test_a_page_that_was_not_converted_is_kept(tmp_path: Path) -> None:
    """Served pages have a `render` of their own then, which is no news for a template."""
    site = Site(tmp_path, PRUNED)
    site.is_kept = True
    site.build()
    assert site.build()[0] == []
