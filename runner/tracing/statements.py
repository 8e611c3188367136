"""Map the bytecode of a lesson's functions to the statements that a reader sees."""

import ast
import dis
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from proven_lessons.runner.scenario import source_lines
from proven_lessons.runner.trace import Place

type Unit = ast.stmt | ast.ExceptHandler
type Offset = int

_KINDS: dict[type[ast.AST], str] = {
    ast.Assign: "assign",
    ast.AugAssign: "assign",
    ast.AnnAssign: "assign",
    ast.Delete: "delete",
    ast.If: "condition",
    ast.For: "loop",
    ast.AsyncFor: "loop",
    ast.While: "loop",
    ast.Match: "match",
    ast.With: "with",
    ast.AsyncWith: "with",
    ast.Raise: "raise",
    ast.ExceptHandler: "except",
    ast.Return: "return",
    ast.Assert: "assert",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.FunctionDef: "define",
    ast.AsyncFunctionDef: "define",
    ast.ClassDef: "define",
    ast.Pass: "pass",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.Try: "try",
    ast.TryStar: "try",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statement:
    """One statement or `except` clause of a function.

    `body` holds the statements inside its main block at any depth; `cases` the blocks of a `match`,
    by pattern; `calls` says that it names what a call or an `await` gives, `yields` that there is
    a `yield` in it.
    """

    kind: str
    place: Place
    names: tuple[str, ...]
    body: frozenset[Unit]
    cases: tuple[tuple[str, frozenset[Unit]], ...]
    node: Unit
    calls: bool
    yields: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeMap:
    """Where the statements of one code object begin.

    `begins` holds each offset at which the statement may change; `first` the lowest offset of each
    statement, which is run once each time that the statement is; `caught` the offsets that only an
    exception leads to; `where` the statement of every instruction.
    """

    begins: Mapping[Offset, Statement]
    first: Mapping[Unit, Offset]
    caught: frozenset[Offset]
    where: Mapping[Offset, Statement]
    place: Place
    is_coroutine: bool


def map_module(code: CodeType, source: str, file: str) -> dict[CodeType, CodeMap]:
    """Map every function in the module `code`, compiled from `source`, which stands in `file`."""
    functions = {
        (_first_line(node), node.name): node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    lines = source_lines(source)
    maps = {}
    for inner in _functions_in(code):
        node = functions.get((inner.co_firstlineno, inner.co_name))
        if node is not None:
            maps[inner] = _map_function(inner, node, lines, file)
    return maps


# Private


def _first_line(node: Unit) -> int:
    """Return the line on which a statement begins, which is that of its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _functions_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _functions_in(constant)


def _map_function(
    code: CodeType, node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str], file: str
) -> CodeMap:
    units = list(_units(node.body))
    statements = {unit: _statement(unit, lines, file, code.co_qualname) for unit in units}
    begins: dict[Offset, Statement] = {}
    first: dict[Unit, Offset] = {}
    caught: set[Offset] = set()
    where: dict[Offset, Statement] = {}
    before: Unit | None = None
    for offset, unit, is_target, is_caught in _instructions(code, units):
        if unit is not None and statements[unit].kind != "try":
            where[offset] = statements[unit]
            first.setdefault(unit, offset)
            if unit is not before or is_target or is_caught:
                begins[offset] = statements[unit]
            if is_caught:
                caught.add(offset)
        before = unit
    return CodeMap(
        begins=begins,
        first=first,
        caught=frozenset(caught),
        where=where,
        place=_place(node, lines, file, code.co_qualname),
        is_coroutine=isinstance(node, ast.AsyncFunctionDef),
    )


def _instructions(
    code: CodeType, units: list[Unit]
) -> Iterator[tuple[Offset, Unit | None, bool, bool]]:
    """Yield offset and statement of each instruction, whether a jump leads there, and an exception.

    The last is so of the first instruction of a statement for which `sys.exception()` is what was
    caught.
    """
    is_caught = False
    for instruction in dis.get_instructions(code):
        if instruction.opname == "PUSH_EXC_INFO":
            is_caught = True
            continue
        unit = _unit_at(instruction.positions, units)
        yield instruction.offset, unit, instruction.is_jump_target, is_caught
        if unit is not None and not isinstance(unit, ast.Try | ast.TryStar):
            is_caught = False


def _place(unit: Unit, lines: list[str], file: str, function: str) -> Place:
    return Place(
        file=file,
        line=unit.lineno,
        end_line=_header_end(unit),
        code=_code(unit, lines),
        function=function,
    )


def _units(body: list[ast.stmt]) -> Iterator[Unit]:
    """Yield the statements of one function, outer first, without functions and classes in it."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for block in ("body", "orelse", "finalbody"):
            yield from _units(getattr(statement, block, []))
        for handler in getattr(statement, "handlers", []):
            yield handler
            yield from _units(handler.body)
        for case in getattr(statement, "cases", []):
            yield from _units(case.body)


def _unit_at(positions: dis.Positions | None, units: list[Unit]) -> Unit | None:
    if positions is None or positions.lineno is None or positions.col_offset is None:
        return None
    at = (positions.lineno, positions.col_offset)
    innermost = None
    for unit in units:  # outer before inner, so the last one that fits is the innermost
        if (
            (_first_line(unit), unit.col_offset)
            <= at
            < (unit.end_lineno or 0, unit.end_col_offset or 0)
        ):
            innermost = unit
    return innermost


def _statement(unit: Unit, lines: list[str], file: str, function: str) -> Statement:
    value = getattr(unit, "value", None)
    kind = _KINDS.get(type(unit), "expression")
    return Statement(
        kind=kind,
        place=_place(unit, lines, file, function),
        names=tuple(dict.fromkeys(_bound(unit))),
        body=frozenset(_units(getattr(unit, "body", []))) if kind != "define" else frozenset(),
        cases=tuple(
            (_pattern(case), frozenset(_units(case.body))) for case in getattr(unit, "cases", [])
        ),
        node=unit,
        calls=_is_plain_target(unit) and isinstance(value, ast.Call | ast.Await | ast.YieldFrom),
        yields=any(isinstance(node, ast.Yield) for node in _expressions(unit)),
    )


def _is_plain_target(unit: Unit) -> bool:
    """Return whether a statement does nothing with its value but give it a name."""
    match unit:
        case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
            return True
    return False


def _pattern(case: ast.match_case) -> str:
    guard = f" if {ast.unparse(case.guard)}" if case.guard else ""
    return ast.unparse(case.pattern) + guard


def _header_end(unit: Unit) -> int:
    """Return the last line of a statement, or of the header of a block."""
    match unit:
        case ast.If() | ast.While():
            return unit.test.end_lineno or unit.lineno
        case ast.For() | ast.AsyncFor():
            return unit.iter.end_lineno or unit.lineno
        case ast.With() | ast.AsyncWith():
            last = unit.items[-1]
            return (last.optional_vars or last.context_expr).end_lineno or unit.lineno
        case ast.Match():
            return unit.subject.end_lineno or unit.lineno
        case ast.ExceptHandler():
            return (unit.type.end_lineno if unit.type else None) or unit.lineno
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return max(unit.lineno, unit.body[0].lineno - 1)
        case ast.Try() | ast.TryStar():
            return unit.lineno
    return unit.end_lineno or unit.lineno


def _code(unit: Unit, lines: list[str]) -> str:
    """Return the source of a statement, or of the header of a block, without its indent."""
    end = _header_end(unit)
    block = getattr(unit, "body", None)
    taken = [
        line.encode() for line in lines[unit.lineno - 1 : end]
    ]  # columns of the AST count bytes
    if block is None and not isinstance(unit, ast.Match):
        taken[-1] = taken[-1][: unit.end_col_offset]
    elif block and block[0].lineno == end:
        taken[-1] = taken[-1][: block[0].col_offset]
    taken[0] = b" " * unit.col_offset + taken[0][unit.col_offset :]
    return textwrap.dedent(b"\n".join(taken).decode()).strip()


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement itself binds.

    Not those of its block, its comprehensions or inner functions.
    """
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
            return
        case ast.ExceptHandler(name=str(name)):
            yield name
            return
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case (
            ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return
    for child in _own_children(node):
        yield from _bound(child)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield every expression of a statement itself.

    Not those of its block or of functions in it.
    """
    for child in _own_children(node):
        if not isinstance(child, ast.Lambda):
            yield child
            yield from _expressions(child)


def _own_children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a statement consists of, without the statements of its blocks."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.match_case):
            yield child.pattern
        elif not isinstance(child, ast.stmt | ast.ExceptHandler):
            yield child
