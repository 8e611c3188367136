"""A site without a navigation of its own has the tracks in their order; another plugin may make one."""

from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.builders import write_lesson


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_lesson(tmp_path / "lesson_data", "a-later/one")
    write_lesson(tmp_path / "lesson_data", "b-first/two")
    (tmp_path / "lesson_data/b-first/track.yml").write_text("title: First\nsummary: S.\norder: 1\n")
    (tmp_path / "lesson_data/a-later/track.yml").write_text("title: Later\nsummary: S.\norder: 2\n")
    (tmp_path / "docs/guide").mkdir(parents=True)
    (tmp_path / "docs/index.md").write_text("# Home\n")
    (tmp_path / "docs/guide/more.md").write_text("# More\n")
    return tmp_path


def titles(project: Path, *plugins: object, **options: object) -> list[str]:
    """Return what the top of the navigation is called, in a built site."""
    config = {"site_name": "x", "theme": "material", "plugins": [*plugins, "lessons"], **options}
    (project / "mkdocs.yml").write_text(yaml.safe_dump(config))
    seen: list[str] = []

    class Look:
        def on_nav(self, nav, config, files):  # type: ignore[no-untyped-def]
            seen.extend(str(item.title) for item in nav.items)
            return nav

    loaded = load_config(str(project / "mkdocs.yml"))
    loaded.plugins.events["nav"].append(Look().on_nav)
    build(loaded)
    return seen


def test_the_tracks_come_in_their_order_after_the_pages_of_the_site(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert titles(project) == [
        "None",
        "Guide",
        "First",
        "Later",
        "None",
        "None",
    ]  # pages are read later


def test_a_navigation_that_is_given_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    given = [{"More": "guide/more.md"}, "{lessons}", {"Home": "index.md"}]
    assert titles(project, nav=given) == ["More", "First", "Later", "Home"]


def test_another_plugin_may_make_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "docs/.nav.yml").write_text("nav:\n  - Ours: b-first\n  - index.md\n")
    assert titles(project, "awesome-nav")[0] == "Ours"
