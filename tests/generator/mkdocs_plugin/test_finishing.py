"""Finished pages have what they need beside their content, and pages of others nothing of it."""

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
