"""The modes are the folders of their room, in the order of the page, each with its name and place."""

import pytest

from proven_lessons.generator import modes
from proven_lessons.generator.modes import Mode, short_name
from proven_lessons.generator.pages.page import GROUPS
from tests.builders import words_of


def test_they_are_found_by_their_folders_and_ordered_by_rank() -> None:
    found = modes.load()
    assert {name for name, _ in found} == set(modes.names())
    ranks = [mode.rank for _, mode in found]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks), "no two claim one place"
    assert modes.load() is found


@pytest.mark.parametrize(
    "mode", [mode for _, mode in modes.load()], ids=lambda mode: type(mode).__name__
)
def test_each_says_what_it_is(mode: Mode) -> None:
    assert words_of(mode.title)
    assert words_of(mode.about) or mode.group == "top"
    assert mode.group in ("top", "overview", *GROUPS)


def test_a_short_name_stays_as_long_as_its_text() -> None:
    assert short_name("a") == short_name("a") == "ca978112"
    assert short_name("a") != short_name("b")
