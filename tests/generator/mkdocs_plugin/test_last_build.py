"""Under a server only those pages are built that an edit changes, as long as that is the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from proven_lessons.generator.mkdocs_plugin import last_build
from tests import sites as helper
from tests.builders import view, write_lesson
from tests.sites import CONFIG, Sites

LESSON = "title: {title}\nsummary: {summary}\nview: view\ntags: [{tag}]\n"
VIEW = "x = 1\nx += 1\nreturn HttpResponse(str(x))"
TRACK = "title: {title}\nsummary: {summary}\n"
STYLED = f"{CONFIG}extra_css: [own.css]\n"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the folders of all builds of a whole site."""
    whole: list[str] = []

    def counted(config: MkDocsConfig) -> None:
        whole.append(Path(config.site_dir).name)
        build(config)

    monkeypatch.setattr(helper, "build", counted)
    return whole


@pytest.fixture
def served(builds: list[str]) -> Iterator[Sites]:
    sites = begun(Sites(STYLED))
    builds.clear()
    yield sites
    sites.close()


def begun(sites: Sites) -> Sites:
    """Serve a site of two lessons."""
    for name in ("one", "two"):
        write_lesson(sites.data, f"t/{name}", source=view(VIEW))
        of(sites, f"t/{name}", title=name.title())
    track(sites)
    (sites.folder / "docs/own.css").write_text("p { color: red }")
    (sites.folder / "docs/more.md").write_text("---\ntags: [green]\n---\n# More\n\nOf it.\n")
    sites.site("serve")
    return sites


def of(
    sites: Sites, key: str, *, title: str = "One", summary: str = "A lesson.", tag: str = "red"
) -> None:
    text = LESSON.format(title=title, summary=summary, tag=tag)
    (sites.data / key / "lesson.yml").write_text(text)


def track(sites: Sites, title: str = "Track", summary: str = "Some lessons.") -> None:
    (sites.data / "t/track.yml").write_text(TRACK.format(title=title, summary=summary))


def edit_view(sites: Sites) -> None:
    (sites.data / "t/one/views.py").write_text(view("x = 12\nx += 1\nreturn HttpResponse(str(x))"))


def edit_page(sites: Sites) -> None:
    (sites.folder / "docs/more.md").write_text(
        "---\ntags: [green]\n---\n# More\n\n## New heading\n\nAnd [home](index.md#no).\n"
    )


def break_lesson(sites: Sites) -> None:
    (sites.data / "t/one/views.py").write_text(view("return 1 / 0 +"))


OWN = {
    "view": edit_view,
    "summary": lambda sites: of(sites, "t/one", summary="Another text."),
    "track": lambda sites: track(sites, summary="Others."),
    "page": edit_page,
    "home": lambda sites: (sites.folder / "docs/index.md").write_text("# Home\n\n{lessons: start}"),
    "style": lambda sites: (sites.folder / "docs/own.css").write_text("p { color: blue }"),
    "nothing": lambda sites: (sites.folder / "docs/own.css").touch(),
}
OF_OTHERS = {
    "title": lambda sites: of(sites, "t/one", title="New"),
    "tag": lambda sites: of(sites, "t/one", tag="blue"),
    "track title": lambda sites: track(sites, title="New"),
    "status": lambda sites: (sites.folder / "docs/more.md").write_text(
        "---\ntags: [green]\nstatus: new\n---\n# More\n"
    ),
    "tags": lambda sites: (sites.folder / "docs/tags.md").write_text(
        "# Tags\n\nNew:\n\n<!-- material/tags -->\n"
    ),
    "page title": lambda sites: (sites.folder / "docs/more.md").write_text(
        "---\ntags: [green]\n---\n# Else\n"
    ),
    "no tags": lambda sites: (sites.folder / "docs/more.md").write_text("# Else\n"),
}
OF_ALL = {
    "other tags": lambda sites: (sites.folder / "docs/tags.md").write_text(
        "# Tags\n\n<!-- material/tags { include: [green] } -->\n"
    ),
    "first tag": lambda sites: (sites.folder / "docs/index.md").write_text(
        "---\ntags: [green]\n---\n# Home\n"
    ),
    "added lesson": lambda sites: write_lesson(sites.data, "t/three"),
    "added page": lambda sites: (sites.folder / "docs/added.md").write_text("# Added"),
    "gone page": lambda sites: (sites.folder / "docs/more.md").unlink(),
    "config": lambda sites: (sites.folder / "mkdocs.yml").write_text(
        STYLED.replace("site_name: Test", "site_name: Other")
    ),
}  # fmt: skip


def test_what_no_other_page_shows_is_built_alone(served: Sites, builds: list[str]) -> None:
    for name, edit in OWN.items():
        edit(served)
        served.site("serve")
        assert builds == [], name
    served.assert_same()


