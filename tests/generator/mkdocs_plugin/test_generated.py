"""Other plugins find what they look for, and our pages are what they are without them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from proven_lessons.generator.mkdocs_plugin.generated import Place, edit_uri
from tests.builders import view, write_lesson
from tests.sites import CONFIG, Sites

OTHERS = """\
  - search
  - tags
  - macros
  - lessons
  - awesome-nav
  - glightbox
  - git-revision-date-localized: {type: iso_date}
  - rss: {match_path: "t/.*", use_git: true}
  - minify: {minify_html: true}
"""
TOLD = CONFIG.replace(
    "plugins: [search, tags, lessons]",
    f"repo_url: https://example.org/repo\nmarkdown_extensions: [smarty]\nplugins:\n{OTHERS}",
)
LANGUAGES = TOLD.replace(
    "  - glightbox\n",
    """\
  - i18n:
      docs_structure: suffix
      languages:
        - {locale: en, default: true, name: English, build: true}
        - {locale: de, name: Deutsch, build: true}
""",
)
LONG_AGO = "2020-02-03T04:05:06Z"
SHOWN = "value = '{{ 1 + 1 }} \"a\"  -- b'\nrequest.session['a'] = value\nreturn HttpResponse('ok')"
KEPT = "&#x27;{{ 1 + 1 }} &quot;a&quot;"

# One of them has no wheel for Windows, and the tests are about what they do with our pages.
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="not all of them are there for Windows"),
    pytest.mark.filterwarnings("default"),  # they are not ours
]


def project(config: str) -> Sites:
    sites = Sites(config)
    yaml = "title: A lesson\nsummary: It is for a test.\nview: view\ntags: [red]\n"
    write_lesson(sites.data, "t/one", yaml=yaml, source=view(SHOWN))
    (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    dates = {"GIT_AUTHOR_DATE": LONG_AGO, "GIT_COMMITTER_DATE": LONG_AGO}
    for words in (["init", "--quiet"], ["add", "-A"], [*who, "commit", "--quiet", "-m", "Begin"]):
        subprocess.run(["git", *words], cwd=sites.folder, check=True, env=os.environ | dates)
    return sites


@pytest.fixture
def told() -> Iterator[Sites]:
    sites = project(TOLD)
    yield sites
    sites.close()


@pytest.fixture
def languages() -> Iterator[Sites]:
    sites = project(LANGUAGES)
    yield sites
    sites.close()


def test_seven_other_plugins_see_our_pages(told: Sites) -> None:
    site = told.site("build")
    page = site["t/one/index.html"].decode()
    assert "2020-02-03" in page  # of the lesson's file, not of the build
    feed = site["feed_rss_created.xml"].decode()
    assert "<title>A lesson</title>" in feed
    assert "Mon, 03 Feb 2020" in feed
    assert b'id="tag:red"' in site["tags/index.html"] or b"id=tag:red" in site["tags/index.html"]
    assert b"A lesson" in site["search/search_index.json"]
    assert b"{{" in site["t/one/index.html"]  # macros have run nothing
    assert "  -- b" in page.replace("&#32;", " ").replace("&#160;", " ")  # smarty, minify


def test_what_is_served_beside_them_is_what_is_built(told: Sites) -> None:
    told.site("serve")
    (told.folder / "docs" / "index.md").write_text("# Home, changed\n\n{lessons: tracks}\n")
    (told.data / "t/one/lesson.yml").write_text(
        "title: Another\nsummary: It is for a test.\nview: view\ntags: [blue]\n"
    )
    told.assert_same(besides="feed_")  # the plugin adds to what it had


def test_each_language_has_its_pages_and_its_words(languages: Sites) -> None:
    site = languages.site("build")
    english, german = site["t/one/index.html"].decode(), site["de/t/one/index.html"].decode()
    assert "Under the hood" not in english
    assert english != german
    words = "assets/lessons.js"
    assert site[words] != site[f"de/{words}"]
    assert german.count("assets/lessons.css") == english.count("assets/lessons.css") == 1
    assert site["de/index.html"].decode().count("t/one/") >= 1


def config_of(folder: Path) -> MkDocsConfig:
    (folder / "docs").mkdir()
    config = MkDocsConfig(str(folder / "mkdocs.yml"))
    config.load_dict(
        {"site_name": "Test", "docs_dir": str(folder / "docs"), "site_dir": str(folder / "site")}
    )
    assert config.validate() == ([], [])
    config.plugins._current_plugin = "lessons"  # as MkDocs does before it calls one
    return config


def test_a_file_goes_where_the_home_page_is_and_has_no_files_of_others(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    home: Any = File.generated(config, "index.md", content="")
    home.dest_uri = "de/index.html"
    home.locale, home.others = "de", {"en": home}
    source = tmp_path / "lesson.yml"
    file: Any = Place(config, Files([home])).file("t/one.md", source, "# One")
    assert (file.dest_uri, file.url) == ("de/t/one/index.html", "de/t/one/")
    assert (file.locale, file.others) == ("de", {})
    assert (file.abs_src_path, file.generated_by, file.edit_uri) == (str(source), None, None)
    assert file.content_string == "# One"


def test_a_file_without_a_home_page_goes_to_the_top(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    file = Place(config_of(tmp_path), Files([])).file("assets/a.js", tmp_path / "a.js")
    assert (file.dest_uri, file.content_bytes) == ("assets/a.js", b"1")


def test_the_address_of_a_file_is_relative_to_the_docs(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    assert edit_uri(tmp_path / "lesson_data/t/one/lesson.yml", config) == (
        "../lesson_data/t/one/lesson.yml"
    )
    assert edit_uri(Path("/elsewhere/lesson.yml"), config) is None
