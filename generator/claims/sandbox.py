"""Evaluate expressions over a run in Jinja's sandbox.

They see the names, compare and count, and nothing else.

No expression loops or calls, its length is bounded, and what could make a small one large is
refused: so is its time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser

from proven_lessons.generator.claims.environment import COUNTS, FILTERS, Environment
from proven_lessons.generator.claims.falsifying import Written
from proven_lessons.generator.claims.namespace import Namespace
from proven_lessons.generator.claims.plain import NotPlainError, plain_value
from proven_lessons.generator.claims.readonly import NamesError, Steps, StepView, View
from proven_lessons.generator.errors import did_you_mean
from proven_lessons.generator.facts.partial import NotKnownError

LENGTH_LIMIT = 2_000
KNOWN_LIMIT = 2000


class ExpressionError(Exception):
    """An expression that says nothing about the run; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An expression that is one path into a run, such as `step.set.session.data`.

    `counted` if its length is taken.
    """

    parts: tuple[str | int, ...]
    counted: bool

    def __str__(self) -> str:
        head, *rest = self.parts
        names = (f".{part}" if _is_name(part) else f"[{part!r}]" for part in rest)
        return f"{head}{''.join(names)}{' | length' if self.counted else ''}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written in an expression."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A comparison that has to hold: paths into a run, or the values that are written.

    `operator` is one of Jinja's ("eq", "lt", "in", ...), or "none" for "is none", which has no
    `right`.
    """

    left: Chain | Literal
    operator: str
    right: Chain | Literal | None = None


