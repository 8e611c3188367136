"""The page of a lesson is derived from its run; of what is around it, its track's title is on its cards alone."""

from dataclasses import replace

from proven_lessons.generator.building.deriving import Around, derived, is_other_track, page_of
from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState, Recorded
from proven_lessons.generator.modes.lab import LabBlock
from proven_lessons.generator.pages.page import Page
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import a_lesson, recorded, view

AROUND = Around(topic="A track", needs=(), following=("Next", "next.md"))


def state(recorder: Recorder) -> LessonState:
    lesson = a_lesson(view("request.session['a'] = 1\nreturn HttpResponse('ok')"))
    files = LessonFiles(key="t/one", folder=lesson.folder, signature=(), lesson=lesson, problems=())
    made = LessonState(files=files)
    made.recorded = Recorded(trace=recorded(recorder, lesson))
    return made


def has_lab(page: Page) -> bool:
    return any(isinstance(section.block, LabBlock) for section in page.sections)


def test_a_page_leads_to_the_lab_where_a_site_has_one(recorder: Recorder) -> None:
    of = state(recorder)
    assert not has_lab(page_of(of, AROUND))
    assert has_lab(page_of(of, replace(AROUND, has_lab=True)))


def test_of_another_title_of_the_track_a_page_shows_nothing_itself(recorder: Recorder) -> None:
    of, other = state(recorder), replace(AROUND, topic="Another")
    assert of.trace is not None
    before, now = (derived(of, of.trace, around).value for around in (AROUND, other))
    assert (before.topic, now.topic) == ("A track", "Another")
    assert replace(before, topic="Another") == now
    assert is_other_track(AROUND, other)
    assert not is_other_track(AROUND, replace(other, following=("Else", "else.md")))
    assert not is_other_track(None, other)
