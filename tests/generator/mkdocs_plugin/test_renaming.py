"""A title in the navigation of MkDocs is another without the navigation being made again."""

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, get_navigation

from proven_lessons.generator.mkdocs_plugin.renaming import rename


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\nplugins: []\n")
    return load_config(str(tmp_path / "mkdocs.yml"))


def made(config: MkDocsConfig, nav: list[Any]) -> tuple[Navigation, Files]:
    site = str(config.site_dir)
    files = Files(
        [File(path, None, site, use_directory_urls=True) for path in ("index.md", "one.md")]
    )
    config.nav = nav
    return get_navigation(files, config), files


NAV = [{"Part": [{"A &#60;b&#62;": ["index.md", {"One": "one.md"}]}]}]


def test_a_section_is_renamed_by_its_first_page(config: MkDocsConfig) -> None:
    nav, files = made(config, NAV)
    assert rename(nav, files, "index.md", "A <b>", "C & D")
    assert nav.items[0].children[0].title == "C &#38; D"


def test_a_page_is_renamed(config: MkDocsConfig) -> None:
    nav, files = made(config, NAV)
    assert rename(nav, files, "one.md", "One", "Two")
    assert [page.title for page in nav.pages][1:] == ["Two"]


@pytest.mark.parametrize("path", ["one.md", "index.md", "else.md"])
def test_what_is_not_there_as_it_was_is_not_renamed(path: str, config: MkDocsConfig) -> None:
    nav, files = made(config, NAV)
    assert not rename(nav, files, path, "Else", "New")
