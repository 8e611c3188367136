"""What the YAML says of the files beside it is true: each view, each piece of a line, each file."""

import dataclasses

import pytest

from proven_lessons.generator.lessons.checks import check
from proven_lessons.runner.scenario import SourceFile
from tests.builders import a_lesson, view

SOURCE = view("x = 1\nx = 1\nreturn HttpResponse('ok')")


def problems(
    source: str = SOURCE, files: dict[str, str] | None = None, **written: object
) -> list[str]:
    lesson = a_lesson(source, **written)
    more = tuple(
        SourceFile(path=path, content=text.encode()) for path, text in (files or {}).items()
    )
    lesson = dataclasses.replace(lesson, files=(*lesson.files, *more))
    return [
        str(problem).removeprefix("lesson_data/track/one/").removeprefix("lesson.yml:1:1: ")
        for problem in check(lesson)
    ]


def test_a_lesson_that_names_what_there_is_has_no_problem() -> None:
    assert (
        problems(
            steps=[{"at": "return", "id": "end"}],
            what_if={"other": {"title": "else", "edits": [{"replace": "'ok'", "with": "'no'"}]}},
            requests=[{"request": "POST /", "files": {"f": "a.txt"}}],
            files={"a.txt": "a"},
        )
        == []
    )


@pytest.mark.parametrize(
    ("written", "files", "problem"),
    [
        ({"view": "veiw"}, {}, "views.py has no 'veiw' (did you mean 'view'?)"),
        ({"view": None}, {}, "expected one of view, routes or a urls.py, found none of them"),
        ({"routes": {"": "view"}}, {}, "expected one of view, routes or a urls.py, found view and routes"),
        ({}, {"urls.py": ""}, "expected one of view, routes or a urls.py, found view and urls.py"),
        ({"view": None, "routes": {"a/": "gone"}}, {}, "views.py has no 'gone'"),
        ({"steps": [{"at": "y = 2"}]}, {}, "'y = 2' is on no line of the lesson's Python files"),
        ({"steps": [{"at": "x = 1"}]}, {}, "'x = 1' matches 2 times: views.py:5, views.py:6 (take a longer piece of the line, or name its function: in: NAME)"),
        ({"steps": [{"at": "x = 1", "in": "nobody"}]}, {}, "there is no function 'nobody' in the lesson"),
        ({"steps": [{"at": "return", "id": "a"}, {"at": "def view", "id": "a"}]}, {}, "the id 'a' is used twice"),
        ({"what_if": {"main": {"title": "t", "settings": {"DEBUG": True}}}}, {}, "a what-if can't be called 'main'"),
        ({"what_if": {"o": {"title": "t", "edits": [{"delete": "y = 2"}]}}}, {}, "'y = 2' is on no line of views.py"),
        ({"what_if": {"o": {"title": "t", "edits": [{"delete": "x = 1"}]}}}, {}, "'x = 1' matches 2 times"),
        ({"requests": [{"request": "POST /", "files": {"f": "gone.txt"}}]}, {}, "there is no file 'gone.txt' in the lesson's folder"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(
    written: dict[str, object], files: dict[str, str], problem: str
) -> None:
    assert any(one.startswith(problem) for one in problems(files=files, **written))


def test_a_lesson_without_a_view_file_is_told_once() -> None:
    lesson = dataclasses.replace(a_lesson(), files=())
    assert [problem.message for problem in check(lesson)] == ["there is no views.py"]
    urls = SourceFile(path="urls.py", content=b"urlpatterns = []")
    lesson = dataclasses.replace(a_lesson(view=None), files=(urls,))
    assert list(check(lesson)) == []


def test_a_change_to_a_file_that_there_is_not_says_which_there_are() -> None:
    edit = {"replace": "x", "with": "y", "file": "vews.py"}
    (found,) = problems(what_if={"a": {"title": "else", "edits": [edit]}})
    assert found == "there is no file vews.py to change (did you mean 'views.py'?)"


def test_a_change_in_a_lesson_about_a_project_has_to_name_its_file() -> None:
    written = {"what_if": {"a": {"title": "else", "edits": [{"delete": "x = 1"}]}}}
    lesson = a_lesson(SOURCE, **written)
    watched = SourceFile(path="orders/views.py", content=b"x = 1\n", module="orders.views")
    lesson = dataclasses.replace(lesson, files=(watched,))
    assert any("file: orders/views.py" in str(one) for one in check(lesson))


@pytest.mark.parametrize(
    "edit",
    [
        {"insert": "request.x = 1", "after": "def view(request):"},
        {"insert": "if request:", "after": "return HttpResponse"},
    ],
)
def test_an_insert_that_would_begin_a_block_leads_to_replace(edit: dict[str, str]) -> None:
    (found,) = problems(what_if={"a": {"title": "else", "edits": [edit]}})
    assert "with these edits, views.py, line" in found
    assert found.endswith("to begin a block, use replace)")
