"""The lessons of a site may go to a folder of it: every link leads there, whoever builds it."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from mkdocs.exceptions import Abort

from proven_lessons.generator.building.placing import folder_named
from proven_lessons.generator.cli import main
from proven_lessons.generator.errors import UsageError
from tests.builders import view, write_lesson
from tests.sites import CONFIG, Site, Sites

PREFIX = CONFIG.replace("lessons]", "{lessons: {prefix: learn/django}}]")
QUIZ = """\
quiz:
  - ask: What is it?
    answer: exchanges[0].response.status
    options: [{option: 404, because: It is not.}]
"""
LESSON = "title: {title}\nsummary: A lesson.\nview: view\ntags: [red]\n"
LINK = re.compile(r'(?:href|src|data-worker)="([^"]+)"')


def placed(config: str = PREFIX) -> Sites:
    """Return a site of two lessons."""
    sites = Sites(config)
    for name in ("one", "two"):
        write_lesson(sites.data, f"t/{name}", yaml=LESSON.format(title=name.title()) + QUIZ)
    (sites.data / "t/track.yml").write_text("title: Track\nsummary: Some lessons.\n")
    (sites.folder / "docs/deep").mkdir()
    shown = "# Deep\n\n{lessons: start}\n\n{lessons: player t/one}\n\n{lessons: tracks}\n"
    (sites.folder / "docs/deep/page.md").write_text(shown)
    return sites


def lost(site: Site) -> list[str]:
    """Return the links of all pages that lead to no file of the site."""
    wrong = []
    for path, content in site.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for link in LINK.findall(content.decode()):
            found = urlsplit(urljoin(f"https://example.org/{path}", link))
            target = unquote(found.path).lstrip("/")
            target += "index.html" if not target or target.endswith("/") else ""
            if found.netloc == "example.org" and target not in site:
                wrong.append(f"{path}: {link}")
    return wrong


def test_each_page_is_there_and_each_link_leads_to_it() -> None:
    sites = placed()
    try:
        site = sites.site("build")
    finally:
        sites.close()
    ours = "learn/django"
    for path in ("t/index", "t/one/index", "recall/index", "glossary/index"):
        assert f"{ours}/{path}.html" in site and f"{path}.html" not in site
    assert f"{ours}/assets/cards/t/one.html" in site
    assert lost(site) == []
    for page in ("index.html", "deep/page/index.html"):
        assert f'href="{"../../" if "deep" in page else ""}{ours}/t/' in site[page].decode()


def test_edits_are_followed_there() -> None:
    sites = placed()
    try:
        sites.site("serve")
        source = view("return HttpResponse('another text')")
        (sites.data / "t/one/views.py").write_text(source)
        assert b"another text" in sites.site("serve")["learn/django/t/one/index.html"]
        (sites.data / "t/two/lesson.yml").write_text(LESSON.format(title="Renamed"))
        sites.assert_same()
    finally:
        sites.close()


def test_they_are_exported_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sites = placed()
    try:
        monkeypatch.chdir(sites.folder)
        for kind, docs in (("pages", "."), ("zensical", "docs")):
            target = tmp_path / kind
            assert main(["export", "--for", kind, "-q", str(target)]) == 0
            assert (target / docs / "learn/django/t/one.md").is_file()
            assert (target / docs / "learn/django/assets/cards/t/one.html").is_file()
            assert (target / docs / "assets/lessons.js").is_file()
        nav = (tmp_path / "zensical/mkdocs.yml").read_text()
        assert "learn/django/t/index.md" in nav and " t/index.md" not in nav
        shown = (tmp_path / "zensical/docs/deep/page.md").read_text()
        assert "(../learn/django/t/one.md" in shown
    finally:
        sites.close()


@pytest.mark.parametrize(
    ("prefix", "folder"), [("", ""), ("a", "a/"), ("/a/b/", "a/b/"), ("a-b_c", "a-b_c/")]
)
def test_a_folder_is_named(prefix: str, folder: str) -> None:
    assert folder_named(prefix) == folder
    assert not PurePosixPath(folder_named(prefix)).is_absolute()


@pytest.mark.parametrize("prefix", ["..", "a/../b", "a b", "a//b", "https://a", "a\\b", "?"])
def test_what_is_no_folder_is_refused(prefix: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UsageError, match="expected a folder of the site"):
        folder_named(prefix)
    sites = placed(CONFIG.replace("lessons]", f"{{lessons: {{prefix: '{prefix}'}}}}]"))
    try:
        with pytest.raises((Abort, SystemExit)):
            sites.site("build")
    finally:
        sites.close()
