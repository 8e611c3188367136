"""YAML is read with the place of each value and key; what goes beyond plain YAML is told."""

from typing import Any

import pytest

from proven_lessons.generator.lessons.lesson import Place
from proven_lessons.generator.lessons.yaml_reader import DEPTH_LIMIT, SIZE_LIMIT, read


def test_each_value_and_key_has_its_place() -> None:
    data, places, problems = read("a: 1\nb:\n  - x\n  - {c: true}\n", "f.yml")
    assert data == {"a": 1, "b": ["x", {"c": True}]}
    assert problems == []
    assert {path: (place.line, place.column) for path, place in places.items()} == {
        (): (1, 1),
        ("key:a",): (1, 1),
        ("a",): (1, 4),
        ("key:b",): (2, 1),
        ("b",): (3, 3),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "key:c"): (4, 6),
        ("b", 1, "c"): (4, 9),
    }
    assert places["a",] == Place(line=1, column=4)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("# nothing\n", {}),
        ("a:", {"a": None}),
        ("a: 2026-01-02", {"a": "2026-01-02"}),
        ("[1, 2]", [1, 2]),
    ],
)
def test_plain_yaml_is_read_as_an_author_expects(text: str, data: Any) -> None:
    assert read(text, "f.yml")[0] == data
    assert read(text, "f.yml")[2] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "f.yml:2:1: found the key 'a' a second time (the first is on line 1)"),
        ("1.5: x", "f.yml:1:1: found a key that is not text (put the key in quotes)"),
        ("[a]: x", "f.yml:1:1: found a key that is not text (put the key in quotes)"),
        ("a: !!python/name:os.system x", "f.yml:1:4: found the tag 'python/name:os.system' (lessons use plain YAML)"),
        ("a: !!set {x}", "f.yml:1:4: found the tag 'set' (lessons use plain YAML)"),
        ("a: &x 1\nb: *x", "f.yml:2:4: found an alias (*name) (write the value out; lessons do not use aliases)"),
        ("a:\n\tb: 1", "f.yml:2:1: not YAML: found character that cannot start any token (indent with spaces, not with tabs)"),
        ("a: b: c", "f.yml:1:5: not YAML: mapping values are not allowed in this context "
         "(text that holds ': ' or begins with a bracket, a quote, a backtick, '*', '&', '%' or '@' needs quotes)"),
        ("a: " + "[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1), f"f.yml:1:24: found nested more than {DEPTH_LIMIT} levels deep"),
        ("a: " + "[" * 600 + "]" * 600, "f.yml:1:1: nested more than 500 levels deep"),
        ("x" * (SIZE_LIMIT + 1), f"f.yml: {SIZE_LIMIT + 1} characters; expected at most {SIZE_LIMIT}"),
    ],
)  # fmt: skip
def test_what_goes_beyond_it_is_told_with_its_place(text: str, problem: str) -> None:
    assert str(read(text, "f.yml")[2][0]) == problem


def test_every_problem_is_told_at_once() -> None:
    _, _, problems = read("a: 1\na: 2\nb: &x !t 1\nc: *x\n", "f.yml")
    assert sorted(problem.line or 0 for problem in problems) == [2, 3, 4]
