"""A page is derived from a lesson and its trace alone, with everything in it that is false."""

from typing import Any

import pytest

from proven_lessons.generator import modes
from proven_lessons.generator.pages.derive import derive
from proven_lessons.runner.trace import Exchange, Failure, Place
from tests.builders import (
    a_lesson,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    view,
    words_of,
)

AT = Place(file="views.py", line=5, end_line=5, code="", function="view")
FAILED = an_exchange(status=500, error=Failure(type="KeyError", message="'a'", at=AT))


def problems(trace: object = None, **written: object) -> list[str]:
    lesson = a_lesson(**written)
    answer = derive(lesson, trace or a_trace(), topic="T")  # type: ignore[arg-type]
    assert answer.value.problems == tuple(str(problem) for problem in answer.problems)
    return [str(problem).removeprefix("lesson_data/track/one/") for problem in answer.problems]


def test_a_page_has_a_section_for_each_mode_in_its_order() -> None:
    page = derive(a_lesson(tags=["a"]), a_trace(), topic="T", needs=(("One", "../one.md"),)).value
    assert [section.name for section in page.sections] == [name for name, _ in modes.load()]
    assert (page.key, page.title, page.topic) == ("track/one", "A lesson", "T")
    assert (words_of(page.level), page.tags, page.needs) == (
        "beginner",
        ("a",),
        (("One", "../one.md"),),
    )
    assert page.problems == ()


def test_the_same_lesson_and_trace_make_the_same_page() -> None:
    trace = a_trace(an_exchange(a_step()))
    assert derive(a_lesson(), trace, topic="T").value == derive(a_lesson(), trace, topic="T").value


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"summary": "It is {{ step.gone }}."}, "there is no step.gone"),
        ({"snapshot": "{{ final.statu }}"}, "has no 'statu'"),
        (
            {"key_moments": [{"ask": "Q", "answer": "A", "proof": ["response.status == 404"]}]},
            "404",
        ),
        ({"summary": "It answers with status 404."}, "404"),
    ],
)
def test_what_is_false_in_any_part_of_it_is_told(written: dict[str, object], problem: str) -> None:
    found = problems(**written)
    assert len(found) == 1
    assert problem in found[0]
    assert found[0].startswith("lesson.yml:")


def test_a_run_that_ends_in_an_error_is_told_alone_and_where_it_happened() -> None:
    (found,) = problems(a_trace(FAILED), summary="It is {{ step.gone }}.")
    assert found.startswith("views.py:5: ")
    assert "KeyError" in found


def test_an_error_that_is_meant_is_none() -> None:
    assert problems(a_trace(FAILED), raises="KeyError") == []
    (found,) = problems(a_trace(FAILED), raises="ValueError")
    assert found.startswith("lesson.yml:1:1: ")
    (found,) = problems(a_trace(), raises="KeyError")
    assert "KeyError" in found


def test_an_error_of_the_view_without_a_line_of_its_own_is_told_where_the_view_begins() -> None:
    failed = an_exchange(status=500, error=Failure(type="ValueError", message="no", at=None))
    lesson = a_lesson(view("return HttpResponse('ok')"))
    (problem,) = derive(lesson, a_trace(failed), topic="T").problems
    assert str(problem).startswith("lesson_data/track/one/views.py:4: ")


def test_the_time_grows_with_the_words_the_steps_and_what_there_is_to_do() -> None:
    def minutes(*exchanges: Exchange, **written: Any) -> int:
        answer = derive(a_lesson(view("x = 1"), **written), a_trace(*exchanges), topic="T")
        return answer.value.minutes

    short = minutes()
    assert short >= 1
    assert minutes(snapshot="word " * 500) > short
    assert minutes(an_exchange(*[a_step()] * 60)) > short
    values = [
        a_step(kind="assign", code=f"x = f({n})", locals={"x": a_value(n)}, names=("x",))
        for n in range(10)
    ]
    bare = [a_step(code="f()") for _ in range(10)]
    assert minutes(an_exchange(*values)) > minutes(an_exchange(*bare)), "they can be predicted"
