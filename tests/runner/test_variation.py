"""What differs between two runs is marked where it stands; two ways through a view are no lesson."""

from typing import Any

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.trace import VARIES
from proven_lessons.runner.variation import merged


def test_equal_runs_stay_as_they_are() -> None:
    run = {"exchanges": [{"steps": [{"number": 1}], "view": None}]}
    assert merged(run, {"exchanges": [{"steps": [{"number": 1}], "view": None}]}) == run


@pytest.mark.parametrize(
    ("first", "second", "marked"),
    [
        ("id 140 end", "id 155 end", f"id {VARIES} end"),
        ("/tmp/abc1", "/tmp/abd1", f"/tmp/{VARIES}"),
        ("a b c", "a c", f"a {VARIES}c"),
        ("", "x", VARIES),
        ("one", "two", VARIES),
        ("at 12.5 or 3", "at 12.75 or 3", f"at {VARIES} or 3"),
        ("a a", "a a a", f"a a{VARIES}"),
    ],
)
def test_the_words_that_differ_become_a_mark(first: str, second: str, marked: str) -> None:
    assert merged({"text": first}, {"text": second}) == {"text": marked}


def test_a_value_loses_what_would_decide_it() -> None:
    one = {"type": "list", "repr": "[1]", "length": 4, "digest": "a", "exact": "x"}
    other = {"type": "list", "repr": "[2]", "length": 4, "digest": "b"}
    assert merged(one, other) == {"type": "list", "repr": f"[{VARIES}]", "length": 4}


def step(**more: Any) -> Any:
    return {"exchanges": [{"steps": [{"kind": "assign"} | more]}]}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (step(kind="call"), step(), "kind is 'call' or 'assign' in request 1, its step 1"),
        (step(number=1), step(number=2), "number is 1 or 2 in request 1, its step 1"),
        (step(events=[{"rows": 1}]), step(events=[]), "events is 1 of them or 0 of them in"),
        (
            step(events=[{"rows": 1}]),
            step(events=[{"rows": 2}]),
            "rows is 1 or 2 in request 1, its step 1, its event 1",
        ),
        (step(ok=True), step(ok=None), "ok is True or None"),
        (step(a="x"), step(), "a is 'x' or nothing"),
        (step(), step(a="x"), "a is nothing or 'x'"),
    ],
)
def test_another_way_is_refused_and_said_where(first: Any, second: Any, words: str) -> None:
    with pytest.raises(LessonFailed) as error:
        merged(first, second)
    assert f"it takes another way each time it is run: {words}" in error.value.reason
    assert "sort what has no order" in error.value.reason
