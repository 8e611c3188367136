"""The quizzes of lessons as a package of QTI 1.2, for an LMS that reads no newer one."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from proven_lessons.generator.building.archives import zipped
from proven_lessons.generator.building.lms.packages import (
    MANIFEST,
    Resource,
    add,
    manifest,
    written,
)
from proven_lessons.generator.building.lms.qti_body import plain, put_blocks, put_words
from proven_lessons.generator.building.lms.questions import Choice, Question, Quiz

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
# As Canvas writes them, and others read them.
_FIELDS = {"question_type": "multiple_choice_question", "points_possible": "1"}


def package(quizzes: Iterable[Quiz]) -> bytes:
    """Return the zip file of a package of QTI 1.2."""
    files: dict[str, str] = {}
    resources: list[Resource] = []
    for quiz in quizzes:
        path = f"{quiz.name}.xml"
        files[path] = written(_assessment(quiz), _QTI)
        resources.append(Resource(name=quiz.name, kind="imsqti_xmlv1p2", path=path))
    files[MANIFEST] = manifest(resources, "IMS Content")
    return zipped(files)


# Private


def _assessment(quiz: Quiz) -> Element:
    root = Element("questestinterop")
    assessment = add(root, "assessment", ident=quiz.name, title=quiz.title)
    section = add(assessment, "section", ident="root_section")
    for question in quiz.questions:
        section.append(_item(quiz, question))
    return root


def _item(quiz: Quiz, question: Question) -> Element:
    item = Element("item", ident=f"{quiz.name}-{question.name}", title=plain(question.ask))
    fields = add(add(item, "itemmetadata"), "qtimetadata")
    for label, entry in _FIELDS.items():
        field = add(fields, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)
    _add_presentation(item, quiz, question)
    item.append(_processing(question))
    for choice in question.choices:
        if choice.reason is not None:
            said = Element("div")
            put_blocks(said, [choice.reason])
            feedback = add(item, "itemfeedback", ident=f"{choice.letter}_fb")
            _add_material(add(feedback, "flow_mat"), said)
    return item


def _add_presentation(item: Element, quiz: Quiz, question: Question) -> None:
    """Add what is shown: what the question is about, the question, and its options."""
    presentation = add(item, "presentation")
    whole = Element("div")
    put_blocks(whole, [*quiz.shared, *question.given, question.ask])
    _add_material(presentation, whole)
    response = add(presentation, "response_lid", ident="response1", rcardinality="Single")
    choices = add(response, "render_choice", shuffle="Yes")
    for choice in question.choices:
        shown = Element("span")
        put_words(shown, choice.shown)
        _add_material(add(choices, "response_label", ident=choice.letter), shown)


def _processing(question: Question) -> Element:
    processing = Element("resprocessing")
    outcome = {"varname": "SCORE", "vartype": "Decimal", "minvalue": "0", "maxvalue": "100"}
    add(add(processing, "outcomes"), "decvar", **outcome)

    def chosen(choice: Choice, *, goes_on: bool) -> Element:
        condition = add(processing, "respcondition", **{"continue": "Yes" if goes_on else "No"})
        varies = add(condition, "conditionvar")
        add(varies, "varequal", choice.letter, respident="response1")
        return condition

    for choice in question.choices:
        if choice.reason is not None:
            said = {"feedbacktype": "Response", "linkrefid": f"{choice.letter}_fb"}
            add(chosen(choice, goes_on=True), "displayfeedback", **said)
    right = next(choice for choice in question.choices if choice.is_right)
    add(chosen(right, goes_on=False), "setvar", "100", action="Set", varname="SCORE")
    return processing


def _add_material(parent: Element, content: Element) -> None:
    """Put HTML as text into a question of QTI 1.2."""
    add(add(parent, "material"), "mattext", tostring(content, "unicode"), texttype="text/html")
