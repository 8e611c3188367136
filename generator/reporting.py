"""Problems in the forms that other programs read; docs/command.md has their shapes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from proven_lessons.generator.errors import Problem

VERSION = 1  # of our own form, "json"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_CHECK = "lessons"


def as_github(problems: Sequence[Problem]) -> str:
    """Return workflow commands of GitHub Actions, shown beside the lines of a pull request."""
    return "".join(f"{_annotation(problem)}\n" for problem in problems)


def as_json(problems: Sequence[Problem], **more: Any) -> str:
    """Return a mapping: `version`, and `problems` with file, line, column, message and hint.

    And what `more` there is to tell.
    """
    found = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hint": problem.hint or None,
        }
        for problem in problems
    ]
    return _dumped({"version": VERSION, "problems": found, **more})


def as_gitlab(problems: Sequence[Problem]) -> str:
    """Return a report of Code Quality as GitLab reads it."""
    return _dumped(
        [
            {
                "description": _described(problem),
                "check_name": _CHECK,
                "fingerprint": _fingerprint(problem),
                "severity": "major",
                "location": {"path": problem.file, "lines": {"begin": problem.line or 1}},
            }
            for problem in problems
        ]
    )


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return a log of SARIF 2.1.0."""
    tool = {"driver": {"name": _CHECK, "rules": [{"id": _CHECK}]}}
    results = [
        {
            "ruleId": _CHECK,
            "level": "error",
            "message": {"text": _described(problem)},
            "locations": [{"physicalLocation": _location(problem)}],
            "partialFingerprints": {"lessons/v1": _fingerprint(problem)},
        }
        for problem in problems
    ]
    run = {"tool": tool, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "github": as_github, "json": as_json, "gitlab": as_gitlab, "sarif": as_sarif,
}  # fmt: skip


# Private


def _dumped(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _described(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def _fingerprint(problem: Problem) -> str:
    """Return what tells a problem from others, wherever its line has moved to."""
    return hashlib.sha256(f"{problem.file}\0{problem.message}".encode()).hexdigest()[:32]


def _location(problem: Problem) -> dict[str, Any]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    known = {name: number for name, number in region.items() if number}
    place: dict[str, Any] = {"artifactLocation": {"uri": PurePath(problem.file).as_posix()}}
    return place | ({"region": known} if problem.line else {})


def _annotation(problem: Problem) -> str:
    places = {
        "file": problem.file,
        "line": problem.line,
        "col": problem.column,
        "title": "lessons check",
    }
    given = ",".join(
        f"{name}={_escaped(str(place), ':,')}"
        for name, place in places.items()
        if place is not None
    )
    return f"::error {given}::{_escaped(_described(problem))}"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
