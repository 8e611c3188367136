"""The Python of a lesson, read and not run."""

import ast
import io
import tokenize
import warnings
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from proven_lessons.generator.errors import Problem
from proven_lessons.runner.scenario import SourceFile

COMMANDS = "management/commands/"
VIEWS = "views.py"
_ASCII = 127
# A parser that has no more room raises MemoryError.
_UNREADABLE = (SyntaxError, ValueError, MemoryError, RecursionError)


@lru_cache(maxsize=256)  # nobody changes anything in a tree
def parsed(source: str | bytes) -> ast.Module | None:
    """Return the syntax tree of a file, None if Python can't read it."""
    try:
        with warnings.catch_warnings(action="ignore"):  # a view's own business
            return ast.parse(source)
    except _UNREADABLE:
        return None


def syntax_problems(path: Path, content: bytes) -> Iterator[Problem]:
    """Return where Python can't read a file."""
    if parsed(content) is not None:
        yield from _undecodable(path, content)
        return
    try:
        ast.parse(content)
    except (MemoryError, RecursionError):
        yield Problem(path.as_posix(), "Python can't read it: it is nested too deep")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or None  # 0 where it is not known
        column = getattr(error, "offset", None) if line else None
        yield Problem(path.as_posix(), f"Python can't read it: {error.args[0]}", line, column)


def statement_lines(source: str, functions: Collection[str]) -> list[int]:
    """Return the lines on which the statements of the functions with these names begin."""
    tree = parsed(source)
    if tree is None:
        return []
    named = {name.rpartition(".")[2] for name in functions}
    lines = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name in named
        for node in ast.walk(function)
        if isinstance(node, ast.stmt) and node is not function and _is_executed(node)
    ]
    return sorted(set(lines))


def outermost(source: bytes, lines: Collection[int]) -> list[tuple[int, int]]:
    """Return the first and last lines of the functions that hold some lines, in their order.

    Those that stand in no other function: of a class, its methods.
    """
    tree = parsed(source)
    found: list[tuple[int, int]] = []
    bodies = [] if tree is None else [tree.body]
    while bodies:
        for node in bodies.pop():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                last = node.end_lineno or node.lineno
                if any(first <= line <= last for line in lines):
                    found.append((first, last))
            else:
                bodies += [
                    inner
                    for _name, inner in ast.iter_fields(node)
                    if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt)
                ]
    return sorted(found)


def view_source(files: Iterable[SourceFile]) -> tuple[str, str]:
    """Return path and text of the file with the views: that of the lesson.

    Or the first that it watches of its project, or its first command.
    """
    known = list(files)
    own = [file for file in known if file.path == VIEWS and file.module is None]
    commands = [file for file in known if file.path.startswith(COMMANDS)]
    for file in [*own, *(file for file in known if file.module), *commands][:1]:
        return file.path, file.content.decode(errors="replace")
    return VIEWS, ""


def functions_of_requests(source: str) -> dict[str, range]:
    """Return the functions that take a request, as views do, with their lines."""
    tree = parsed(source)
    functions = [] if tree is None else tree.body
    return {
        node.name: range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in functions
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and [one.arg for one in node.args.args[:1]] == ["request"]
    }


def is_called(function: str, name: str) -> bool:
    """Return whether a function goes by `name`: in whole, as `Cart.add`, or by its last part."""
    return function == name or function.endswith(f".{name}")


def lines_in(source: str, name: str) -> set[int]:
    """Return the lines of the functions that go by `name`, counted from 1."""
    tree = parsed(source)
    return (
        set()
        if tree is None
        else {line for first, end in _functions(tree, name, "") for line in range(first, end + 1)}
    )


def statements_on(source: str, line: int, end_line: int) -> list[str]:
    """Return the statements that begin on these lines, each as its author wrote it.

    Of a block, its header alone.
    """
    tree = parsed(source)
    if tree is None:
        return []
    lines = [text.encode() for text in source.splitlines()]  # columns of the tree count bytes
    return [
        _written(node, lines)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.ExceptHandler) and line <= node.lineno <= end_line
    ]


def definition_line(source: str, name: str) -> int | None:
    """Return the line on which the function or class `name` begins."""
    tree = parsed(source)
    if tree is None:
        return None
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return next(
        (node.lineno for node in tree.body if isinstance(node, kinds) and node.name == name), None
    )


# Private


def _undecodable(path: Path, content: bytes) -> Iterator[Problem]:
    """Yield the first byte that is no text; in a comment, Python does not mind it."""
    encoding = "utf-8"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        content.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start
    except SyntaxError:  # within the two lines in which an encoding may be named
        start = next((at for at, byte in enumerate(content) if byte > _ASCII), 0)
    else:
        return
    line = content.count(b"\n", 0, start) + 1
    column = start - content.rfind(b"\n", 0, start)
    message = f"expected {encoding} text, found the byte 0x{content[start]:02x}"
    yield Problem(path.as_posix(), message, line, column, "save the file as UTF-8")


def _functions(tree: ast.AST, name: str, within: str) -> Iterator[tuple[int, int]]:
    for node in ast.iter_child_nodes(tree):
        named = f"{within}.{node.name}" if isinstance(node, _NAMED) else within
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_called(named, name):
            yield node.lineno, node.end_lineno or node.lineno
        yield from _functions(node, name, named)


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _written(node: ast.stmt | ast.ExceptHandler, lines: list[bytes]) -> str:
    block = getattr(node, "body", None)
    end, column = node.end_lineno or node.lineno, node.end_col_offset
    if block:
        end, column = block[0].lineno, block[0].col_offset
    taken = lines[node.lineno - 1 : end]
    taken[-1] = taken[-1][:column]
    taken[0] = b" " * node.col_offset + taken[0][node.col_offset :]
    return b"\n".join(taken).decode(errors="replace")


def _is_executed(node: ast.stmt) -> bool:
    """Return whether a run can be seen to execute a statement: `try:` does nothing by itself."""
    match node:
        case ast.Try() | ast.TryStar() | ast.Global() | ast.Nonlocal() | ast.Pass():
            return False
        case ast.AnnAssign(value=None) | ast.Expr(value=ast.Constant()):
            return False
    return True
