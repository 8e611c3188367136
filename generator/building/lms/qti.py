"""The quizzes of lessons as a package of QTI 2.1.

A lesson is a test, with a question for each of its own; each option says why it is right or wrong.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from proven_lessons.generator.building.archives import zipped
from proven_lessons.generator.building.lms.packages import (
    MANIFEST,
    Resource,
    add,
    manifest,
    written,
)
from proven_lessons.generator.building.lms.qti_body import plain, put_blocks, put_words
from proven_lessons.generator.building.lms.questions import Question, Quiz

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_SCORE = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}


def package(quizzes: Iterable[Quiz]) -> bytes:
    """Return the zip file of a package of QTI 2.1."""
    files: dict[str, str] = {}
    resources: list[Resource] = []
    for quiz in quizzes:
        items = {f"{quiz.name}-{one.name}": one for one in quiz.questions}
        for name, question in items.items():
            files[f"items/{name}.xml"] = written(_item(name, quiz, question), _QTI)
            resources.append(
                Resource(name=name, kind="imsqti_item_xmlv2p1", path=f"items/{name}.xml")
            )
        path = f"tests/{quiz.name}.xml"
        files[path] = written(_test(quiz, tuple(items)), _QTI)
        resources.append(
            Resource(name=quiz.name, kind="imsqti_test_xmlv2p1", path=path, uses=tuple(items))
        )
    files[MANIFEST] = manifest(resources, "QTIv2.1 Package")
    return zipped(files)


# Private


def _item(name: str, quiz: Quiz, question: Question) -> Element:
    root = Element("assessmentItem", identifier=name, title=plain(question.ask))
    root.attrib |= {"adaptive": "false", "timeDependent": "false"}
    single = {"cardinality": "single", "baseType": "identifier"}
    response = add(root, "responseDeclaration", identifier="RESPONSE", **single)
    add(add(response, "correctResponse"), "value", question.key)
    score = add(root, "outcomeDeclaration", **_SCORE)
    add(add(score, "defaultValue"), "value", "0")
    add(root, "outcomeDeclaration", identifier="FEEDBACK", **single)
    _add_body(root, quiz, question)
    _add_processing(root)
    for choice in question.choices:
        if choice.reason is not None:
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": choice.letter}
            put_blocks(add(root, "modalFeedback", showHide="show", **shown), [choice.reason])
    return root


def _add_body(root: Element, quiz: Quiz, question: Question) -> None:
    """Add what is shown: what the question is about, the question, and its options."""
    body = add(root, "itemBody")
    put_blocks(body, [*quiz.shared, *question.given])
    asked = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": "1"}
    interaction = add(body, "choiceInteraction", **asked)
    put_words(add(interaction, "prompt"), question.ask)
    for choice in question.choices:
        put_words(add(interaction, "simpleChoice", identifier=choice.letter), choice.shown)


def _add_processing(root: Element) -> None:
    """Give a point for the right answer, and show what is said of the one that was chosen."""
    processing = add(root, "responseProcessing")
    condition = add(add(processing, "responseCondition"), "responseIf")
    match = add(condition, "match")
    add(match, "variable", identifier="RESPONSE")
    add(match, "correct", identifier="RESPONSE")
    score = add(condition, "setOutcomeValue", identifier="SCORE")
    add(score, "baseValue", "1", baseType="float")
    feedback = add(processing, "setOutcomeValue", identifier="FEEDBACK")
    add(feedback, "variable", identifier="RESPONSE")


def _test(quiz: Quiz, items: Iterable[str]) -> Element:
    root = Element("assessmentTest", identifier=quiz.name, title=quiz.title)
    add(root, "outcomeDeclaration", **_SCORE)
    part = add(
        root, "testPart", identifier="all", navigationMode="nonlinear", submissionMode="individual"
    )
    section = add(part, "assessmentSection", identifier="quiz", title=quiz.title, visible="true")
    for name in items:
        add(section, "assessmentItemRef", identifier=name, href=f"../items/{name}.xml")
    processing = add(root, "outcomeProcessing")
    total = add(add(processing, "setOutcomeValue", identifier="SCORE"), "sum")
    add(total, "testVariables", variableIdentifier="SCORE")
    return root
