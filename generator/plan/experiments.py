"""Automatic what-ifs: small changes to a lesson, whose runs give the quiz its wrong options."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from proven_lessons.generator.lessons.source import parsed, view_source
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, _
from proven_lessons.runner.scenario import Edit, RequestSpec, SourceFile, Variant, source_lines

LIMIT = 8
_READS_WITH_DEFAULT = ("get", "pop", "setdefault")
_CHANGES = ("pop", "setdefault", "update", "set_expiry", "flush", "clear", "cycle_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A run that nobody asked for by hand. `title` goes on after "if": "line 5 were left out".

    Its name holds a space, which no author's name can.
    """

    name: str
    title: Message
    variant: Variant


def of(files: tuple[SourceFile, ...], requests: tuple[RequestSpec, ...]) -> tuple[Experiment, ...]:
    """Return the experiments for a lesson with these files and requests, at most LIMIT of them.

    The last request once more, each request from a new browser; a line removed, a value or a
    default changed.
    """
    # Of requests that are served at once, another line may also mean another order in time.
    of_files = () if any(one.together for one in requests) else _from_files(files)
    return (*_from_requests(requests), *of_files)[:LIMIT]


# Private


@lru_cache(maxsize=64)
def _from_files(files: tuple[SourceFile, ...]) -> tuple[Experiment, ...]:
    path, source = view_source(files)
    tree = parsed(source)
    if tree is None:
        return ()
    return tuple(_in_file(one, path) for one in _from_source(tree, source_lines(source)))


def _in_file(experiment: Experiment, path: str) -> Experiment:
    """Return an experiment whose edits are of the file at `path`."""
    edits = tuple(replace(edit, file=path) for edit in experiment.variant.edits)
    return replace(experiment, variant=replace(experiment.variant, edits=edits))


def _from_requests(requests: tuple[RequestSpec, ...]) -> Iterator[Experiment]:
    if requests and not requests[-1].command:
        last = replace(requests[-1], together=0, barriers=())
        again = Variant(requests=(*requests, last), optional=True)
        title = _("the last request were sent once more")
        yield Experiment(name="once more", title=title, variant=again)
    if sum(not request.command for request in requests) > 1:
        fresh = tuple(
            request if request.command else replace(request, client=f"browser-{number}")
            for number, request in enumerate(requests, 1)
        )
        title = _("each request came from a new browser")
        yield Experiment(
            name="new browsers", title=title, variant=Variant(requests=fresh, optional=True)
        )


def _from_source(tree: ast.Module, lines: list[str]) -> Iterator[Experiment]:
    keys = {value for node in ast.walk(tree) for value in _session_keys(node)}
    constants = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value not in keys
    ]
    for node in ast.walk(tree):
        if isinstance(
            node, ast.Assign | ast.AugAssign | ast.Delete | ast.Expr
        ) and _changes_session(node):
            yield from _without(node, lines)
        if isinstance(node, ast.Assign) and _is_session_item(node.targets[0]):
            yield from _changed(node.value, partial(_set, node.targets[0]), constants, lines)
        if (
            isinstance(node, ast.Call)
            and _session_method(node) in _READS_WITH_DEFAULT
            and len(node.args) == 2
        ):
            yield from _changed(node.args[1], partial(_defaulted, node), constants, lines)


def _without(node: ast.stmt, lines: list[str]) -> Iterator[Experiment]:
    line = lines[node.lineno - 1]
    if node.lineno == node.end_lineno and _is_alone(line, lines):
        edit = Edit(action="delete", find=line)
        yield Experiment(
            name=f"without line {node.lineno}",
            title=_("line {line} were left out", line=node.lineno),
            variant=Variant(edits=(edit,), optional=True),
        )


def _changed(
    node: ast.expr,
    title: Callable[[int, str], Message],
    constants: Sequence[object],
    lines: list[str],
) -> Iterator[Experiment]:
    """Put another value in the place of a constant.

    One that the lesson has already, if there is one.
    """
    line = lines[node.lineno - 1]
    if (
        not isinstance(node, ast.Constant)
        or node.lineno != node.end_lineno
        or not _is_alone(line, lines)
    ):
        return
    other = _other(node.value, constants)
    if other is None:
        return
    taken = line.encode()  # columns of the AST count bytes
    put = taken[: node.col_offset].decode() + repr(other) + taken[node.end_col_offset :].decode()
    yield Experiment(
        name=f"line {node.lineno}:{node.col_offset} with {other!r}",
        title=title(node.lineno, repr(other)),
        variant=Variant(edits=(Edit(action="replace", find=line, put=put),), optional=True),
    )


def _set(node: ast.expr, line: int, value: str) -> Message:
    key, code = Code(_key(node)), Code(value)
    return _("line {line} set {key} to {value}", line=line, key=key, value=code)


def _defaulted(node: ast.expr, line: int, value: str) -> Message:
    key, code = Code(_key(node)), Code(value)
    return _("the default for {key} in line {line} were {value}", line=line, key=key, value=code)


def _key(node: ast.expr) -> str:
    """Return the key that a subscript or a call names."""
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.slice)
    return ast.unparse(node.args[0] if isinstance(node, ast.Call) else node)


def _other(value: object, constants: Sequence[object]) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        # Words of about the same length: an option must not be known by its looks.
        words = sorted(
            {one for one in constants if isinstance(one, str) and one.isalnum() and one != value}
        )
        return min(words, key=lambda word: abs(len(word) - len(value)), default="other")
    return None


def _is_alone(line: str, lines: list[str]) -> bool:
    """Return whether an edit can name `line`: its text stands on one line only."""
    return bool(line.strip()) and sum(line in other for other in lines) == 1


def _changes_session(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            return any(_is_session_item(target) or _is_modified(target) for target in targets)
        case ast.AugAssign(target=target):
            return _is_session_item(target)
        case ast.Expr(value=ast.Call() as call):
            return _session_method(call) in _CHANGES
    return False


def _is_session_item(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and (
        _is_session(node.value) or _is_session_item(node.value)
    )


def _session_keys(node: ast.AST) -> Iterator[object]:
    """Yield the constant keys that a part of an expression looks up.

    No values that a reader could mistake for one.
    """
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        yield node.slice.value
    if (
        isinstance(node, ast.Call)
        and _session_method(node)
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ):
        yield node.args[0].value


def _is_modified(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "modified" and _is_session(node.value)


def _session_method(node: ast.Call) -> str:
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) and _is_session(function.value) else ""
    )


def _is_session(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session"
