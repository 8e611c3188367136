"""A package of QTI 1.2: each question with its key and a word on each option."""

import io
import zipfile
from xml.etree.ElementTree import fromstring

from proven_lessons.generator.building.lms.qti_1 import package
from proven_lessons.generator.building.lms.questions import Quiz

NS = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def test_a_quiz(quiz: Quiz) -> None:
    archive = zipfile.ZipFile(io.BytesIO(package([quiz])))
    assert archive.namelist() == ["imsmanifest.xml", "lesson-t-l.xml"]
    root = fromstring(archive.read("lesson-t-l.xml"))
    first, second = root.iter(f"{NS}item")
    assert first.get("title") == "What does the page say, in one word?"
    labels = [one.get("ident") for one in first.iter(f"{NS}response_label")]
    assert labels == ["A", "B", "C"]
    shown = next(first.iter(f"{NS}mattext")).text or ""
    assert "<pre>" in shown and "<strong>one</strong>" in shown
    (scored,) = [
        one for one in first.iter(f"{NS}respcondition") if one.find(f"{NS}setvar") is not None
    ]
    assert scored.findtext(f"{NS}conditionvar/{NS}varequal") == quiz.questions[0].key
    told = {one.get("linkrefid") for one in first.iter(f"{NS}displayfeedback")}
    assert told == {one.get("ident") for one in first.iter(f"{NS}itemfeedback")}
    assert len(told) >= 2
    assert len(list(second.iter(f"{NS}response_label"))) == 2
