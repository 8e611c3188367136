"""Finished pages have what they need beside their content, and pages of others nothing of it."""

from types import SimpleNamespace
from typing import Any

import pytest

from proven_lessons.generator.mkdocs_plugin.finishing import picture_path
from tests.builders import write_lesson
from tests.sites import Sites


def test_a_lesson_gets_a_card_and_a_twin_and_a_page_of_others_neither(sites: Sites) -> None:
    write_lesson(sites.data, "t/one")
    (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
    site = sites.site("build")
    assert b"og:title" in site["t/one/index.html"]
    assert b"og:title" not in site["index.html"]
    assert b"og:title" not in site["embed/t/one/index.html"]
    assert "embed/index.html" not in site
    assert "embed/t/index.html" not in site
    sites.assert_same()


@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("index.html", "assets/pictures.png"),
        ("t/one/index.html", "assets/pictures/t/one.png"),
        ("t/one.html", "assets/pictures/t/one.png"),
        ("t/v1.2/index.html", "assets/pictures/t/v1.2.png"),
    ],
)
def test_each_page_has_a_picture_of_its_own(path: str, picture: str) -> None:
    page: Any = SimpleNamespace(file=SimpleNamespace(dest_uri=path))
    assert picture_path(page) == picture
