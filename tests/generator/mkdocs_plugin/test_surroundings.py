"""What all pages depend on is told alike in each process; what can't be told keeps nothing."""

import functools
from pathlib import Path
from typing import Any

import pytest
from material.extensions.emoji import twemoji
from mkdocs.config.defaults import MkDocsConfig
from pymdownx.superfences import fence_code_format

from proven_lessons.generator.mkdocs_plugin.surroundings import (
    is_content_unseen,
    of_conversion,
    of_templates,
    shown,
)


def config_of(folder: Path, **more: Any) -> MkDocsConfig:
    (folder / "docs").mkdir(exist_ok=True)
    config = MkDocsConfig()
    theme = {"name": "material", **more.pop("theme", {})}
    config.load_dict(
        {
            "site_name": "S", "docs_dir": str(folder / "docs"), "theme": theme,
            "site_dir": str(folder / "site"), **more,
        }
    )  # fmt: skip
    errors, _warnings = config.validate()
    assert errors == []
    return config


def templates(config: MkDocsConfig, **added: Any) -> str:
    env = config.theme.get_env()
    env.globals |= added
    return of_templates(config, env)


def of_a_hook() -> str:
    return ""


def test_a_text_of_data_is_the_same_in_each_process() -> None:
    data = {"a": [1, of_a_hook, functools.partial(of_a_hook, 1)], "b": object()}
    name = f"{__name__}.of_a_hook"
    assert shown(data) == f"{{'a': [1, {name}, partial[{name}, [1], {{}}]], 'b': <object object>}}"


def test_the_html_of_a_page_depends_on_extensions_and_on_how_addresses_look(
    tmp_path: Path,
) -> None:
    plain = of_conversion(config_of(tmp_path))
    assert plain
    assert of_conversion(config_of(tmp_path)) == plain
    others = [
        of_conversion(config_of(tmp_path, markdown_extensions=["smarty"])),
        of_conversion(config_of(tmp_path, markdown_extensions=[{"toc": {"permalink": True}}])),
        of_conversion(config_of(tmp_path, use_directory_urls=False)),
    ]
    assert len({plain, *others}) == 4


@pytest.mark.parametrize("name", ["pymdownx.snippets", "pymdownx.b64"])
def test_what_reads_files_tells_nothing(name: str, tmp_path: Path) -> None:
    assert of_conversion(config_of(tmp_path, markdown_extensions=[name])) == ""


def test_templates_see_the_configuration_but_not_where_the_site_is_built(tmp_path: Path) -> None:
    plain = templates(config_of(tmp_path))
    assert plain
    assert templates(config_of(tmp_path, site_dir=str(tmp_path / "elsewhere"))) == plain
    assert templates(config_of(tmp_path, strict=True)) == plain
    others = [
        templates(config_of(tmp_path, site_name="Other")),
        templates(config_of(tmp_path, extra={"a": 1})),
        templates(config_of(tmp_path, theme={"features": ["navigation.tabs"]})),
        templates(config_of(tmp_path, plugins=["tags"])),
        templates(config_of(tmp_path), more=1),
    ]
    assert len({plain, *others}) == 6


def test_a_template_of_the_project_counts_with_its_content(tmp_path: Path) -> None:
    own = tmp_path / "overrides"
    own.mkdir()
    file = own / "main.html"
    found = set()
    for content in ("one", "two", "two"):
        file.write_text(content)
        found.add(templates(config_of(tmp_path, theme={"custom_dir": str(own)})))
    assert len(found) == 2
    file.write_text("built at {{ build_date_utc }}")
    assert templates(config_of(tmp_path, theme={"custom_dir": str(own)})) == ""


def test_what_may_see_something_else_with_each_build_tells_nothing(tmp_path: Path) -> None:
    config, state = config_of(tmp_path), [1]
    assert templates(config, number=1)
    for unknown in (object(), lambda: state, state.pop, of_a_hook):
        assert templates(config, unknown=unknown) == ""


def test_options_that_name_files_or_code_of_the_project_tell_nothing(tmp_path: Path) -> None:
    names = ["pymdownx.emoji", "pymdownx.superfences"]

    def told(name: str, options: dict[str, Any]) -> str:
        extensions = [one for one in names if one != name]
        return of_conversion(
            config_of(tmp_path, markdown_extensions=[*extensions, {name: options}])
        )

    assert told("pymdownx.emoji", {"emoji_index": twemoji})
    assert told("pymdownx.emoji", {"options": {"custom_icons": ["icons"]}}) == ""
    fence = {"name": "own", "class": "own"}
    assert told("pymdownx.superfences", {"custom_fences": [fence | {"format": fence_code_format}]})
    assert told("pymdownx.superfences", {"custom_fences": [fence | {"format": of_a_hook}]}) == ""


def test_a_hook_counts_with_its_content(tmp_path: Path) -> None:
    hook = tmp_path / "hook.py"
    found = set()
    for content in ("a = 1", "a = 2", "a = 2"):
        hook.write_text(content)
        config = config_of(tmp_path, hooks=[str(hook)])
        found.add((templates(config), of_conversion(config)))
    assert len(found) == 2


@pytest.mark.parametrize(
    "own",
    [
        '{% extends "base.html" %}{% block announce %}Hello{% endblock %}',
        '{% block extrahead %}{{ super() }}<meta name="a" content="{{ page.meta.a }}">{% endblock %}',
        "{{ page.content | length }} {{ config.site_name }} {% trans %}Hello{% endtrans %}",
    ],
)
def test_a_template_of_the_project_that_shows_its_own_page_is_in_nobodys_way(
    own: str, tmp_path: Path
) -> None:
    assert is_content_unseen(_with_own(own, tmp_path))


@pytest.mark.parametrize(
    "own",
    [
        "{% for one in nav %}{{ one.content }}{% endfor %}",
        "{{ page.next_page.content }}",
        "{{ page['previous_page'].meta.a }}",
        "{{ page | attr('parent') }}",
        "{{ pages[0].page.content }}",
        "{{ page['next' ~ '_page'].content }}",
        "{% not a template",
        "{% include 'related.jinja' %}",
        "{% include page.meta.part %}",
        "{% for one in listing %}{{ one }}{% endfor %}",
    ],
)
def test_a_template_of_the_project_that_may_show_other_pages_is(own: str, tmp_path: Path) -> None:
    assert not is_content_unseen(_with_own(own, tmp_path))


def test_templates_of_tags_may_show_other_pages_and_linked_folders_are_read(tmp_path: Path) -> None:
    config = _with_own("{{ page.title }}", tmp_path)
    assert is_content_unseen(config)
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "two.html").write_text("{{ page.next_page.title }}")
    (tmp_path / "overrides" / "shared").symlink_to(shared)
    assert not is_content_unseen(config)
    (shared / "two.html").write_text("")
    assert is_content_unseen(config)
    own = tmp_path / "overrides" / "fragments" / "tags"
    own.mkdir(parents=True)
    (own / "tag.html").write_text("{{ tag }}")
    assert not is_content_unseen(config)


def _with_own(template: str, folder: Path) -> MkDocsConfig:
    own = folder / "overrides" / "partials"
    own.mkdir(parents=True)
    (own / "one.html").write_text(template)
    return config_of(folder, theme={"custom_dir": str(own.parent)})
