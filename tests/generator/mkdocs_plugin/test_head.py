"""A link to a lesson is shown with its title and its promise, whatever stands in them."""

import re

from tests.builders import write_lesson
from tests.sites import Sites


def test_a_lesson_and_a_track_have_a_card_and_pages_of_others_have_none(sites: Sites) -> None:
    yaml = "title: A <b> & more\nsummary: It is for a test.\nview: view\n"
    write_lesson(sites.data, "t/one", yaml=yaml)
    (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
    site = sites.site("build")
    tag = re.compile(r'<meta property="(og:[^"]*)" content="([^"]*)">')
    assert tag.findall(site["t/one/index.html"].decode()) == [
        ("og:type", "article"),
        ("og:site_name", "Test"),
        ("og:title", "A &#60;b&#62; &#38; more"),
        ("og:description", "It is for a test."),
        ("og:url", "https://example.org/t/one/"),
        ("og:image", "https://example.org/assets/pictures/t/one.png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
    ]
    assert site["assets/pictures/t/one.png"].startswith(b"\x89PNG")
    assert ("og:title", "A track") in tag.findall(site["t/index.html"].decode())
    assert tag.findall(site["index.html"].decode()) == []