class Sandbox:
    """Evaluates expressions; make one and use it for all."""

    def __init__(self) -> None:
        self._environment = Environment()
        self._known: dict[str, _Read] = {}  # a proof is evaluated many times

    def evaluate(self, expression: str, names: Namespace) -> Any:
        """Return what `expression` says; `names.seen` tells what it looked at.

        Raise ExpressionError if it says nothing. A step is given as a StepView; other views are no
        values.
        """
        try:
            value = self._value(expression, names)
        except TemplateSyntaxError as error:
            raise ExpressionError(_syntax(expression, error)) from error
        except (NamesError, UndefinedError, SecurityError, NotKnownError) as error:
            raise ExpressionError(str(error)) from error
        except (
            TemplateError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            MemoryError,
        ) as error:
            raise ExpressionError(f"{type(error).__name__}: {error}") from error
        except RecursionError as error:
            raise ExpressionError("nested too deep") from error
        if isinstance(value, View | Steps) and not isinstance(value, StepView):
            raise ExpressionError(f"{expression} is {value!r}, not a value of it")
        return value

    def is_of_run(self, expression: str) -> bool:
        """Return whether what `expression` gives comes from a run, and is not typed in it."""
        try:
            return _is_of_run(self._parsed(expression))
        except (TemplateSyntaxError, RecursionError):
            return False

    def chain(self, expression: str) -> Chain | None:
        """Return the path that `expression` takes into a run, None when it is more than a path."""
        try:
            return _chain(self._parsed(expression))
        except (TemplateSyntaxError, RecursionError):
            return None

    def conditions(self, expression: str) -> tuple[Condition, ...]:
        """Return the comparisons that all have to hold for `expression`; none if it is more."""
        try:
            context = nodes.EvalContext(self._environment)
            found = [_condition(node, context) for node in _all_of(self._parsed(expression))]
        except (TemplateSyntaxError, RecursionError):
            return ()
        return tuple(one for one in found if one) if all(found) else ()

    def written(self, expression: str) -> Written:
        """Return what is written in `expression` itself: values, and names of parts."""
        parsed = self._parsed(expression)
        values = [node.value for node in _nodes(parsed, nodes.Const)]
        names = {node.attr for node in _nodes(parsed, nodes.Getattr)}
        return Written(values=values, names={*names, *(one for one in values if one is not None)})

    def has_choice(self, expression: str) -> bool:
        """Return whether a part of `expression` can be false and the whole true."""
        return next(_nodes(self._parsed(expression), nodes.Or), None) is not None

    def pieces(self, text: str) -> Iterator[tuple[bool, str]]:
        """Yield the pieces of an authored text, each with whether it is an expression.

        Whatever stands outside of {{ }} is given as it is. Raise ExpressionError if the text can't
        be read.
        """
        for plain, mark in _ESCAPED.items():
            text = text.replace(f"\\{plain}", mark)
        try:
            tokens = list(self._environment.lex(text))
        except TemplateSyntaxError as error:
            raise ExpressionError(f"not an expression: {error.message}") from error
        inside: list[str] | None = None
        for _, kind, value in tokens:
            if kind == "variable_begin":
                inside = []
            elif kind == "variable_end":
                yield True, "".join(inside or []).strip()
                inside = None
            elif inside is not None:
                inside.append(value)
            elif kind == "data":
                for plain, mark in _ESCAPED.items():
                    value = value.replace(mark, plain)  # noqa: PLW2901 (what a reader is to see)
                yield False, value
            else:
                message = (
                    "texts may hold {{ names }}, not {% statements %} or {# comments #}; "
                    "write \\{% to show one"
                )
                raise ExpressionError(message)
        if inside is not None:
            raise ExpressionError("not an expression: {{ without }}")

    # Private

    def _value(self, expression: str, names: Namespace) -> Any:
        if len(expression) > LENGTH_LIMIT:
            raise ExpressionError(
                f"an expression of {len(expression)} characters; at most {LENGTH_LIMIT} can be"
            )
        read = self._read(expression)
        if read.names is None:
            _check(read.parsed)
            read.names = sorted({node.name for node in _nodes(read.parsed, nodes.Name)})
        for name in read.names:
            if name not in names.known():
                raise ExpressionError(_unknown(name, names.known()))
        seen = {name: names.top(name) for name in read.names}
        try:
            value = plain_value(read.parsed, self._environment, seen.__getitem__)
        except NotPlainError:
            value = self._compiled(read, expression)(**seen)
        if isinstance(value, StrictUndefined):
            str(value)  # raises, naming what is undefined
        return value

    def _compiled(self, read: "_Read", expression: str) -> TemplateExpression:
        if read.compiled is None:
            compile_ = self._environment.compile_expression
            read.compiled = compile_(expression, undefined_to_none=False)
        return read.compiled

    def _parsed(self, expression: str) -> nodes.Expr:
        return self._read(expression).parsed

    def _read(self, expression: str) -> "_Read":
        if expression not in self._known:
            if len(self._known) > KNOWN_LIMIT:
                self._known.clear()
            parser = Parser(self._environment, expression, state="variable")
            parsed = parser.parse_expression()
            if not parser.stream.eos:
                raise TemplateSyntaxError("chunk after expression", parser.stream.current.lineno)
            self._known[expression] = _Read(parsed=parsed)
        return self._known[expression]


# Private


@dataclass(slots=True, kw_only=True)
class _Read:
    """An expression that can be read; the rest is there once it has been evaluated.

    `names` are those at its top, if nothing in it is refused.
    """

    parsed: nodes.Expr
    names: list[str] | None = None
    compiled: TemplateExpression | None = None


def _is_name(part: str | int) -> bool:
    return isinstance(part, str) and part.isidentifier()


