"""What a statement of a view needs and gives, so far as its text alone decides."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

# What is evaluated later, or perhaps never: names in it are not sure to be read.
_LATER = (ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)
_SCOPES = (*_LATER, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_PLAIN = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Load)


type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a statement uses local names.

    `reads` are those that it is sure to read, unless it fails before; `binds` those that it may
    bind, `own` those among them that are local to the function for sure. `sets` is the name that it
    sets to a value that is written out, and does nothing else.
    """

    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    sets: str | None = None


def uses_of(function: Function, statements: Sequence[ast.stmt]) -> tuple[Use, ...]:
    """Return how each of the statements of a function uses names; nothing if that is not plain."""
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(function)):
        return ()
    given = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    return tuple(_use(statement, given) for statement in statements)


def certain_end(order: tuple[int, ...], uses: tuple[Use, ...]) -> int:
    """Return how many statements of an order run at most, the one that fails included.

    `uses` are those of the statements, by number from 1. A name that some statement of the function
    binds is local: before that, reading it raises UnboundLocalError.
    """
    everywhere = frozenset[str]().union(*(use.own for use in uses))
    bound: frozenset[str] = frozenset()
    for count, number in enumerate(order, 1):
        use = uses[number - 1]
        if (use.reads & everywhere) - bound:
            return count
        bound |= use.binds
    return len(order)


def representative(order: tuple[int, ...], uses: tuple[Use, ...]) -> tuple[int, ...]:
    """Return the first of all orders that run the same statements to the same effect.

    What stands after a statement that is sure to fail does not run. Statements that only set
    different names to values that are written out can change places.
    """
    end = certain_end(order, uses)
    begun = [*order[:end]]
    has_moved = True
    while has_moved:
        has_moved = False
        for at in range(len(begun) - 1):
            one, other = uses[begun[at] - 1].sets, uses[begun[at + 1] - 1].sets
            if one and other and one != other and begun[at] > begun[at + 1]:
                begun[at : at + 2] = begun[at + 1], begun[at]
                has_moved = True
    *rest, final = sorted(set(order) - set(begun)) or [0]
    return (*begun, *rest, final) if final else tuple(begun)


# Private


def _use(statement: ast.stmt, given: AbstractSet[str]) -> Use:
    is_plain = not any(isinstance(node, ast.NamedExpr) for node in ast.walk(statement))
    return Use(
        reads=frozenset(_read_first(statement)) if is_plain else frozenset(),
        binds=frozenset(_bound(ast.walk(statement))),
        own=frozenset(_bound(_in_function(statement))) - given,
        sets=_set(statement),
    )


def _in_function(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that stand in the scope of its function."""
    yield node
    if isinstance(node, _SCOPES):
        return
    for child in ast.iter_child_nodes(node):
        yield from _in_function(child)


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield every name that one of these nodes binds."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((one.asname or one.name).partition(".")[0] for one in names)


def _read_first(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement reads whatever happens in it, unless it fails before."""
    match statement:
        case (
            ast.Assign(value=ast.expr() as value)
            | ast.AnnAssign(value=ast.expr() as value)
            | ast.Expr(value=ast.expr() as value)
            | ast.Return(value=ast.expr() as value)
            | ast.For(iter=value)
            | ast.If(test=value)
            | ast.While(test=value)
        ):
            yield from _read(value)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name
            yield from _read(value)
        case ast.With(items=[first, *_]):
            yield from _read(first.context_expr)


def _read(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            yield name
        case ast.BoolOp(values=[first, *_]):
            yield from _read(first)
        case ast.IfExp(test=test):
            yield from _read(test)
        case ast.Compare(left=left, comparators=[first, *_]):
            yield from _read(left)
            yield from _read(first)
        case _ if isinstance(node, _LATER):
            if not isinstance(node, ast.Lambda):
                yield from _read(node.generators[0].iter)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _read(child)


def _set(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if all(
            isinstance(node, _PLAIN) for node in ast.walk(value)
        ):
            return name
    return None
