"""A page is converted anew only if its Markdown changed, or what it hangs on did."""

import gc
import logging
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from proven_lessons.generator.building.store import Store
from proven_lessons.generator.mkdocs_plugin.finished_html import Finished
from proven_lessons.generator.mkdocs_plugin.page_cache import KeptPages, release


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "lesson_data")
    yield store
    store.close()


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    (tmp_path / "docs").mkdir()
    config = MkDocsConfig()
    config.load_dict(
        {"site_name": "S", "docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site")}
    )
    config.validate()
    return config


def files_of(config: MkDocsConfig, *paths: str) -> Files:
    return Files([File(path, config.docs_dir, config.site_dir, True) for path in paths])


def page_of(config: MkDocsConfig, files: Files, path: str) -> Page:
    file = files.get_file_from_path(path)
    assert file is not None
    page = Page(None, file, config)
    page._title_from_render = "T"
    part = AnchorLink("Part", "part", 2)
    part.children = [AnchorLink("Within", "within", 3)]
    page.toc = TableOfContents([part])
    return page


def rendered(kept: KeptPages, config: MkDocsConfig, markdown: str, *paths: str) -> tuple[str, str]:
    """Give what was still to be converted of a page, and its HTML, in a build of its own."""
    files = files_of(config, *(paths or ("a.md",)))
    kept.begin(config, files)
    page = page_of(config, files, "a.md")
    left = kept.take(page, markdown, is_ours=True)
    return left, kept.put(page, f"<p>{left}</p>", markdown, files)


def test_what_has_not_changed_is_not_converted_again(config: MkDocsConfig, store: Store) -> None:
    kept = KeptPages(store, Finished())
    assert rendered(kept, config, "one") == ("one", "<p>one</p>")
    assert rendered(kept, config, "one") == ("", "<p>one</p>")
    assert rendered(kept, config, "two") == ("two", "<p>two</p>")
    assert rendered(kept, config, "one") == ("one", "<p>one</p>"), "only the last is kept"


def test_with_other_extensions_or_addresses_everything_is_converted_again(
    config: MkDocsConfig, store: Store
) -> None:
    kept = KeptPages(store, Finished())
    rendered(kept, config, "one")
    assert rendered(kept, config, "one", "a.md", "b.md")[0] == "", "it leads to no other page"
    config.markdown_extensions.append("smarty")
    assert rendered(kept, config, "one")[0] == "one"
    assert rendered(kept, config, "one")[0] == ""
    config.use_directory_urls = False
    assert rendered(kept, config, "one")[0] == "one"


def test_a_page_is_converted_again_when_a_link_leads_elsewhere(
    config: MkDocsConfig, store: Store
) -> None:
    kept = KeptPages(store, Finished())
    logging.getLogger("mkdocs").setLevel(
        logging.ERROR
    )  # as with -q: nothing tells of a page that is missing
    try:
        for paths, left, href in (
            (["a.md"], "[to](b.md)", "b.md"),
            (["a.md"], "", "b.md"),
            (["a.md", "c.md"], "", "b.md"),
            (["a.md", "b.md"], "[to](b.md)", "../b/"),
            (["a.md", "b.md", "c.md"], "", "../b/"),
            (["a.md"], "[to](b.md)", "b.md"),
        ):
            files = files_of(config, *paths)
            kept.begin(config, files)
            page = page_of(config, files, "a.md")
            page.markdown = kept.take(page, "[to](b.md)", is_ours=False)
            assert page.markdown == left, paths
            page.render(config, files)
            assert f'href="{href}' in kept.put(page, page.content or "", "[to](b.md)", files), paths
    finally:
        logging.getLogger("mkdocs").setLevel(logging.NOTSET)


def test_what_mkdocs_does_not_say_is_not_taken_as_said(config: MkDocsConfig, store: Store) -> None:
    kept = KeptPages(store, Finished())
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    rendered(kept, config, "one")
    logging.getLogger("mkdocs").setLevel(logging.NOTSET)
    assert rendered(kept, config, "one")[0] == "one"


