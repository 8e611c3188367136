"""A whole site is written for Zensical: with the navigation, the extensions, and its own pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.for_zensical import follow, state_of, write
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson

CONFIG = """\
site_name: Test
theme: {name: material, custom_dir: own, features: [navigation.footer]}
hooks: [hook.py]
plugins: [search, tags, lessons]
markdown_extensions:
  - toc: {permalink: true}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
nav: [index.md, {Lessons: "{lessons}"}, {In: in/page.md}]
"""
TITLE = "title: What a <form> & it is\nsummary: A lesson.\nview: view\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_lesson(tmp_path / "lesson_data", "t/one", yaml=TITLE)
    (tmp_path / "docs/in").mkdir(parents=True)
    (tmp_path / "docs/index.md").write_text("# Home\n\n{lessons: tracks}\n")
    (tmp_path / "docs/in/page.md").write_text("# In\n\n{lessons: start}\n")
    (tmp_path / "docs/in/a.png").write_bytes(b"\x89PNG")
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


def written(site: Path, recorder: Recorder) -> tuple[dict[str, Any], list[str]]:
    builder = Builder(site / "lesson_data", recorder)
    built = builder.build()
    assert built.problems == []
    left = write(built, site / "mkdocs.yml", site / "out", "en", builder.fragment)
    text = (site / "out/mkdocs.yml").read_text()
    config, _places, problems = yaml_reader.read(text, "mkdocs.yml")
    assert problems == []
    return config, left


def test_a_site_for_zensical(site: Path, recorder: Recorder) -> None:
    config, left = written(site, recorder)
    assert config["nav"] == [
        "index.md",
        {"Lessons": [{"Track": ["t/index.md", {"What a &#60;form&#62; &#38; it is": "t/one.md"}]}]},
        {"In": "in/page.md"},
    ]  # fmt: skip
    assert config["theme"] == {"name": "material", "features": ["navigation.footer"]}
    names = [
        one if isinstance(one, str) else next(iter(one)) for one in config["markdown_extensions"]
    ]
    assert {"toc", "pymdownx.emoji", "md_in_html", "pymdownx.blocks.html"} <= set(names)
    assert {"pymdownx.highlight": {"line_spans": "__span"}} in config["markdown_extensions"]
    assert left == ["plugins: tags", "hooks", "theme: custom_dir"]
    docs = site / "out/docs"
    assert "[Track](t/index.md)" in (docs / "index.md").read_text()
    assert "../t/one.md" in (docs / "in/page.md").read_text()
    assert (docs / "in/a.png").read_bytes() == b"\x89PNG"
    for path in ("assets/lessons.css", "assets/lessons.js", "t/one.md", "glossary.md"):
        assert (docs / path).stat().st_size > 0


def test_what_is_the_same_is_not_touched_and_what_is_no_more_goes(
    site: Path, recorder: Recorder
) -> None:
    written(site, recorder)
    before = (site / "out/docs/t/one.md").stat().st_mtime_ns
    (site / "docs/in/page.md").unlink()
    (site / "docs/in/a.png").unlink()
    written(site, recorder)
    assert (site / "out/docs/t/one.md").stat().st_mtime_ns == before
    assert not (site / "out/docs/in").exists()


def test_a_folder_with_anything_else_is_left_alone(site: Path) -> None:
    """Its own, for one: the docs would be cleared of what is hidden, mkdocs.yml written over."""
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for folder in (site, site / "docs"):
        with pytest.raises(UsageError, match="holds something else"):
            write(Built(), site / "mkdocs.yml", folder, "en", lambda *_: "")
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_config_that_can_not_be_read_says_where(site: Path) -> None:
    (site / "mkdocs.yml").write_text("site_name: [\n")
    with pytest.raises(UsageError, match=r"mkdocs\.yml:2"):
        write(Built(), site / "mkdocs.yml", site / "out", "en", lambda *_: "")
    assert not (site / "out").exists()


@pytest.mark.parametrize(
    ("edit", "is_seen"),
    [
        (lambda site: (site / "docs/index.md").write_text("# Other"), True),
        (lambda site: (site / "lesson_data/t/one/views.py").write_text("x = 1"), True),
        (lambda site: (site / "mkdocs.yml").write_text(CONFIG + "site_url: https://a.b/\n"), True),
        (lambda site: (site / "other.py").write_text("x = 2"), True),
        (lambda site: (site / "lesson_data/t/one/trace.json").write_text("{}"), False),
    ],
)
def test_edits_are_seen(edit: Callable[[Path], object], is_seen: bool, site: Path) -> None:  # noqa: FBT001
    (site / "other.py").write_text("x = 1")

    def state() -> object:
        return state_of(site / "mkdocs.yml", site / "lesson_data", [site / "other.py"])

    before = state()
    edit(site)
    assert (state() != before) == is_seen


def test_it_is_written_again_when_something_is_other() -> None:
    states, done = iter([1, 1, 2, 2, 3]), []

    def seen() -> object:
        try:
            return next(states)
        except StopIteration:
            raise KeyboardInterrupt from None

    with pytest.raises(KeyboardInterrupt):
        follow(seen, lambda: done.append(1), 1)
    assert len(done) == 2
