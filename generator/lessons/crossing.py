"""A lesson as plain data that crosses into a browser.

What was read and checked here is not read and checked there again.
"""

import base64
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from proven_lessons.generator.lessons import edits, front, lesson, request, task
from proven_lessons.generator.lessons.lesson import Lesson, LessonFile, Source
from proven_lessons.runner import scenario
from proven_lessons.runner.scenario import Json, SourceFile


def to_plain(one: Lesson) -> Json:
    """Return what a browser needs of a lesson, as data for JSON."""
    return {
        "key": one.key,
        "written": _plain(one.written),
        "files": [_plain(file) for file in one.files],
    }


def from_plain(data: Any) -> Lesson:
    """Return the lesson that `to_plain` made `data` from, without its source."""
    written: LessonFile = _whole(data["written"])
    files: list[SourceFile] = [_whole(file) for file in data["files"]]
    return Lesson(
        key=data["key"],
        folder=Path(data["key"]),
        written=written,
        source=Source(file="lesson.yml", places={}, text=""),
        files=tuple(files),
    )


def changed[Model: BaseModel](one: Model, **values: Any) -> Model:
    """Return data that was checked with other values in some fields, which nobody checks."""
    made = type(one).__new__(type(one))
    made.__dict__.update({**one.__dict__, **values})
    return made


# Private

_MODULES = (lesson, request, edits, front, task, scenario)


def _plain(value: Any) -> Any:
    """Return data that says of a mapping, a list and an object which of them it is."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return ["bytes", base64.b64encode(value).decode()]
        case dict():
            return ["mapping", {str(name): _plain(one) for name, one in value.items()}]
        case list() | tuple():
            return [type(value).__name__, [_plain(one) for one in value]]
        case BaseModel():
            names = list(type(value).model_fields)
        case _ if is_dataclass(value):
            names = [one.name for one in fields(value)]
        case _:
            raise TypeError(f"{type(value).__name__} can't cross: {value!r}")
    held = {name: _plain(getattr(value, name)) for name in names}
    return ["object", type(value).__name__, held]


def _whole(data: Any) -> Any:
    match data:
        case ["bytes", str(text)]:
            return base64.b64decode(text)
        case ["mapping", dict(held)]:
            return {name: _whole(one) for name, one in held.items()}
        case ["list", list(items)]:
            return [_whole(one) for one in items]
        case ["tuple", list(items)]:
            return tuple(_whole(one) for one in items)
        case ["object", str(name), dict(held)]:
            return _made(name, {key: _whole(one) for key, one in held.items()})
    return data


def _made(name: str, held: dict[str, Any]) -> Any:
    """Return an object of one of our classes, which are data, with its attributes."""
    cls: Any = next(getattr(module, name) for module in _MODULES if hasattr(module, name))
    if not issubclass(cls, BaseModel):
        return cls(**held)
    one = cls.__new__(cls)
    one.__dict__.update(held)
    return one
