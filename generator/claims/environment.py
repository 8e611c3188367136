"""The Jinja environment of expressions: what they can look at, compare and count."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from proven_lessons.generator.claims.comparing import compared
from proven_lessons.generator.claims.readonly import NamesError, Steps, View
from proven_lessons.generator.errors import did_you_mean
from proven_lessons.generator.facts.partial import NotKnownError, Partial

FILTERS = (
    "length",
    "count",
    "first",
    "last",
    "join",
    "sort",
    "list",
    "upper",
    "lower",
    "abs",
    "sum",
    "min",
    "max",
)
COUNTS = ("length", "count")


class _Generator(CodeGenerator):
    """Has comparisons made by the environment, which knows what can be compared."""

    def visit_Compare(  # noqa: N802 (Jinja finds it by this name)
        self, node: nodes.Compare, frame: Frame
    ) -> None:
        self.write("environment.compare(")
        self.visit(node.expr, frame)
        for operand in node.ops:
            self.write(f", {operand.op!r}, ")
            self.visit(operand.expr, frame)
        self.write(")")


class Environment(ImmutableSandboxedEnvironment):
    """Lets expressions see the names, compare and count.

    No attribute but those shown, no large numbers.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "**", "*", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, optimized=False)
        self.globals.clear()
        self.filters = {
            name: self.filters[name] if name in COUNTS else _of_known(self.filters[name])
            for name in FILTERS
        }

    def compare(self, left: Any, *others: Any) -> bool:
        """Return whether a comparison holds; `others` are the operators and what is behind each."""
        for side in (left, *others[1::2]):
            if isinstance(side, StrictUndefined):
                str(side)  # raises, naming what is undefined
        for operator, right in zip(others[::2], others[1::2], strict=True):
            if not compared(operator, left, right):
                return False
            left = right
        return True

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, View | Steps) and not attr.startswith("_")

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and argument.startswith("_") and not isinstance(obj, dict):
            raise SecurityError(f"names that begin with an underscore can't be used: {argument!r}")
        if isinstance(obj, View | Steps) and isinstance(argument, str):
            return getattr(obj, argument)
        if isinstance(obj, Steps):
            return obj[argument]
        with contextlib.suppress(AttributeError, TypeError, LookupError):
            return obj[argument]
        return self._missing(obj, argument)

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(called, StrictUndefined):
            str(called)  # raises, naming what is undefined
        raise SecurityError("expressions can't call anything")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(
            isinstance(side, int | float) and abs(side) < 10**6 for side in (left, right)
        ):
            exception = "" if operator == "**" else ", but for numbers"
            raise SecurityError(f"{operator} is not for expressions about a run{exception}")
        if operator == "+":
            return left + right
        return left % right if operator == "%" else left * right

    def _missing(self, obj: Any, argument: Any) -> Any:
        """Return what there is in the place of something that is not there."""
        if isinstance(obj, Partial):
            raise NamesError(f"{obj!r} is known by its text only: what it has is not recorded")
        if isinstance(obj, str | int | float | bool | None) and isinstance(argument, str):
            raise NamesError(f"{obj!r} is a plain value and has no {argument!r}")
        if isinstance(obj, dict):
            known = [str(key) for key in obj]
            hint = did_you_mean(str(argument), known)
            near = f"; {hint}" if "mean" in hint else ""
            raise NamesError(
                f"it has no {argument!r}; it has {', '.join(known[:20]) or 'nothing'}{near}"
            )
        if isinstance(obj, list) and isinstance(argument, int):
            items = f"they are 0 to {len(obj) - 1}" if obj else "there are none"
            raise NamesError(f"the list has no item {argument}; {items}")
        return self.undefined(obj=obj, name=argument)


# Private


def _of_known(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses values that are known in part, which it would take for text."""

    @functools.wraps(function)  # with the mark by which Jinja knows what to pass
    def checked(*arguments: Any, **named: Any) -> Any:
        for value in arguments:
            items = [value, *value] if isinstance(value, list | tuple | set | dict) else [value]
            if any(isinstance(item, Partial) for item in items):
                raise NotKnownError("recorded by its text only, so no filter but length takes it")
        return function(*arguments, **named)

    return checked
