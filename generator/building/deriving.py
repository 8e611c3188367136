"""Derive the page of a lesson from its run and from what is around it in its site."""

from dataclasses import dataclass, replace

from proven_lessons.generator.building.lesson_state import LessonState, Needs
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.modes import Block
from proven_lessons.generator.modes.lab import LabBlock
from proven_lessons.generator.modes.recall import RecallBlock
from proven_lessons.generator.pages.cards import asked_on
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import Page
from proven_lessons.generator.translation import Said
from proven_lessons.runner.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a lesson's page takes from others: its track's title, and the links to other pages."""

    topic: str
    needs: Needs
    following: tuple[Said, str]
    has_lab: bool = False


def is_other_track(before: object, now: Around) -> bool:
    """Return whether nothing around a lesson is new but the title of its track."""
    return isinstance(before, Around) and replace(before, topic=now.topic) == now


def page_of(state: LessonState, around: Around) -> Page:
    """Return the page of a lesson whose trace is there, as data."""
    trace = state.trace
    assert trace is not None
    return derived(state, trace, around).value


def derived(state: LessonState, trace: Trace, around: Around) -> Answer[Page]:
    """Return the page of a lesson, in the language that it is told in.

    What is false is told of the texts as they were written; a translation holds the same names,
    code and numbers.
    """
    lesson, told = state.files.lesson, state.files.told
    assert lesson is not None
    assert told is not None

    def told_of(one: Lesson) -> Answer[Page]:
        topic, needs, following = around.topic, around.needs, around.following
        made = derive(one, trace, topic=topic, needs=needs, following=following)
        return replace(made, value=_with_what_leads_on(made.value, has_lab=around.has_lab))

    answer = told_of(lesson if told.written != lesson.written else told)
    if told is lesson:
        return answer
    missing = state.files.translation.missing if state.files.translation else ()
    page = replace(
        answer.value if told.written == lesson.written else told_of(told).value,
        problems=answer.value.problems,
        read=answer.value.read,
        untranslated=len(missing),
        has_original_title=lesson.written.title in missing,
    )
    return Answer(value=page, problems=answer.problems)


# Private


def _with_what_leads_on(page: Page, *, has_lab: bool) -> Page:
    """Return a page that leads to no Lab where a site has none, and that recalls what it asks."""
    page = page if has_lab else _without(page, LabBlock)
    return page if any(asked_on(page)) else _without(page, RecallBlock)


def _without(page: Page, kind: type[Block]) -> Page:
    sections = (
        replace(one, block=None) if isinstance(one.block, kind) else one for one in page.sections
    )
    return replace(page, sections=tuple(sections))
