"""A problem is one line that an editor can jump to; a wrong name gets the nearest right one."""

import pytest

from proven_lessons.generator.errors import Problem, did_you_mean


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.yml", "it is wrong"), "a.yml: it is wrong"),
        (Problem("a.yml", "it is wrong", 3), "a.yml:3: it is wrong"),
        (Problem("a.yml", "it is wrong", 3, 7), "a.yml:3:7: it is wrong"),
        (Problem("a.yml", "it is wrong", 3, 7, "mend it"), "a.yml:3:7: it is wrong (mend it)"),
        (Problem("a.yml", "two\nlines", hint="in\none"), "a.yml: two lines (in one)"),
    ],
)
def test_a_problem_is_one_line(problem: Problem, line: str) -> None:
    assert str(problem) == line


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("sesion", ["session", "cookies"], "did you mean 'session'?"),
        ("xyz", ["session", "cookies"], "known: session, cookies"),
        ("xyz", [], ""),
        (
            "xyz",
            [f"name{n}" for n in range(20)],
            f"known: {', '.join(f'name{n}' for n in range(12))}",
        ),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(name: str, known: list[str], hint: str) -> None:
    assert did_you_mean(name, known) == hint
