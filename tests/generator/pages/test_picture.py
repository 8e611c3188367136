"""The picture for links has the lesson's title and the head of its own table, and the same bytes each time."""

from io import BytesIO

import pytest
from PIL import Image

from proven_lessons.generator.modes.trace import TraceBlock
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import Page
from proven_lessons.generator.pages.picture import HEIGHT, WIDTH, drawn_of, picture_of
from proven_lessons.generator.translation import Language
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import a_lesson, recorded, view

SOURCE = view("request.session['a'] = 1\nreturn HttpResponse('ok')")


def page(recorder: Recorder, title: str) -> Page:
    lesson = a_lesson(SOURCE, title=title)
    return derive(lesson, recorded(recorder, lesson), topic="T").value


def test_a_picture_is_as_large_as_others_want_it_and_small_as_a_file(recorder: Recorder) -> None:
    drawn = picture_of(drawn_of(page(recorder, "A lesson: Größe und €"), Language()), "Site")
    assert drawn is not None
    image = Image.open(BytesIO(drawn))
    assert image.size == (WIDTH, HEIGHT)
    assert len(drawn) < 60_000
    assert len(image.getcolors() or ()) > 3, "something is drawn"
    assert drawn == picture_of(
        drawn_of(page(recorder, "A lesson: Größe und €"), Language()), "Site"
    )


def test_what_is_drawn_is_the_lessons_own(recorder: Recorder) -> None:
    one, other = page(recorder, "One"), page(recorder, "Other")
    assert any(isinstance(section.block, TraceBlock) for section in one.sections)
    assert picture_of(drawn_of(one, Language()), "Site") != picture_of(
        drawn_of(other, Language()), "Site"
    )
    assert picture_of(drawn_of(one, Language()), "Site") != picture_of(
        drawn_of(one, Language("de")), "Site"
    )


@pytest.mark.parametrize("title", ["会话", "جلسة", "A \u200b"])
def test_a_text_that_the_font_has_not_has_no_picture(title: str, recorder: Recorder) -> None:
    assert picture_of(drawn_of(page(recorder, title), Language()), "Site") is None
