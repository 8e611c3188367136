"""Read YAML files as models, with every problem at its place.

What was found, and what was expected.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from proven_lessons.generator.errors import Problem, did_you_mean
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.generator.lessons.lesson import Source, YamlPath
from proven_lessons.generator.lessons.reading import TEXT_LIMIT, read

_KIND = re.compile(r"constrained-str|(list|literal)\[.+\]")
_ENCODING = "save the file as UTF-8"
_EXPECTED = {
    "missing": "is missing",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a finite number",
    "greater_than": "expected more than {gt:g}",
    "greater_than_equal": "expected {ge:g} at least",
    "less_than": "expected less than {lt:g}",
    "less_than_equal": "expected {le:g} at most",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "string_pattern_mismatch": "expected a name of letters, digits and underscores",
    "slug_pattern": "expected a name of letters, digits, hyphens and underscores",
    "setting_pattern": "expected the name of a Django setting, in capitals",
    "module_pattern": "expected the name of a module, as in shop.settings",
    "icon_pattern": "expected a path below the icons of the theme, as in material/cookie",
    "string_too_short": "expected some text",
    "too_short": "expected at least one item",
    "too_long": "expected {max_length} items at most",
    "string_too_long": "expected at most 10,000 characters",
}


def read_model[Model: BaseModel](
    model: type[Model], path: Path, *, if_missing: str = ""
) -> tuple[Model | None, Source, list[Problem]]:
    """Return what the file at `path` holds, None with its problems if it can't be read as `model`.

    `if_missing` says what to do when there is no such file.
    """
    file = path.as_posix()
    text = _text_of(path, if_missing)
    if isinstance(text, Problem):
        return None, Source(file=file, places={}, text=""), [text]
    data, places, problems = yaml_reader.read(text, file)
    source = Source(file=file, places=places, text=text)
    if data is None or not isinstance(data, dict):
        words = "expected a mapping of keys and values"
        return None, source, problems or [Problem(file, words, 1, 1)]
    try:
        written = model.model_validate(data)
    except ValidationError as error:
        found = [_problem(one, source, model) for one in _details(error)]
        return None, source, [*problems, *_without_consequences(problems, found)]
    return (None if problems else written), source, problems


def readable_part[Model: BaseModel](
    model: type[Model], path: Path, instead: Mapping[str, Any]
) -> tuple[Model | None, frozenset[str]]:
    """Return what the file at `path` holds but for the keys that have a problem, and those keys.

    `instead` has values for keys that must be there. None where nothing of it can be read.
    """
    text = _text_of(path, "")
    data = None if isinstance(text, Problem) else yaml_reader.read(text, path.as_posix())[0]
    if not isinstance(data, dict):
        return None, frozenset()
    try:
        return model.model_validate(data), frozenset()
    except ValidationError as error:
        wrong = frozenset(str(one["loc"][0]) for one in error.errors() if one["loc"])
    rest = {key: value for key, value in data.items() if key not in wrong}
    rest |= {key: value for key, value in instead.items() if key not in rest}
    try:
        return model.model_validate(rest), wrong
    except ValidationError:
        return None, wrong


def model_in[Model: BaseModel](
    model: type[Model], data: Any, source: Source, at: YamlPath
) -> tuple[Model | None, list[Problem]]:
    """Return what a part of a file holds, None with its problems; `at` is where the part is."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(one, source, model, at) for one in _details(error)]


# Private


def _details(error: ValidationError) -> list[ErrorDetails]:
    """Return what is wrong, each once: where one of several kinds may stand, all are named."""
    found: list[ErrorDetails] = []
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if not _is_kind(part))
        one: ErrorDetails = {**detail, "loc": path}
        before = found[-1] if found and path != detail["loc"] else None
        if before is None or path[: len(before["loc"])] != before["loc"]:
            found.append(one)
        elif path != before["loc"]:
            found[-1] = one  # what is wrong in a list says more than that it is no text
        else:
            words = f"{_expected(before, path)} or {_expected(one, path).removeprefix('expected ')}"
            found[-1] = {**before, "type": "one_of", "msg": words}
    return found


def _is_kind(part: str | int) -> bool:
    """Return whether a part of a place is no key of a file, but the name of a kind of value."""
    return isinstance(part, str) and _KIND.fullmatch(part) is not None


def _without_consequences(read: list[Problem], found: list[Problem]) -> list[Problem]:
    """Leave out that a key is missing where it is misspelt, and nothing where it can't be read."""
    meant = {
        problem.hint.partition("did you mean ")[2]
        for problem in found
        if "unknown key" in problem.message
    }
    places = {(problem.line, problem.column) for problem in read}
    return [
        problem
        for problem in found
        if f"{_last(problem.message)!r}?" not in meant
        and (problem.line, problem.column) not in places
    ]