def test_a_kept_page_is_as_its_conversion_left_it(config: MkDocsConfig, store: Store) -> None:
    kept = KeptPages(store, Finished())
    rendered(kept, config, "one")
    files = files_of(config, "a.md")
    kept.begin(config, files)
    page = Page(None, files.get_file_from_path("a.md"), config)  # type: ignore[arg-type]
    kept.take(page, "one", is_ours=True)
    kept.put(page, "", "one", files)
    assert (page.markdown, page._title_from_render) == ("one", "T")
    assert [(one.title, one.url, one.level) for one in page.toc] == [("Part", "#part", 2)]
    assert [one.title for one in page.toc.items[0].children] == ["Within"]


def test_what_is_kept_is_there_in_the_next_process(config: MkDocsConfig, store: Store) -> None:
    rendered(KeptPages(store, Finished()), config, "one")
    store.close()
    assert rendered(KeptPages(store, Finished()), config, "one") == ("", "<p>one</p>")


def test_a_page_of_which_mkdocs_has_something_to_say_is_converted_again(
    config: MkDocsConfig, store: Store
) -> None:
    """Else a strict build would fail once, and then no more."""
    kept, files = KeptPages(store, Finished()), files_of(config, "a.md")
    for _ in range(2):
        kept.begin(config, files)
        page = page_of(config, files, "a.md")
        assert kept.take(page, "[to](nowhere.md)", is_ours=True) == "[to](nowhere.md)"
        logging.getLogger("mkdocs.structure.pages").warning("a link leads nowhere")
        kept.put(page, "", "[to](nowhere.md)", files)


@pytest.mark.parametrize("extension", ["pymdownx.snippets", "some.other"])
def test_with_an_extension_that_may_read_files_nothing_is_kept(
    extension: str, config: MkDocsConfig, store: Store
) -> None:
    config.markdown_extensions.append(extension)
    kept = KeptPages(store, Finished())
    for _ in range(2):
        assert rendered(kept, config, "one") == ("one", "<p>one</p>")


def test_the_search_looks_only_into_pages_that_changed(config: MkDocsConfig, store: Store) -> None:
    kept, looked = KeptPages(store, Finished()), []

    def entries(content: str) -> list[Any]:
        """Give the entries of an index that a build makes of one page."""
        index = SimpleNamespace(entries=[])

        def add(page: Page) -> None:
            looked.append(page.content)
            index.entries.append({"text": page.content})

        index.add_entry_from_context = add
        kept.keep_search(index)
        files = files_of(config, "a.md")
        page = page_of(config, files, "a.md")
        page.content = content
        index.add_entry_from_context(page)
        return index.entries

    assert entries("one") == entries("one") == [{"text": "one"}]
    assert looked == ["one"]
    assert entries("two") == [{"text": "two"}]
    assert looked == ["one", "two"]


def test_a_template_is_compiled_once(store: Store) -> None:
    kept, compiled = KeptPages(store, Finished()), []

    class Counting(Environment):
        def compile(self, *given: Any, **named: Any) -> Any:
            compiled.append(given[1])
            return super().compile(*given, **named)

    def shown(source: str) -> str:
        environment = Counting(loader=DictLoader({"a": source}))
        kept.keep_templates(environment)
        return environment.get_template("a").render(n=1)

    assert shown("{{ n }}") == shown("{{ n }}") == "1"
    assert compiled == ["a"]
    assert shown("{{ n }}!") == "1!"
    assert compiled == ["a", "a"]


def test_the_pages_of_a_build_that_is_over_are_let_go(config: MkDocsConfig) -> None:
    files = files_of(config, "a.md", "b.md")
    pages = [page_of(config, files, path) for path in ("a.md", "b.md")]
    pages[0].next_page, pages[1].previous_page = pages[1], pages[0]
    held = [weakref.ref(page) for page in pages]
    gc.disable()
    try:
        release(Navigation(list(pages), list(pages)))
        del pages, files
        assert [one() for one in held] == [None, None]
    finally:
        gc.enable()
