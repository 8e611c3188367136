"""A package of QTI 2.1. What a real player makes of it: tests/browser/test_lms.py."""

import io
import zipfile
from xml.etree.ElementTree import fromstring

from proven_lessons.generator.building.lms.qti import package
from proven_lessons.generator.building.lms.questions import Quiz

NS = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def test_a_quiz_is_a_test_with_an_item_for_each_question(quiz: Quiz) -> None:
    archive = zipfile.ZipFile(io.BytesIO(package([quiz])))
    items = [f"items/lesson-t-l-{one.name}.xml" for one in quiz.questions]
    assert sorted(archive.namelist()) == sorted(["imsmanifest.xml", *items, "tests/lesson-t-l.xml"])
    test = fromstring(archive.read("tests/lesson-t-l.xml"))
    named = [
        f"items/{one.get('href', '').rpartition('/')[2]}"
        for one in test.iter(f"{NS}assessmentItemRef")
    ]
    assert named == items
    item = fromstring(archive.read(items[0]))
    assert (
        item.findtext(f"{NS}responseDeclaration/{NS}correctResponse/{NS}value")
        == quiz.questions[0].key
    )
    body = item.find(f"{NS}itemBody")
    assert body is not None
    blocks = [one.tag.removeprefix(NS) for one in body]
    assert blocks[-1] == "choiceInteraction"
    assert set(blocks[:-1]) <= {"p", "pre", "ul", "ol", "table"}
    attributes = {name for one in body.iter() for name in one.attrib}
    assert attributes == {"responseIdentifier", "shuffle", "maxChoices", "identifier"}


def test_the_same_quiz_gives_the_same_bytes(quiz: Quiz) -> None:
    assert package([quiz]) == package([quiz])
