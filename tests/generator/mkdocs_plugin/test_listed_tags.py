"""What lists tags shows those that pages have after an edit; see test_last_build for the rest."""

from types import SimpleNamespace as Some
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

from proven_lessons.generator.mkdocs_plugin.listed_tags import Listed


class Mappings:
    def __init__(self, **tags: list[str]) -> None:
        self.data = {url: Some(tags=names) for url, names in tags.items()}

    def get(self, page: Any) -> Any:
        return self.data.get(page.url)


def tagging(**tags: list[str]) -> Any:
    return Some(
        config=Some(tags_name_property="tags"),
        mappings=Mappings(**tags),
        listings=Some(data=set()),
    )


def config_with(**plugins: Any) -> MkDocsConfig:
    config = MkDocsConfig()
    config["plugins"] = plugins
    return config


def page(title: str = "One", tags: tuple[str, ...] = ("red",)) -> Any:
    return Some(url="one", title=title, meta={"tags": list(tags)} if tags else {})


@pytest.mark.parametrize(
    ("before", "now", "is_known", "is_changed"),
    [
        (["red"], ["red"], True, False),
        (["red"], ["blue"], True, True),
        (["red"], [], True, True),
        ([], ["red"], False, True),
        ([], [], True, False),
    ],
)
def test_other_tags(before: list[str], now: list[str], *, is_known: bool, is_changed: bool) -> None:
    plugin = tagging(**({"one": before} if before else {}))
    listed = Listed(config_with(**{"material/tags": plugin}), is_changed=False)
    listed.begin(page(tags=tuple(before)))
    if now:  # as the plugin does when it reads a page
        plugin.mappings.data["one"] = Some(tags=now)
    listed.end(page(tags=tuple(now)))
    assert (listed.is_known, listed.is_changed) == (is_known, is_changed)
    assert bool(plugin.mappings.data) == bool(now)


def test_another_title_is_another_entry() -> None:
    listed = Listed(config_with(**{"material/tags": tagging(one=["red"])}), is_changed=False)
    listed.begin(page())
    listed.end(page(title="Two"))
    assert listed.is_changed


def test_a_site_without_tags() -> None:
    listed = Listed(config_with(), is_changed=False)
    listed.begin(page())
    listed.end(page(title="Two"))
    assert (listed.is_known, listed.is_changed, listed.pages()) == (True, False, [])


def test_more_than_one_plugin_is_not_known() -> None:
    two = {"material/tags": tagging(), "material/tags #2": tagging()}
    assert not Listed(config_with(**two), is_changed=False).is_known
