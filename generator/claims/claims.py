"""Check what authors wrote against the trace: expressions, proofs and the {{ names }} in their texts."""

import ast
import contextlib
import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import NamesError, StepView
from proven_lessons.generator.claims.sandbox import Chain, ExpressionError, Sandbox
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson, YamlPath
from proven_lessons.generator.markup import code, escape
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Trace

OUTPUT_LIMIT = 20_000
SIDE_LIMIT = 300
_SANDBOX = Sandbox()
# A link to a step where a sentence begins.
_SENTENCE = re.compile(r"""((?:\A|\n\s*\n|[.?!]['"”)]?\s+)<a class="lesson-step" href="#[^"]*">)s""")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a claim looked at: the steps of one run; `title` is that of a what-if in Markdown, empty for the lesson."""

    run: str
    steps: tuple[int, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An expression that was checked against the run; `problem` says what is wrong with it, empty if it is true."""

    expression: str
    evidence: tuple[Evidence, ...]
    problem: str


class Claims:
    """Everything that one lesson's texts and expressions are checked with. `problems` grows as they are."""

    def __init__(self, lesson: Lesson, trace: Trace) -> None:
        self.problems: list[Problem] = []
        self.names = Names(lesson, trace)
        self._lesson = lesson

    def text(self, source: str, *path: str | int) -> str:
        """Give an authored Markdown text with its {{ }} filled in; `path` is where it stands in lesson.yml.

        What can't be filled in becomes a mark in its place.
        """
        return self._filled(source, path, lambda piece: piece)

    def plain(self, source: str, *path: str | int) -> str:
        """Give an authored line that is not Markdown as HTML, with its {{ }} filled in."""
        return self._filled(source, path, escape)

    def words(self, source: str, *path: str | int) -> str:
        """Give an authored line as plain text, with its {{ }} filled in, for where there is no HTML."""
        return html.unescape(_TAG.sub("", self._filled(source, path, escape)))

    def value(self, expression: str, *path: str | int) -> Any:
        """Give what an expression says about the run; None, with a problem noted, when it says nothing."""
        try:
            return self.evaluate(expression)
        except ExpressionError as error:
            self.problem(str(error), *path)
            return None

    def evaluate(self, expression: str) -> Any:
        """Give what an expression says about the run; raise ExpressionError when it says nothing."""
        found = _SANDBOX.evaluate(expression, self.names)
        if isinstance(found, StepView):
            raise ExpressionError(
                f"{expression} is {found!r}, not a value of it; name a part of it, such as its number"
            )
        return found

    def chain(self, expression: str) -> Chain | None:
        """Give the path that `expression` takes into a run, None when it is more than a path."""
        return _SANDBOX.chain(expression)

    def is_of_run(self, expression: str) -> bool:
        """Say whether what `expression` gives comes from a run, and is not typed in it."""
        return self.names.seen.anything and _SANDBOX.is_of_run(expression)

    def evidence(self) -> tuple[Evidence, ...]:
        """Give what the last evaluation looked at."""
        runs: dict[str, list[int]] = {}
        for run, number in self.names.seen.steps:
            runs.setdefault(run, []).append(number)
        return tuple(Evidence(run=run, steps=tuple(sorted(numbers))) for run, numbers in runs.items())

    def prove(self, expression: str, *path: str | int) -> Proof:
        """Check that `expression` is true of the run; note a problem unless it is."""
        message = ""
        evidence: tuple[Evidence, ...] = ()
        try:
            found = self.evaluate(expression)
            evidence = self.evidence()
            if not self.names.seen.anything:
                message = "it looks at no run, so it proves nothing"
            elif found is not True:
                message = f"the run says otherwise{self._sides(expression, found)}"
        except ExpressionError as error:
            message = str(error)
        if message:
            first, _, rest = message.partition("; ")
            self.problem(f"{first}: {expression}{'; ' if rest else ''}{rest}{_listed(evidence)}", *path)
        return Proof(expression=expression, evidence=evidence, problem=message)

    def problem(self, message: str, *path: str | int, hint: str = "", piece: str = "", nth: int = 1) -> None:
        """Note that what stands at `path` in lesson.yml, or the `piece` of it, is wrong."""
        source = self._lesson.source
        place = source.place_in(path, piece, nth) if piece else source.place(path)
        self.problems.append(Problem(source.file, message, place.line, place.column, hint))

    # Private

    def _filled(self, source: str, path: YamlPath, keep: Any) -> str:
        if "{" not in source:
            return str(keep(source))
        parts: list[str] = []
        seen: Counter[str] = Counter()
        try:
            for is_expression, piece in _SANDBOX.pieces(source):
                seen[piece] += is_expression
                parts.append(self._shown(piece, path, seen[piece]) if is_expression else str(keep(piece)))
        except ExpressionError as error:
            return self._false(str(error), path, "")
        filled = _SENTENCE.sub(r"\1S", "".join(parts))
        if len(filled) > OUTPUT_LIMIT:
            return self._false(f"filled in, it has {len(filled)} characters; expected at most {OUTPUT_LIMIT}", path, "")
        return filled

    def _shown(self, expression: str, path: YamlPath, nth: int) -> str:
        """Show what an expression says: a step as a link to it, anything else as code."""
        try:
            found = _SANDBOX.evaluate(expression, self.names)
            shown = Markup.escape(found) if isinstance(found, StepView) else self._value_shown(expression, found)
        except (ExpressionError, NamesError) as error:
            return self._false(str(error), path, expression, nth)
        if not isinstance(found, StepView) and not self.is_of_run(expression):
            return self._false(f"this is typed, and says nothing about a run: {expression}", path, expression, nth)
        return str(shown)

    def _false(self, message: str, path: YamlPath, piece: str, nth: int = 1) -> str:
        self.problem(message, *path, piece=piece, nth=nth)
        problem = self.problems[-1]
        shown = f"{problem.file}:{problem.line}:{problem.column}: {message}"
        return str(Markup('<strong class="lesson-false">{}</strong>').format(escape(shown)))

    def _value_shown(self, expression: str, found: Any) -> Markup:
        chain = _SANDBOX.chain(expression)
        text = wording.shown(found, chain.parts if chain else ())
        return Markup("nothing") if text == "nothing" and found is None else code(text)

    def _sides(self, expression: str, found: Any) -> str:
        """Say what the run has on either side of a comparison that is false, as far as it is not written there."""
        try:
            compared = ast.parse(expression.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return ""  # a filter, or another thing that only Jinja knows
        if not isinstance(compared, ast.Compare):
            return "" if isinstance(found, bool) else f"; it is {found!r:.{SIDE_LIMIT}}, expected true"
        told = []
        for side in (compared.left, *compared.comparators):
            source = ast.unparse(side)
            if source in ("none", "true", "false"):  # Jinja's names for what Python writes with a capital
                continue
            with contextlib.suppress(ExpressionError):  # told already, if it says nothing
                shown = repr(self.evaluate(source))
                told += [f"{source} is {shown[:SIDE_LIMIT]}"] if shown != source else []
        return f"; {', '.join(told)}" if told else ""


# Private


def _listed(evidence: tuple[Evidence, ...]) -> str:
    """Say which steps were looked at."""
    told = []
    for one in evidence:
        numbers = ", ".join(str(number) for number in one.steps)
        run = "" if one.run == "main" else f" of {one.run!r}"
        told.append(f"step {numbers}{run}" if len(one.steps) == 1 else f"steps {numbers}{run}")
    return f" (it looks at {' and '.join(told)})" if told else ""
