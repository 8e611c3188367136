"""Evaluate what authors wrote against the trace: expressions and the {{ names }} in their texts, in a sandbox."""

import ast
import contextlib
import re
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.errors import Problem
from generator.escape import code, escape
from generator.lesson import Lesson, YamlPath
from generator.names import NamesError, Steps, StepView, View, names_of
from runner.trace import Trace

OUTPUT_LIMIT = 20_000
SIDE_LIMIT = 300
_FILTERS = ("length", "count", "first", "last", "join", "sort", "list", "upper", "lower", "abs", "sum", "min", "max")


_FILLED = re.compile(r"(\{\{.*?\}\})", re.DOTALL)


class Claims:
    """Everything that one lesson's texts and expressions are checked with. `problems` grows as they are."""

    def __init__(self, lesson: Lesson, trace: Trace) -> None:
        self.problems: list[Problem] = []
        self._lesson = lesson
        self._names = names_of(lesson, trace)
        self._environment = _environment()

    def text(self, source: str, *path: str | int) -> str:
        """Give an authored Markdown text with its {{ }} filled in; `path` is where it stands in lesson.yml."""
        if "{" not in source:
            return source
        if "{%" in source or "{#" in source:
            self.problem("texts may hold {{ names }}, not {% statements %} or {# comments #}", *path)
            return ""
        filled = self._try(path, lambda: self._environment.from_string(source).render(self._names))
        if filled is not None and len(filled) > OUTPUT_LIMIT:
            self.problem(f"filled in, it has {len(filled)} characters; expected at most {OUTPUT_LIMIT}", *path)
            return ""
        return filled or ""

    def plain(self, source: str, *path: str | int) -> str:
        """Give an authored line that is not Markdown as HTML, with its {{ }} filled in."""
        parts = _FILLED.split(source)
        return self.text("".join(part if _FILLED.fullmatch(part) else escape(part) for part in parts), *path)

    def value(self, expression: str, *path: str | int) -> Any:
        """Give what an expression says about the run; None, with a problem noted, when it says nothing."""

        def evaluate() -> Any:
            found = self._environment.compile_expression(expression, undefined_to_none=False)(**self._names)
            if isinstance(found, StrictUndefined):
                str(found)  # raises, naming what is undefined
            if isinstance(found, View | Steps):
                raise NamesError(f"{expression} is {found!r}, not a value of it")
            return found

        return self._try(path, evaluate)

    def option(self, written: Any, *path: str | int) -> Any:
        """Give a quiz option: an expression if it is text, else the literal that it is."""
        return self.value(written, *path) if isinstance(written, str) else written

    def prove(self, expression: str, *path: str | int) -> None:
        """Note a problem unless `expression` is true of the run."""
        before = len(self.problems)
        if self.value(expression, *path) is not True and len(self.problems) == before:
            self.problem(f"the run says otherwise: {expression}{self._sides(expression)}", *path)

    def problem(self, message: str, *path: str | int) -> None:
        """Note that what stands at `path` in lesson.yml is wrong."""
        place = self._lesson.source.place(path)
        self.problems.append(Problem(self._lesson.source.file, message, place.line, place.column))

    def _sides(self, expression: str) -> str:
        """Say what the run has on either side of a comparison that is false, as far as it is not written there."""
        try:
            compared = ast.parse(expression.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return ""  # a filter, or another thing that only Jinja knows
        if not isinstance(compared, ast.Compare):
            return ""
        told = []
        for side in (compared.left, *compared.comparators):
            source = ast.unparse(side)
            if source in ("none", "true", "false"):  # Jinja's names for what Python writes with a capital
                continue
            with contextlib.suppress(Exception):  # told already, if it says nothing
                found = repr(self._environment.compile_expression(source)(**self._names))
                told += [f"{source} is {found[:SIDE_LIMIT]}"] if found != source else []
        return f"; {', '.join(told)}" if told else ""

    def _try(self, path: YamlPath, make: Any) -> Any:
        try:
            return make()
        except TemplateSyntaxError as error:
            self.problem(f"not an expression: {error.message}", *path)
        except (NamesError, UndefinedError, SecurityError) as error:
            self.problem(str(error), *path)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, MemoryError) as error:
            self.problem(f"{type(error).__name__}: {error}", *path)
        except RecursionError:
            self.problem("nested too deep", *path)
        return None


# Private


class _Sandbox(ImmutableSandboxedEnvironment):
    """Lets expressions see the names, compare and count: no attribute but those shown, no large numbers."""

    intercepted_binops = frozenset({"**", "*"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, View | Steps) and not attr.startswith("_")

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and argument.startswith("_"):
            raise SecurityError(f"names that begin with an underscore can't be used: {argument!r}")
        if isinstance(obj, View | Steps) and isinstance(argument, str):
            return getattr(obj, argument)
        if isinstance(obj, Steps):
            return obj[argument]
        with contextlib.suppress(AttributeError, TypeError, LookupError):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(called, StrictUndefined):
            str(called)  # raises, naming what is undefined
        raise SecurityError("expressions can't call anything")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) and abs(side) < 10**6 for side in (left, right)):
            raise SecurityError(f"{operator} is not for expressions about a run")
        return left * right


def _environment() -> _Sandbox:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_shown)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def _shown(value: Any) -> Any:
    """Show a value in a text: a step as a link to it, anything else as code."""
    if isinstance(value, StrictUndefined | StepView):
        return value
    if isinstance(value, Markup):
        return value
    if isinstance(value, View | Steps):
        raise NamesError(f"{value!r} is not a value to show; name one of its parts")
    return code(repr(value))
