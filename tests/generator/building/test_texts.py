"""Texts about several lessons say what a run of some of them does, or are a problem."""

from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator.building.lesson_state import LessonFiles, LessonState, Recorded
from proven_lessons.generator.building.texts import of_page, of_track
from proven_lessons.generator.lessons.lesson import Place, Source, Track, TrackFile
from tests.builders import a_lesson, a_trace, an_exchange

SOURCE = Source(file="track/track.yml", places={("title",): Place(line=1, column=8)}, text="")


def state(key: str, status: int) -> LessonState:
    files = LessonFiles(key=key, folder=Path(key), signature=(), lesson=a_lesson(), problems=())
    return LessonState(files=files, recorded=Recorded(trace=a_trace(an_exchange(status=status))))


STATES = {"track/a": state("track/a", 200), "track/b": state("track/b", 404)}


def track(**written: Any) -> list[str]:
    texts = {"title": "A track", "summary": "What it is about."} | written
    found = Track(
        key="track", folder=Path("track"), written=TrackFile.model_validate(texts),
        lessons=tuple(STATES), source=SOURCE,
    )  # fmt: skip
    return [str(problem) for problem in of_track(found, STATES)]


@pytest.mark.parametrize("text", ["One answers with a 404.", "A 200 response", "Plain words."])
def test_what_one_of_its_lessons_does_a_track_may_say(text: str) -> None:
    assert track(summary=text, intro=text) == []


def test_what_none_of_them_does_is_a_problem_at_its_place() -> None:
    (problem,) = track(title="It responds 500")
    assert problem.startswith("track/track.yml:1:8: 'responds 500': no response has this status")
    assert track(title="It responds 500", meant=["responds 500"]) == []
    (unused,) = track(meant=["responds 500"])
    assert "no text needs 'responds 500' here (take it out)" in unused


def test_html_is_refused() -> None:
    (problem,) = track(intro="Some <b>bold</b> words")[:1]
    assert "<b> is HTML; a text is Markdown" in problem


def page(text: str, *meant: str) -> list[str]:
    return [str(problem) for problem in of_page("index.md", text, meant, STATES.values())]


def test_a_page_that_shows_lessons_says_what_they_do() -> None:
    assert page("# Home\n\nIt answers with a 404. <b>Bold</b> is fine here.\n") == []
    (problem,) = page("# Home\n\nIt answers with a 500.\n")
    assert problem.startswith("index.md:3: 'answers with a 500': no response has this status")
    assert "list it at the top of the page: meant: ['answers with a 500']" in problem
    assert page("# Home\n\nIt answers with a 500.\n", "answers with a 500") == []
