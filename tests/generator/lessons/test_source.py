"""The lesson's Python is read once, and never run."""

import ast
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.source import (
    definition_line,
    is_called,
    lines_in,
    parsed,
    statement_lines,
    syntax_problems,
)

SOURCE = """\
import this_is_never_imported


@decorated
def view(request):
    if request:
        x = 1

    return x


class Form:
    def clean(self):
        pass
"""


def test_whoever_asks_about_a_file_gets_the_same_tree() -> None:
    assert isinstance(parsed(SOURCE), ast.Module)
    assert parsed(SOURCE) is parsed(SOURCE)


@pytest.mark.parametrize("source", ["def", "\0", "x = (", b"\xff"])
def test_what_python_can_not_read_has_no_tree(source: str | bytes) -> None:
    assert parsed(source) is None


def test_the_lines_of_the_statements_of_a_function_are_those_on_which_they_begin() -> None:
    assert statement_lines(SOURCE, ["view"]) == [6, 7, 9]
    assert statement_lines(SOURCE, ["lesson.views.view", "Form.clean"]) == [6, 7, 9], (
        "a pass may be nothing"
    )
    assert statement_lines("def", ["view"]) == []


def test_a_function_or_class_has_the_line_of_its_definition() -> None:
    assert [definition_line(SOURCE, name) for name in ("view", "Form", "clean")] == [5, 12, None]
    assert definition_line("def", "view") is None


def test_a_file_that_can_not_be_read_is_one_problem_with_its_place() -> None:
    (problem,) = syntax_problems(Path("views.py"), b"x = 1\ny = (\n")
    assert (problem.line, problem.column) == (2, 5)
    assert "Python can't read it" in problem.message
    assert list(syntax_problems(Path("views.py"), b"x = '\\d'\n")) == [], "a warning is no error"


NESTED = """\
class Cart:
    def add(self):
        x = 1

def add():
    x = 1
    def inner():
        x = 1
"""


def test_a_function_goes_by_its_whole_name_or_its_last_part() -> None:
    assert lines_in(NESTED, "Cart.add") == {2, 3}
    assert lines_in(NESTED, "add") == {2, 3, 5, 6, 7, 8}
    assert lines_in(NESTED, "inner") == {7, 8}
    assert lines_in(NESTED, "nothing") == set()
    assert lines_in("def broken(:", "broken") == set()
    assert is_called("view.<locals>.inner", "inner")
    assert not is_called("view.<locals>.winner", "inner")
