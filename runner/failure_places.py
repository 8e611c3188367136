"""Find the file of a project that an error is about, where no code of it raised the error.

A migration that can't be applied, a fixture that can't be loaded: Django's code has met them.
"""

import ast
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from proven_lessons.runner import own
from proven_lessons.runner.values import message_of, state_of

type Found = tuple[str | None, int | None]

_NOWHERE: Found = (None, None)


def authors_place(error: BaseException) -> Found:
    """Return the path and the line of what an error is about, as far as that is the author's."""
    for one in _causes(error):
        for find in (_raised_in, _migration, _fixture):
            found = find(one)
            if found != _NOWHERE:
                return found
    return _NOWHERE


# Private

_FIXTURE = re.compile(r"fixture '([^']+)'")


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__


def _raised_in(error: BaseException) -> Found:
    """Return the innermost frame that is the author's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = own.place(frame.filename)
        if file is not None:
            return file, frame.lineno
    return _NOWHERE


def _migration(error: BaseException) -> Found:
    """Return the operation of a migration that was at work, or the migration that names another."""
    origin = state_of(error).get("origin")
    if type(origin).__name__ == "Migration":
        return _in_migration(origin, None)
    for frame, _line in traceback.walk_tb(error.__traceback__):
        if _is_applying(frame):
            return _in_migration(frame.f_locals.get("self"), frame.f_locals.get("operation"))
    return _NOWHERE


def _is_applying(frame: FrameType) -> bool:
    module = frame.f_globals.get("__name__")
    return module == "django.db.migrations.migration" and frame.f_code.co_name == "apply"


def _in_migration(migration: Any, operation: object) -> Found:
    path = str(vars(sys.modules[type(migration).__module__]).get("__file__"))
    file = own.place(path)
    if file is None:
        return _NOWHERE
    numbers = [number for number, one in enumerate(migration.operations) if one is operation]
    lines = _lines_of_operations(Path(path))
    return file, next((lines[number] for number in numbers if number < len(lines)), None)


def _lines_of_operations(path: Path) -> list[int]:
    """Return the lines on which the operations of a migration begin, where they are in a list."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            if names == ["operations"]:
                return [one.lineno for one in node.value.elts]
    return []


def _fixture(error: BaseException) -> Found:
    """Return the fixture that Django says it could not load; the line if its reader knows it."""
    named = _FIXTURE.search(message_of(error))
    file = None if named is None else own.place(named[1])
    if file is None:
        return _NOWHERE
    lines = [state_of(one).get("lineno") for one in _causes(error)]
    return file, next((line for line in lines if type(line) is int), None)
