"""A course is all that its lessons load, and names each file. In a player: tests/browser/test_lms.py."""

import io
import re
import zipfile
from posixpath import dirname, normpath
from xml.etree.ElementTree import fromstring

import pytest

from proven_lessons.generator.building.lms import scorm
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.pages.cards import Card, Deck

NS = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def course(cards: int = 1) -> Built:
    made = tuple(Card(name=f"q{number}", front="", back="") for number in range(cards))
    page = "# One\n\n[Two](two.md#quiz) [other](../u/x.md) [words](../glossary.md)\n"
    return Built(
        pages={
            "t/index.md": "# T <b>",
            "t/one.md": page,
            "t/two.md": "# Two",
            "u/x.md": "# X",
            "glossary.md": "# Words",
        },
        decks=[Deck(key="t/one", topic="T", title="One", html="", cards=made)],
    )


TRACK = Entry(
    title="T <b>",
    path="t/index.md",
    inside=(Entry(title="One", path="t/one.md"), Entry(title="Two", path="t/two.md")),
)


def files(built: Built) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(scorm.package(built, TRACK, "en"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_each_file_is_named_and_everything_that_is_loaded_is_there() -> None:
    held = files(course())
    root = fromstring(held["imsmanifest.xml"])
    (resource,) = root.iter(f"{NS}resource")
    assert (resource.get("href"), resource.get(f"{ADL}scormtype")) == ("index.html", "sco")
    named = {one.get("href") for one in resource.iter(f"{NS}file")}
    assert named == held.keys() - {"imsmanifest.xml"}
    for path, text in held.items():
        for address in (
            re.findall(r'(?:href|src)="([^"#:]+)', text) if path.endswith(".html") else ()
        ):
            assert normpath(f"{dirname(path)}/{address}").lstrip("/") in held, (path, address)


def test_links_lead_to_what_is_in_the_course() -> None:
    page = files(course())["t/one.html"]
    assert '<a href="two.html#quiz">Two</a>' in page
    assert "<span>other</span>" in page
    assert '<a href="../glossary.html">words</a>' in page


def test_a_title_is_text_and_each_question_has_a_short_name() -> None:
    held = files(course(2))
    assert "<h1>T &lt;b&gt;</h1>" in held["index.html"]
    (names,) = re.findall(r'data-questions="([^"]+)"', held["index.html"])
    assert re.fullmatch(r"[0-9a-f]{6}=t/one:q0 [0-9a-f]{6}=t/one:q1", names)


def test_more_questions_than_an_lms_keeps_are_refused() -> None:
    with pytest.raises(UsageError, match=r"keeps the answers to 500 questions, 'T <b>' has 501"):
        scorm.package(course(501), TRACK, "en")