def test_what_other_pages_show_is_there_when_they_are_asked_for(
    served: Sites, builds: list[str]
) -> None:
    for name, edit in OF_OTHERS.items():
        edit(served)
        served.site("serve")
        assert builds == [], name
        if name in ("title", "tag"):  # what comes after would hide what these leave behind
            served.assert_same()
            builds.clear()
    served.assert_same()


def test_only_pages_that_are_asked_for_are_built_again(served: Sites) -> None:
    assert served.server is not None
    track(served, title="New")
    served.follow_edits()
    page = served.folder / "serve/more/index.html"
    assert b"New" not in page.read_bytes()
    assert b"New" in served.asked("/more/")
    assert b"New" in page.read_bytes()
    assert b"New" in (served.folder / "serve/404.html").read_bytes()
    served.assert_same()


def test_a_whole_build_leaves_pages_until_they_are_asked_for(served: Sites) -> None:
    assert served.server is not None
    OF_ALL["added page"](served)
    served.follow_edits()
    pages = [served.folder / f"serve/{name}/index.html" for name in ("added", "t/one")]
    index = served.folder / "serve/search/search_index.json"
    assert not any(page.exists() for page in pages)
    shutil.rmtree(served.folder / ".cache")  # what is kept may be gone at any time
    assert b"Added" in served.asked("/added/")
    assert not served.asked("/t/one").startswith(b"<"), "it leads to /t/one/"
    assert all(page.exists() for page in pages)
    assert b'"added/"' in served.asked("/search/search_index.json")
    assert b'"t/two/"' in index.read_bytes()
    served.assert_same()


def test_a_page_that_can_not_be_made_harms_no_other_and_is_tried_again(
    served: Sites, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    track(served, title="New")
    served.follow_edits()
    with monkeypatch.context() as broken:
        broken.setattr(mkdocs_build, "_build_page", lambda *_, **__: 1 / 0)
        served.asked("/more/")
    assert "more/index.html could not be built" in caplog.text
    assert b"New" in served.asked("/tags/")
    assert b"New" in served.asked("/more/")


def test_where_there_are_other_pages_all_are_built(served: Sites, builds: list[str]) -> None:
    for number, (name, edit) in enumerate(OF_ALL.items(), 1):
        edit(served)
        served.site("serve")
        assert builds == ["serve"] * number, name
    edit_view(served)
    served.assert_same()


def test_a_lesson_that_breaks_says_so_on_its_page(served: Sites, builds: list[str]) -> None:
    break_lesson(served)
    assert b"invalid syntax" in served.site("serve")["t/one/index.html"]
    edit_view(served)
    assert b"invalid syntax" not in served.site("serve")["t/one/index.html"]
    served.assert_same()


def test_after_a_config_that_is_broken_all_is_built(served: Sites, builds: list[str]) -> None:
    config = served.folder / "mkdocs.yml"
    config.write_text("theme: [\n")
    for edit in (lambda: None, lambda: edit_view(served)):
        edit()
        with pytest.raises(MkDocsException):
            served.site("serve")
    config.write_text(STYLED)
    served.site("serve")
    assert builds == ["serve"]
    served.assert_same()


@pytest.mark.parametrize("kind", ["hook", "override", "version", "failure"])
def test_what_is_not_known_has_all_pages_built(
    kind: str, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {
        "hook": f"{STYLED}hooks: [hook.py]\n",
        "override": STYLED.replace("material,", "material, custom_dir: own,"),
    }
    sites = Sites(own.get(kind, STYLED))
    try:
        (sites.folder / "hook.py").write_text("def on_nav(nav, **_):\n    return nav\n")
        (sites.folder / "own").mkdir()
        shows_others = '{% extends "base.html" %}{% block announce %}{{ nav }}{% endblock %}'
        (sites.folder / "own" / "main.html").write_text(shows_others)
        begun(sites)
        builds.clear()
        if kind == "version":
            monkeypatch.setattr(last_build, "mkdocs_version", "1.7.0")
        if kind == "failure":
            monkeypatch.setattr(last_build.LastBuild, "_write", lambda *_: 1 / 0)
        edit_view(sites)
        sites.site("serve")
        assert builds == ["serve"]
    finally:
        sites.close()


def test_a_page_among_the_lessons_is_built(builds: list[str]) -> None:
    """The lessons may lie in a folder of the docs, and a page of the docs beside them."""
    sites = Sites(CONFIG.replace("lessons]", "{lessons: {data: docs/in}}]"))
    try:
        sites.data = sites.folder / "docs/in"
        begun(sites)
        page = sites.data / "t/two/more.md"
        page.write_text("# Beside\n\nOne.\n")
        sites.site("serve")
        page.write_text("# Beside\n\nAnother.\n")
        assert b"Another." in sites.site("serve")["in/t/two/more/index.html"]
    finally:
        sites.close()
