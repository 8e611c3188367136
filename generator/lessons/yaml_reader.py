"""Read YAML safely, remembering where each value stands; the only module that imports yaml.

And write it.
"""

from collections.abc import Hashable
from typing import Any

import yaml

from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Place, YamlPath

SIZE_LIMIT = 256 * 1024
DEPTH_LIMIT = 20
NODE_LIMIT = 500  # levels that the parser of C takes without running out of stack
_QUOTE_IT = (
    "mapping values",
    "block end",
    "expected key",
    "cannot start any token",
    "alphabetic or numeric",
)
_SCALARS = frozenset({"null", "bool", "int", "float", "str", "timestamp"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, file: str) -> tuple[Any, dict[YamlPath, Place], list[Problem]]:
    """Return the data in `text`, the place of each value and key, and what is wrong with it.

    A key has the place of its own under its path with "key:" before the last part.
    """
    if len(text) > SIZE_LIMIT:
        return None, {}, [Problem(file, f"{len(text)} characters; expected at most {SIZE_LIMIT}")]
    if _is_nested_too_deep(text):
        return None, {}, [Problem(file, f"nested more than {NODE_LIMIT} levels deep", 1, 1)]
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, {}, [_syntax_problem(error, text, file)]
    except (yaml.YAMLError, RecursionError) as error:
        return None, {}, [Problem(file, f"not YAML: {error or 'nested too deep'}", 1, 1)]
    finally:
        loader.dispose()
    reading = _Reading(file)
    reading.problems += _aliases(text, file)
    data = {} if node is None else reading.value(node, ())
    return data, reading.places, reading.problems


def written(data: Any) -> str:
    """Return data as YAML, in its order."""
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


# Private


def _is_nested_too_deep(text: str) -> bool:
    """Return whether composing `text` could end the process.

    The parser in C recurses without a limit of its own.
    """
    if text.count("[") + text.count("{") + text.count("- ") + text.count("? ") <= NODE_LIMIT:
        return False
    depth = 0
    try:
        for event in yaml.parse(text, _LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
                event, yaml.CollectionEndEvent
            )
            if depth > NODE_LIMIT:
                return True
    except yaml.YAMLError:
        return False  # told when it is read
    return False


class _Reading:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[YamlPath, Place] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, path: YamlPath) -> Any:
        self.places.setdefault(path, _place(node))
        if id(node) in self._seen:
            return None  # an alias: told already
        self._seen.add(id(node))
        if len(path) > DEPTH_LIMIT:
            self._problem(node, f"nested more than {DEPTH_LIMIT} levels deep")
            return None
        if isinstance(node, yaml.CollectionNode) and not node.tag.endswith((":map", ":seq")):
            return self._tagged(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if (
                not isinstance(key, Hashable)
                or not isinstance(key, str | int)
                or isinstance(key, bool)
            ):
                self._problem(key_node, "a key that is not text", "put the key in quotes")
                continue
            if key in mapping:
                first = self.places[(*path, f"key:{key}")]
                self._problem(
                    key_node, f"the key {key!r} a second time", f"the first is on line {first.line}"
                )
                continue
            self.places[(*path, f"key:{key}")] = _place(key_node)
            mapping[key] = self.value(value_node, (*path, key))
        return mapping

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag.rpartition(":")[2] not in _SCALARS:
            return self._tagged(node)
        if node.tag.endswith(":timestamp"):
            return node.value  # a date is text to us, as an author expects
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._problem(node, f"a value that YAML can't read: {error}")
            return None

    def _tagged(self, node: yaml.Node) -> None:
        self._problem(
            node,
            f"the tag {node.tag.removeprefix('tag:yaml.org,2002:')!r}",
            "lessons use plain YAML",
        )

    def _problem(self, node: yaml.Node, found: str, hint: str = "") -> None:
        place = _place(node)
        self.problems.append(Problem(self.file, f"found {found}", place.line, place.column, hint))


def _aliases(text: str, file: str) -> list[Problem]:
    """Find the aliases: composed nodes show only what they stand for."""
    if "*" not in text:
        return []
    hint = "write the value out; lessons do not use aliases"
    marks = [
        event.start_mark
        for event in yaml.parse(text, _LOADER)
        if isinstance(event, yaml.AliasEvent)
    ]
    return [
        Problem(file, "found an alias (*name)", mark.line + 1, mark.column + 1, hint)
        for mark in marks
        if mark
    ]


def _place(node: yaml.Node) -> Place:
    return Place(line=node.start_mark.line + 1, column=node.start_mark.column + 1)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    message = f"not YAML: {error.problem or error.context}"
    hint = ""
    if error.problem and any(words in error.problem for words in _QUOTE_IT):
        hint = (
            "text that holds ': ' or begins with a bracket, a quote, a backtick, "
            "'*', '&', '%' or '@' needs quotes"
        )
    if mark is not None and "\t" in "".join(text.splitlines()[mark.line : mark.line + 1]):
        hint = "indent with spaces, not with tabs"
    if mark is None:
        return Problem(file, message, 1, 1, hint)
    return Problem(file, message, mark.line + 1, mark.column + 1, hint)
