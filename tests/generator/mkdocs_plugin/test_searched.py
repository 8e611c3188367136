"""The search looks at each page once, whenever it is built; its index holds all of them in order."""

from contextlib import suppress
from types import SimpleNamespace as Some
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation

from proven_lessons.generator.mkdocs_plugin.searched import Searched


class Search:
    """As Material's plugin: an entry for each page that it is shown."""

    def __init__(self) -> None:
        self.search_index = Some(entries=[])
        self.written: list[list[str]] = []

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        self.search_index.entries += [{"location": page.url}, {"location": f"{page.url}#part"}]

    def on_post_build(self, *, config: Any) -> None:
        self.written.append([one["location"] for one in self.search_index.entries])


class Plugins(dict[str, Any]):
    def on_post_build(self, *, config: Any) -> None:
        for plugin in self.values():
            plugin.on_post_build(config=config)


def begun() -> tuple[Searched, Search]:
    search = Search()
    config = MkDocsConfig()
    config["plugins"] = Plugins({"material/search": search})
    return Searched(config, None), search


def pages(*urls: str) -> list[Any]:
    return [Some(url=url) for url in urls]


NAV = Navigation([], [])
ALL = ["a/", "a/#part", "b/", "b/#part"]


def test_what_was_not_built_is_looked_at_when_the_index_is_written() -> None:
    searched, search = begun()
    one, two = pages("a/", "b/")
    with searched.building(two):
        search.on_page_context({}, page=two, config=None, nav=None)
    searched.write([one, two], NAV)
    searched.write([one, two], NAV)
    assert search.written == [ALL, ALL]


def test_a_page_that_is_another_is_looked_at_again() -> None:
    searched, search = begun()
    both = pages("a/", "b/")
    searched.write(both, NAV)
    searched.forget(both[:1])
    assert [one["location"] for one in search.search_index.entries] == ALL[2:]
    searched.write(both, NAV)
    assert search.written[-1] == ALL


def test_a_page_that_can_not_be_searched_harms_no_other_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched, search = begun()
    both = pages("a/", "b/")
    look = search.on_page_context

    def broken(context: Any, *, page: Any, config: Any, nav: Any) -> None:
        if page.url == "b/":
            raise ZeroDivisionError
        look(context, page=page, config=config, nav=nav)

    with monkeypatch.context() as patched:
        patched.setattr(search, "on_page_context", broken)
        searched.write(both, NAV)
        searched.write(both, NAV)
    assert search.written == [ALL[:2], ALL[:2]]
    with suppress(ZeroDivisionError), searched.building(both[1]):
        look({}, page=both[1], config=None, nav=None)
        raise ZeroDivisionError
    searched.write(both, NAV)
    assert search.written[-1] == ALL


@pytest.mark.parametrize("plugins", [{}, {"material/search": Some()}])  # one that is switched off
def test_a_site_without_that_search(plugins: dict[str, Any]) -> None:
    config = MkDocsConfig()
    config["plugins"] = Plugins(plugins)
    searched = Searched(config, None)
    assert not searched.is_there
    searched.forget(pages("a/"))
    with searched.building(pages("a/")[0]):
        pass