def _chain(node: nodes.Node | None) -> Chain | None:
    counted = isinstance(node, nodes.Filter) and node.name in COUNTS and not node.args
    if isinstance(node, nodes.Filter) and counted:
        node = node.node
    parts: list[str | int] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            parts.append(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            parts.append(node.arg.value)
        else:
            return None
        node = node.node
    return Chain(parts=(node.name, *reversed(parts)), counted=counted)


def _all_of(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what stands between the "and"s of an expression."""
    if isinstance(node, nodes.And):
        yield from _all_of(node.left)
        yield from _all_of(node.right)
    else:
        yield node


def _condition(node: nodes.Node, context: nodes.EvalContext) -> Condition | None:
    match node:
        case nodes.Compare(ops=[nodes.Operand(op=operator, expr=right)]):
            sides = _side(node.expr, context), _side(right, context)
        case nodes.Test(name="none", args=[]):
            operator, sides = "none", (_side(node.node, context), None)
        case _:
            return None
    left, other = sides
    if left is None or (other is None and operator != "none"):
        return None
    return Condition(left=left, operator=operator, right=other)


def _side(node: nodes.Node, context: nodes.EvalContext) -> Chain | Literal | None:
    if isinstance(node, nodes.Literal):
        try:
            return Literal(node.as_const(context))
        except nodes.Impossible:
            return None
    return _chain(node)


# What a backslash takes its meaning from, and what stands for it meanwhile: characters of private
# use.
_ESCAPED = {"{{": "\ue002", "{%": "\ue003", "{#": "\ue004"}


def _nodes[Kind: nodes.Node](parsed: nodes.Node, kind: type[Kind]) -> Iterator[Kind]:
    """Yield every node of a kind; Jinja's own search leaves the node out that it begins with."""
    if isinstance(parsed, kind):
        yield parsed
    yield from parsed.find_all(kind)


def _check(parsed: nodes.Expr) -> None:
    """Refuse what would call, choose or grow, and comparisons that compare nothing of a run."""
    for _ in _nodes(parsed, nodes.Call):
        raise ExpressionError("nothing can be called in an expression; to count, write | length")
    for _ in _nodes(parsed, nodes.CondExpr):
        raise ExpressionError("an expression can't choose with if; write what the run has")
    for node in _nodes(parsed, nodes.Filter):
        given = [
            *node.args,
            *(pair.value for pair in node.kwargs),
            node.dyn_args,
            node.dyn_kwargs,
        ]
        if node.name in FILTERS and not all(one is None or _is_plain(one) for one in given):
            raise ExpressionError(
                f"the filter {node.name} takes true, false or a separator only, such as join(', ')"
            )
    for comparison in _nodes(parsed, nodes.Compare):
        if not any(True for _ in _nodes(comparison, nodes.Name)):
            raise ExpressionError("one of its comparisons looks at no run, so it proves nothing")


def _is_of_run(node: nodes.Node | None) -> bool:
    match node:
        case nodes.Name() | nodes.Compare():
            return True
        case (
            nodes.Getattr(node=inner)
            | nodes.Getitem(node=inner)
            | nodes.Filter(node=inner)
            | nodes.Test(node=inner)
        ):
            return _is_of_run(inner)
        case nodes.Not(node=inner) | nodes.Neg(node=inner) | nodes.Pos(node=inner):
            return _is_of_run(inner)
        case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
            return all(
                isinstance(side, nodes.Compare | nodes.Not | nodes.And | nodes.Or | nodes.Test)
                and _is_of_run(side)
                for side in (left, right)
            )
        case nodes.Add(left=left, right=right) | nodes.Sub(left=left, right=right):
            # Whoever may calculate freely can make any number out of any run.
            sides = (left, right)
            is_simple = not any(isinstance(side, nodes.BinExpr) for side in sides) and left != right
            others = [
                side for side in sides if not (isinstance(side, nodes.Const) and side.value == 1)
            ]
            return is_simple and bool(others) and all(_is_of_run(side) for side in others)
    return False


def _is_plain(node: nodes.Node) -> bool:
    """Return whether an argument of a filter can put no word of its own into what comes out."""
    if not isinstance(node, nodes.Const):
        return False
    value = node.value
    return isinstance(value, bool) or (isinstance(value, str) and re.search(r"\w", value) is None)


def _unknown(name: str, known: list[str]) -> str:
    hint = did_you_mean(name, known)
    near = f"; {hint}" if "mean" in hint else ""
    there_are = ", ".join(known)
    return f"there is no name {name!r}; there are {there_are}{near} (a text has quotes of its own)"


def _syntax(expression: str, error: TemplateSyntaxError) -> str:
    """Return what is wrong with an expression that can't be read, and what is meant most often."""
    if "{{" in expression:
        return "an expression stands here without braces"
    if re.search(r"(?<![=!<>])=(?!=)", expression):
        return "not an expression: to compare, write =="
    if "filter" in (error.message or ""):
        return f"not an expression: {error.message}"
    return f"not an expression: {error.message} (a text has quotes of its own)"
