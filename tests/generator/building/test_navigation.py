"""The tracks stand where the navigation of mkdocs.yml says."""

from typing import Any

import pytest

from proven_lessons.generator.building.navigation import expanded
from proven_lessons.generator.building.pages import Entry


@pytest.mark.parametrize(
    ("nav", "expected"),
    [
        (["a.md"], ["a.md", "T"]),
        (["{lessons}", "a.md"], ["T", "a.md"]),
        ([{"In": ["a.md", "{lessons}"]}], [{"In": ["a.md", "T"]}]),
        ([{"In": "{lessons}"}, "a.md"], [{"In": ["T"]}, "a.md"]),
        ([{"In": [{"Further": "{lessons}"}]}], [{"In": [{"Further": ["T"]}]}]),
    ],
)
def test_the_tracks_stand_where_the_navigation_says(nav: list[Any], expected: list[Any]) -> None:
    def named(items: Any) -> Any:
        if isinstance(items, list):
            return [named(one) for one in items]
        if isinstance(items, dict) and list(items) == ["Track"]:
            return "T"
        return (
            {name: named(one) for name, one in items.items()} if isinstance(items, dict) else items
        )

    entry = Entry(title="Track", path="t/index.md", inside=(Entry(title="One", path="t/one.md"),))
    assert named(expanded(nav, [entry])) == expected
    assert nav != expected or nav == ["a.md"]  # what was given is left as it is
