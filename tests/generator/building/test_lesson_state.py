"""Each stage of a lesson is made from the one before; a list shows how far it has come."""

import dataclasses
from pathlib import Path

from proven_lessons.generator.building.lesson_state import (
    LessonFiles,
    LessonState,
    Recorded,
    card_of,
    needs_of,
    signature_of,
)
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.pages.page import LessonCard
from tests.builders import a_lesson, a_trace, words_of

PROBLEM = Problem("lesson.yml", "it is wrong")


def state(key: str = "track/one", lesson: Lesson | None = None, **stages: Recorded) -> LessonState:
    problems = () if lesson else (PROBLEM,)
    files = LessonFiles(key=key, folder=Path(key), signature=(), lesson=lesson, problems=problems)
    return LessonState(files=files, **stages)


def test_a_lesson_that_can_not_be_loaded_is_called_by_its_folder() -> None:
    assert state("track/lost-change").files.title == "Lost change"
    assert state(lesson=a_lesson(title="Kept")).files.title == "Kept"


def test_its_problems_are_those_of_all_stages() -> None:
    other = Problem("views.py", "it loops")
    assert state().problems == (PROBLEM,)
    assert state(lesson=a_lesson(), recorded=Recorded(problems=(other,))).problems == (other,)
    assert state(lesson=a_lesson()).trace is None


def test_a_signature_changes_with_any_file_but_the_trace(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text("1")
    before = signature_of(tmp_path)
    (tmp_path / "trace.json").write_text("{}")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "views.pyc").write_text("")
    assert signature_of(tmp_path) == before
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("")
    assert signature_of(tmp_path) != before


def test_lessons_to_read_first_are_linked_and_missing_ones_told() -> None:
    lesson = a_lesson(needs=["other/two", "other/thre"])
    states = {"other/two": state("other/two"), "other/three": state("other/three")}
    links, problems = needs_of(state(lesson=lesson), states)
    assert links == (("Two", "../other/two.md"),)
    assert [str(problem) for problem in problems] == [
        "lesson_data/track/one/lesson.yml:1:1: there is no lesson 'other/thre' "
        "(did you mean 'other/three'?)"
    ]
    assert needs_of(state(), states) == ((), [])


def test_a_card_says_no_more_than_is_known() -> None:
    assert card_of(state(), {}) == LessonCard(
        key="track/one", name="one", title="One", summary="", minutes=None, level=None
    )
    lesson = a_lesson(level="advanced", minutes=7)
    assert card_of(state(lesson=lesson), {}).level is None, "it was never recorded"
    card = card_of(state(lesson=lesson, recorded=Recorded(trace=a_trace())), {})
    assert (card.title, card.minutes, words_of(card.level)) == ("A lesson", 7, "advanced")
    estimated = dataclasses.replace(lesson, written=a_lesson().written)
    card = card_of(state(lesson=estimated, recorded=Recorded(trace=a_trace())), {})
    assert card.minutes is None, "there is no page yet whose minutes they could be"
