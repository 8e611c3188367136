"""Evaluate an expression that is plain: paths into a run, compared with what is written.

Most are, and each is evaluated a few times only: to compile it takes longer than that. The
environment decides about every part, as it does for a compiled one.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes

from proven_lessons.generator.claims.environment import COUNTS, Environment


class NotPlainError(Exception):
    """An expression has a part that only the compiler knows."""


def plain_value(node: nodes.Node, environment: Environment, name: Callable[[str], Any]) -> Any:
    """Return what an expression that was read gives; `name` gives what a name stands for.

    Raise NotPlainError before anything is looked at if it has another part.
    """
    if not _is_plain(node):
        raise NotPlainError
    return _Value(environment, name).of(node)


# Private


def _is_plain(node: nodes.Node) -> bool:
    match node:
        case nodes.Name() | nodes.Const():
            return True
        case nodes.Getattr(node=inner) | nodes.Getitem(node=inner, arg=nodes.Const()):
            return _is_plain(inner)
        case nodes.Filter(node=nodes.Node() as inner, name=name):
            has_more = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
            return name in COUNTS and not has_more and _is_plain(inner)
        case nodes.Test(node=inner, name="none"):
            has_more = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
            return not has_more and _is_plain(inner)
        case nodes.Compare(expr=left, ops=operands):
            return _is_plain(left) and all(_is_plain(one.expr) for one in operands)
        case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
            return _is_plain(left) and _is_plain(right)
        case nodes.Not(node=inner):
            return _is_plain(inner)
        case nodes.List(items=items):
            return all(map(_is_plain, items))
    return False


class _Value:
    """What the parts of an expression give; each is looked at in the order of compiled code."""

    def __init__(self, environment: Environment, name: Callable[[str], Any]) -> None:
        self._environment = environment
        self._name = name

    def of(self, node: nodes.Node) -> Any:
        match node:
            case nodes.Const(value=value):
                return value
            case nodes.Name(name=name):
                return self._name(name)
            case nodes.Compare(expr=left, ops=operands):
                first = self.of(left)
                others = [part for one in operands for part in (one.op, self.of(one.expr))]
                return self._environment.compare(first, *others)
            case nodes.And(left=left, right=right):
                return self.of(left) and self.of(right)
            case nodes.Or(left=left, right=right):
                return self.of(left) or self.of(right)
            case nodes.Not(node=inner):
                return not self.of(inner)
            case nodes.List(items=items):
                return [self.of(item) for item in items]
        return self._of_part(node)

    def _of_part(self, node: Any) -> Any:
        value = self.of(node.node)
        match node:
            case nodes.Getattr(attr=attribute):
                return self._environment.getattr(value, attribute)
            case nodes.Getitem(arg=nodes.Const(value=argument)):
                return self._environment.getitem(value, argument)
            case nodes.Filter(name=name):
                return self._environment.filters[name](value)
        return value is None