def _last(message: str) -> str:
    """Return the key that a message says is missing, as in "quiz 2, answer is missing"."""
    return message.removesuffix(" is missing").rpartition(", ")[2]


def _text_of(path: Path, if_missing: str) -> str | Problem:
    """Return the text of a file, or why it can't be read."""
    file = path.as_posix()
    try:
        content = read(path, TEXT_LIMIT)
        return content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        byte = content[error.start]
        return Problem(
            file, f"expected UTF-8 text, found the byte 0x{byte:02x}", line, column, _ENCODING
        )
    except FileNotFoundError:
        return Problem(file, "there is no such file", hint=if_missing)
    except OSError as error:
        return Problem(file, f"can't be read: {error.strerror}")


def _words(detail: ErrorDetails, path: YamlPath) -> str:
    if detail["type"] == "missing":
        return f"{_spoken(path)} {_expected(detail, path)}"
    return f"{_spoken(path)}: {_expected(detail, path)}{_found(detail)}"


def _problem(
    detail: ErrorDetails, source: Source, model: type[BaseModel], at: YamlPath = ()
) -> Problem:
    path: YamlPath = tuple(part for part in detail["loc"] if part != "[key]")
    is_unknown = detail["type"] == "extra_forbidden"
    place = source.place((*at, *path))
    if path and (is_unknown or "[key]" in detail["loc"]):
        place = source.places.get((*at, *path[:-1], f"key:{path[-1]}")) or place
    words, hint = _words(detail, path), _hint(detail, path)
    if is_unknown:
        words = f"unknown key {path[-1]!r}"
        hint = did_you_mean(str(path[-1]), _keys(model, path[:-1]))
    return Problem(source.file, words, place.line, place.column, hint)


def _expected(detail: ErrorDetails, path: YamlPath) -> str:
    """Return what was expected at a place."""
    kind = detail["type"]
    if kind == "literal_error":
        return f"expected {detail['ctx']['expected'].replace('True', 'true')}"
    pattern = str(detail.get("ctx", {}).get("pattern"))
    if kind == "string_pattern_mismatch" and r"(\." in pattern:
        kind = "module_pattern"
    elif kind == "string_pattern_mismatch" and "settings" in path:
        kind = "setting_pattern"
    elif kind == "string_pattern_mismatch" and path[-1:] == ("icon",):
        kind = "icon_pattern"
    elif kind == "string_pattern_mismatch" and "_-]" in pattern:
        kind = "slug_pattern"
    if kind == "too_short" and detail["ctx"]["min_length"] > 1:
        return f"expected {detail['ctx']['min_length']} items at least"
    known = _EXPECTED.get(kind)
    if known is None:
        return detail["msg"].removeprefix("Value error, ")
    return known.format(**detail.get("ctx", {}))


def _found(detail: ErrorDetails) -> str:
    """Return what was found instead, where it is short and nothing else says it."""
    value = detail["input"]
    if isinstance(value, dict | list) or detail["type"] in ("value_error", "string_too_long"):
        return ""
    return ", found nothing" if value is None or value == "" else f", found {value!r}"


def _hint(detail: ErrorDetails, path: YamlPath) -> str:
    """Return what to write, for the mistakes that are made most."""
    if detail["type"] not in ("string_type", "one_of"):
        return ""
    if path[-1:] == ("answer",) and path[:1] == ("quiz",):
        return "the key is computed: write an expression such as step.set.session.data"
    if isinstance(detail["input"], bool | int | float):
        return "put it in quotes"
    if isinstance(detail["input"], dict):
        return "text that holds ': ' must stand in quotes"
    return ""


def _spoken(path: YamlPath) -> str:
    """Name a place in a file as a person counts: "quiz 2, answer"."""
    words = ""
    for part in path:
        words += f" {part + 1}" if isinstance(part, int) else f"{', ' if words else ''}{part}"
    return words


def _keys(model: type[BaseModel], path: YamlPath) -> list[str]:
    """Return the keys that the mapping at `path` may have."""
    schema: dict[str, Any] = model.model_json_schema()
    at = schema
    for part in path:
        at = _resolved(at, schema)
        inner = [
            at.get("items"),
            at.get("properties", {}).get(part),
            at.get("additionalProperties"),
        ]
        inner += at.get("patternProperties", {}).values()
        at = next((option for option in inner if isinstance(option, dict)), {})
    return list(_resolved(at, schema).get("properties", {}))


def _resolved(at: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and of alternatives the one that has keys."""
    while "$ref" in at or ("anyOf" in at and "properties" not in at):
        if "anyOf" in at:
            at = next(
                (option for option in at["anyOf"] if option.get("type") not in ("null", "string")),
                {},
            )
        else:
            at = schema["$defs"][at["$ref"].rpartition("/")[2]]
    return at
