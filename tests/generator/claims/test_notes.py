"""A note is about the statement that has its text, whatever else stands on that line."""

import pytest

from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.notes import notes_on
from proven_lessons.generator.claims.readonly import place_in_trace
from proven_lessons.generator.lessons.checks import check
from proven_lessons.runner.trace import Place
from tests.builders import a_lesson, a_step, a_trace, an_exchange, view

SOURCE = view(
    "if request.GET.get('a'): color = 'red'  # a trap\n"
    "text = (\n    'one'\n    'two'\n)\nreturn HttpResponse(text)"
)
HEADER, ASSIGNED = "if request.GET.get('a'):", "color = 'red'"


def noted(at: str, code: str, line: int = 5, end_line: int | None = None) -> bool:
    lesson = a_lesson(SOURCE, steps=[{"at": at, "id": "it"}])
    place = Place(file="views.py", line=line, end_line=end_line or line, code=code, function="view")
    return bool(notes_on(lesson, "main", a_step(at=place)))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("color = 'red'", [False, True]),
        ("GET.get", [True, False]),
        ("# a trap", [True, True]),  # it is the line's
        (": color", [True, True]),
        ("absent", [False, False]),
    ],
)
def test_of_two_statements_on_a_line_it_is_the_one_with_the_text(
    at: str, expected: list[bool]
) -> None:
    assert [noted(at, HEADER), noted(at, ASSIGNED)] == expected


def test_a_text_of_several_lines_is_found_as_it_stands() -> None:
    code = "text = (\n    'one'\n    'two'\n)"
    assert noted("'one'\n        'two'", code, 6, 9)


def test_no_note_is_about_what_is_not_the_lessons_or_has_only_begun() -> None:
    lesson = a_lesson(SOURCE, steps=[{"at": "return", "id": "it"}])
    place = Place(
        file="views.py", line=10, end_line=10, code="return HttpResponse(text)", function="view"
    )
    assert notes_on(lesson, "main", a_step(code="")) == []
    assert notes_on(lesson, "main", a_step(kind="begun", at=place)) == []
    steps = [a_step(kind="begun", at=place), a_step(at=place)]
    names = Names(lesson, a_trace(an_exchange(*steps))).open()
    assert place_in_trace(names.top("step").it) == ("main", 3)


def test_a_line_that_stands_twice_is_that_of_the_function_which_the_note_names() -> None:
    source = "def view(request):\n    x = 1\n\n\ndef other(request):\n    x = 1\n"
    lesson = a_lesson(source, steps=[{"at": "x = 1", "in": "other", "id": "it"}])

    def noted_in(function: str, line: int) -> bool:
        place = Place(file="views.py", line=line, end_line=line, code="x = 1", function=function)
        return bool(notes_on(lesson, "main", a_step(at=place)))

    assert [noted_in("view", 2), noted_in("other", 6)] == [False, True]
    assert list(check(lesson)) == []
