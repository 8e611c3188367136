"""A theme is asked what it has, never what it is called. Whole sites: test_builders.py."""

from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.theme import Theme

from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.mkdocs_plugin.theming import (
    grounded,
    has_ground,
    missing_icons,
    style,
)


@pytest.mark.parametrize(
    ("name", "expected"), [("material", True), ("readthedocs", False), ("mkdocs", False)]
)
def test_what_a_theme_has(name: str, expected: bool) -> None:  # noqa: FBT001 (a table)
    config = MkDocsConfig()
    config.theme = Theme(name=name)
    assert has_ground(config) is expected


def test_a_theme_of_ones_own_may_have_it(tmp_path: Path) -> None:
    config = MkDocsConfig()
    config.theme = Theme(name=None, custom_dir=str(tmp_path))
    assert not has_ground(config)
    (tmp_path / "main.html").write_text('<article class="md-typeset">')
    assert has_ground(config)


def test_only_pages_with_something_of_ours_are_given_it() -> None:
    assert grounded("<p>x</p>") == "<p>x</p>"
    assert grounded('<p class="lesson-go">x</p>').startswith(
        '<article class="lesson-in-theme md-typeset">'
    )


def test_a_page_on_a_light_ground_stays_light() -> None:
    assert "prefers-color-scheme: dark" not in style()
    assert "color-scheme: light;" in style()


def test_an_icon_that_the_theme_has_not_is_told_and_left_out() -> None:
    config = MkDocsConfig()
    config.theme = Theme(name="material")
    head = '---\ntitle: "T"\nicon: "{}"\n---\n'
    built = Built(
        pages={"t/a.md": head.format("material/cookie"), "t/b.md": head.format("material/nope")},
        sources={"t/b.md": Path("d/t/b/lesson.yml")},
    )
    (problem,) = missing_icons(config, built)
    assert str(problem).startswith("d/t/b/lesson.yml: page: the theme has no icon 'material/nope'")
    assert "icon" in built.pages["t/a.md"]
    assert "icon" not in built.pages["t/b.md"]
