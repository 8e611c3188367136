"""The format as data: what goes together, what does not, and where a text stands in its file."""

from typing import Any

import pytest
from pydantic import ValidationError

from proven_lessons.generator.lessons.edits import EditWritten
from proven_lessons.generator.lessons.lesson import (
    COLUMNS,
    LessonFile,
    Place,
    Question,
    Source,
    TrackFile,
    WhatIf,
)

HEAD: dict[str, Any] = {"title": "T", "summary": "S"}


@pytest.mark.parametrize(
    "edit",
    [
        {"delete": "a"},
        {"replace": "a", "with": ""},
        {"insert": "a", "after": "b", "file": "models.py"},
    ],
)
def test_an_edit_is_one_change(edit: dict[str, str]) -> None:
    assert EditWritten.model_validate(edit)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({}, "expected one change"),
        ({"delete": "a", "insert": "b", "after": "c"}, "expected one change"),
        ({"replace": "a"}, "expected one change"),
        ({"insert": "a"}, "expected one change"),
        ({"with": "a"}, "expected one change"),
        ({"replace": "a", "with": "a"}, "nothing changes"),
        ({"delete": ""}, "at least 1 character"),
    ],
)
def test_what_is_none_or_two_is_refused(edit: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EditWritten.model_validate(edit)
    assert message in str(caught.value)


def test_a_what_if_changes_something() -> None:
    assert WhatIf.model_validate({"title": "else", "requests": ["GET /"]})
    with pytest.raises(ValidationError) as caught:
        WhatIf.model_validate({"title": "else"})
    assert "nothing is changed" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"requests": ["GET /"], "task": True}, "expected edits that do it"),
        ({"title": "{{ x }}", "edits": [{"delete": "a"}], "task": True}, "a task in words"),
    ],
)
def test_a_what_if_that_is_a_task_changes_the_code_and_says_what_to_do(
    written: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        WhatIf.model_validate({"title": "else", **written})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"settings": {"DATABASES": {}}}, "lessons have a database of their own"),
        ({"routes": {"/a/": "view"}}, "begins with no slash"),
        ({"show": ["nothing"]}, f"expected one of {', '.join(COLUMNS)}"),
        ({"show": []}, "at least 1 item"),
        ({"requests": []}, "at least 1 item"),
        ({"title": "{{ step }}"}, "can't hold {{ names }}"),
        ({"key_moments": [{"ask": "Q", "answer": "A", "proof": []}]}, "at least 1 item"),
        ({"limits": {"seconds": 61}}, "less than or equal to 60"),
        ({"limits": {"iterations": 1}}, "greater than or equal to 2"),
        ({"minutes": 0}, "greater than or equal to 1"),
    ],
)
def test_what_can_not_be_is_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LessonFile.model_validate(HEAD | written)
    assert message in str(caught.value)


def test_what_is_left_out_is_what_most_lessons_want() -> None:
    written = LessonFile.model_validate(HEAD)
    assert [request.request for request in written.requests] == ["GET /"]
    assert (written.level, written.csrf, written.settings) == ("beginner", False, {})
    assert (written.limits.seconds, written.limits.iterations) == (5.0, 25)
    assert TrackFile.model_validate(HEAD).order == 100


@pytest.mark.parametrize(
    ("show", "is_shown"), [(None, True), (["session", "sql"], True), (["sql"], False)]
)
def test_a_page_is_about_the_session_unless_the_author_chose_other_columns(
    show: list[str] | None, *, is_shown: bool
) -> None:
    assert LessonFile.model_validate(HEAD | {"show": show}).shows_session is is_shown


def test_an_option_is_a_value_alone_or_with_its_reason() -> None:
    question = Question.model_validate(
        {"ask": "Q", "answer": "sql", "options": [1, {"a": 2}, {"option": 3, "because": "no"}]}
    )
    assert [(one.option, one.because) for one in question.options or []] == [
        (1, None),
        ({"a": 2}, None),
        (3, "no"),
    ]


TEXT = "summary: |\n  one two\n  two three two\ntitle: two\n"
SOURCE = Source(
    file="f.yml",
    places={
        (): Place(line=1, column=1),
        ("summary",): Place(line=1, column=10),
        ("title",): Place(line=4, column=8),
    },
    text=TEXT,
)


@pytest.mark.parametrize(
    ("piece", "nth", "place"),
    [
        ("one", 1, (2, 3)),
        ("two", 1, (2, 7)),
        ("two", 2, (3, 3)),
        ("two", 3, (3, 13)),
        ("two", 4, (1, 10)),
        ("four", 1, (1, 10)),
    ],
)
def test_a_piece_of_a_text_is_found_in_that_text_only(
    piece: str, nth: int, place: tuple[int, int]
) -> None:
    found = SOURCE.place_in(("summary",), piece, nth)
    assert (found.line, found.column) == place


def test_what_was_left_out_stands_where_its_parent_does() -> None:
    assert SOURCE.place(("title", 3, "x")) == Place(line=4, column=8)
    assert SOURCE.place(("quiz",)) == Place(line=1, column=1)
    assert Source(file="f", places={}, text="").place(("a",)) == Place(line=1, column=1)
