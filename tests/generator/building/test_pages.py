"""A page is made once for a state of its lesson; a broken lesson has one that says what is wrong."""

import html
from pathlib import Path

import pytest

from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState, Recorded
from proven_lessons.generator.building.pages import PageMaker, source_of_lesson
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson, Track, TrackFile
from proven_lessons.runner.trace import Trace
from tests.builders import a_lesson, a_session, a_step, a_trace, an_exchange

TRACE = a_trace(an_exchange(a_step(session=a_session("loaded"))))


@pytest.fixture(scope="module")
def maker() -> PageMaker:
    return PageMaker("en")


def track(title: str = "Track") -> Track:
    written = TrackFile(title=title, summary="Some lessons.", intro="Read *them*.")
    return Track(key="track", folder=Path("track"), written=written, lessons=("track/one",))


def state(
    lesson: Lesson | None, trace: Trace | None = TRACE, *problems: Problem, output: str = ""
) -> LessonState:
    files = LessonFiles(
        key="track/one", folder=Path("data/track/one"), signature=(), lesson=lesson,
        problems=() if lesson else problems,
    )  # fmt: skip
    recorded = Recorded(trace=trace, problems=problems if lesson else (), output=output)
    return LessonState(files=files, recorded=recorded)


def test_a_page_is_made_again_only_if_something_that_it_shows_has_changed(maker: PageMaker) -> None:
    one = state(a_lesson())
    one.rendered = maker.lesson(one, track(), {})
    assert one.rendered.problems == ()
    assert one.rendered.page is not None
    assert maker.lesson(one, track(), {}) is one.rendered
    renamed = maker.lesson(one, track("Other"), {})
    assert renamed is not one.rendered
    assert "Other" in renamed.markdown


def test_a_lesson_that_asks_nothing_has_nothing_to_recall(maker: PageMaker) -> None:
    """The page on which questions come back is there only if a lesson has one."""
    silent = maker.lesson(state(a_lesson()), track(), {})
    quiz = [{"ask": "What is the status?", "answer": "response.status", "options": [404]}]
    asking = maker.lesson(state(a_lesson(quiz=quiz)), track(), {})
    for rendered, is_asking in ((silent, False), (asking, True)):
        assert (rendered.deck is not None) is is_asking
        assert ("recall.md" in rendered.markdown) is is_asking


def test_a_broken_lesson_has_a_page_that_says_what_is_wrong(maker: PageMaker) -> None:
    problem = Problem("lesson.yml", "it is wrong", 3)
    unread = maker.lesson(state(None, None, problem), track(), {})
    assert (unread.page, unread.problems) == (None, (problem,))
    assert "lesson.yml:3: it is wrong" in html.unescape(unread.markdown)
    failed = maker.lesson(state(a_lesson(), None, problem, output="so far"), track(), {})
    assert failed.page is None
    assert "so far" in failed.markdown
    missing = maker.lesson(state(a_lesson(needs=["track/gone"])), track(), {})
    assert missing.page is None
    assert [one.message for one in missing.problems] == ["there is no lesson 'track/gone'"]


def test_what_is_false_is_shown_on_the_page_and_told(maker: PageMaker) -> None:
    found = maker.lesson(state(a_lesson(summary="It is {{ step.gone }}.")), track(), {})
    assert found.page is not None
    assert len(found.problems) == 1
    assert "there is no step.gone" in found.markdown


def test_a_track_shows_its_lessons(maker: PageMaker) -> None:
    one = state(a_lesson())
    one.rendered = maker.lesson(one, track(), {})
    page = maker.track(track(), {"track/one": one})
    assert [card.title for card in page.lessons] == ["A lesson"]
    markdown = maker.markdown_of(page)
    assert "# Track" in markdown
    assert "Read *them*." in markdown
    assert "[Track](../track/index.md)" in maker.tracks([page], "../")


def test_a_broken_track_says_what_is_wrong(maker: PageMaker) -> None:
    markdown = maker.broken_track(Path("data/track"), [Problem("track.yml", "it is wrong", 1)])
    assert "track.yml:1: it is wrong" in html.unescape(markdown)


def test_only_a_lesson_with_a_page_has_a_player(maker: PageMaker) -> None:
    one = state(a_lesson())
    assert maker.player(None) == maker.player(one) == ""
    one.rendered = maker.lesson(one, track(), {})
    assert maker.player(one)
    assert source_of_lesson(one) == Path("data/track/one/lesson.yml")
