"""What is wrong is told in the forms that other programs read."""

import json

from proven_lessons.generator.errors import Problem
from proven_lessons.generator.reporting import FORMATS

PLACED = Problem("t/one/lesson.yml", "found 'ä', expected 1", 3, 5, "write 1")
FOLDER = Problem("t/two", "there is no views.py")


def told(form: str, *problems: Problem) -> object:
    return json.loads(FORMATS[form](problems))


def test_our_own() -> None:
    assert told("json", PLACED, FOLDER) == {
        "version": 1,
        "problems": [
            {"file": "t/one/lesson.yml", "line": 3, "column": 5, "message": "found 'ä', expected 1", "hint": "write 1"},
            {"file": "t/two", "line": None, "column": None, "message": "there is no views.py", "hint": None},
        ],
    }  # fmt: skip
    assert told("json") == {"version": 1, "problems": []}


def test_that_of_gitlab() -> None:
    one, other = told("gitlab", PLACED, FOLDER)  # type: ignore[misc]
    assert one["description"] == "found 'ä', expected 1 (write 1)"
    assert one["location"] == {"path": "t/one/lesson.yml", "lines": {"begin": 3}}
    assert other["location"] == {"path": "t/two", "lines": {"begin": 1}}
    assert one["severity"] == "major"
    assert one["fingerprint"] != other["fingerprint"]
    (moved,) = told("gitlab", Problem(PLACED.file, PLACED.message, 9, 1, PLACED.hint))  # type: ignore[misc]
    assert moved["fingerprint"] == one["fingerprint"]


def test_that_of_sarif() -> None:
    log = told("sarif", PLACED, FOLDER)
    assert log["version"] == "2.1.0"  # type: ignore[index]
    places = [
        one["locations"][0]["physicalLocation"]
        for one in log["runs"][0]["results"]  # type: ignore[index]
    ]
    assert places == [
        {
            "artifactLocation": {"uri": "t/one/lesson.yml"},
            "region": {"startLine": 3, "startColumn": 5},
        },
        {"artifactLocation": {"uri": "t/two"}},
    ]
    assert told("sarif")["runs"][0]["results"] == []  # type: ignore[index]


def test_that_of_github() -> None:
    assert FORMATS["github"]([FOLDER]) == (
        "::error file=t/two,title=lessons check::there is no views.py\n"
    )
