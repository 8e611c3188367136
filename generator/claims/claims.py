"""Check what authors wrote against the trace.

Expressions, proofs and the {{ names }} in their texts.
"""

import ast
import contextlib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from proven_lessons.generator.claims.falsifying import indifferent, judged, way_of
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import (
    NamesError,
    Place,
    Seen,
    StepView,
    place_in_trace,
)
from proven_lessons.generator.claims.sandbox import Chain, Condition, ExpressionError, Sandbox
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.lessons.lesson import Lesson, YamlPath
from proven_lessons.generator.markup import Markdown, anchor, escape
from proven_lessons.generator.translation import (
    Expression,
    Filled,
    Joined,
    Listed,
    Message,
    Said,
    StepLink,
)
from proven_lessons.runner.trace import Trace

OUTPUT_LIMIT = 20_000
SIDE_LIMIT = 300
_SANDBOX = Sandbox()
_SENTENCE_BEGINS = re.compile(r"""(?:\A|\n\s*\n|[.?!]['"”)]?\s+)\Z""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a claim looked at: the steps of one run.

    `title` is that of a what-if, None for the lesson.
    """

    run: str
    steps: tuple[int, ...]
    title: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer[T]:
    """What was asked for, what was looked at for it, and what is wrong with the question."""

    value: T
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_of_run: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An expression that was checked against the run.

    `problem` is what is wrong with it, empty if true.
    """

    expression: str
    evidence: tuple[Evidence, ...]
    problem: str


class Claims:
    """What the texts and expressions of one lesson are checked with.

    It remembers nothing of what it is asked.
    """

    def __init__(self, lesson: Lesson, trace: Trace) -> None:
        self.names = Names(lesson, trace)
        self._lesson = lesson

    def text(self, source: str, *path: str | int) -> Answer[Filled]:
        """Return an authored Markdown text with its {{ }} filled in.

        `path` is where it stands in lesson.yml.

        What can't be filled in becomes a mark in its place.
        """
        return self._marked(source, self._filled(source, path, Markdown))

    def line(self, source: str, *path: str | int) -> Answer[Filled]:
        """Return an authored line that is not Markdown, with its {{ }} filled in."""
        return self._marked(source, self._filled(source, path, str))

    def said(self, said: Said) -> Said:
        """Return a text of ours with the expressions in it filled in.

        Raise ExpressionError if one of them says nothing.
        """
        match said:
            case Message():
                values = {name: self.said(value) for name, value in said.values.items()}
                return replace(said, values=values)
            case Joined():
                return replace(said, items=tuple(map(self.said, said.items)))
            case Listed():
                return replace(said, items=tuple(map(self.said, said.items)))
            case Expression():
                return self._shown(said)[0]
        return said

    def value(self, expression: str, *path: str | int) -> Answer[Any]:
        """Return what an expression says about the run.

        None, with a problem, when it says nothing.
        """
        try:
            return self.evaluate(expression)
        except ExpressionError as error:
            return Answer(value=None, problems=(self.problem(str(error), *path),), is_of_run=False)

    def evaluate(self, expression: str) -> Answer[Any]:
        """Return what an expression says about the run.

        Raise ExpressionError when it says nothing.
        """
        value, seen = self._value(expression)
        is_of_run = seen.anything and _SANDBOX.is_of_run(expression)
        return Answer(value=value, evidence=_evidence(seen), is_of_run=is_of_run)

    def chain(self, expression: str) -> Chain | None:
        """Return the path that `expression` takes into a run, None when it is more than a path."""
        return _SANDBOX.chain(expression)

    def conditions(self, expression: str) -> tuple[Condition, ...]:
        """Return the comparisons that all have to hold for `expression`; none if it is more."""
        return _SANDBOX.conditions(expression)

    def prove(self, expression: str, *path: str | int) -> Answer[Proof]:
        """Check that `expression` is true of the run; it is a problem if it is not."""
        evidence: tuple[Evidence, ...] = ()
        message = ""
        try:
            value, seen = self._value(expression)
            evidence = _evidence(seen)
            if not seen.anything:
                message = "it looks at no run, so it proves nothing"
            elif value is not True:
                message = f"the run says otherwise{self._sides(expression, value)}"
            else:
                message = self._why_empty(expression, seen)
        except ExpressionError as error:
            message = str(error)
        proof = Proof(expression=expression, evidence=evidence, problem=message)
        if not message:
            return Answer(value=proof, evidence=evidence)
        first, _, rest = message.partition("; ")
        words = f"{first}: {expression}{'; ' if rest else ''}{rest}{_listed(evidence)}"
        return Answer(value=proof, evidence=evidence, problems=(self.problem(words, *path),))

    def problem(
        self, message: str, *path: str | int, hint: str = "", piece: str = "", nth: int = 1
    ) -> Problem:
        """Return a problem of what stands at `path` in lesson.yml, or of the `piece` of it."""
        source = self._lesson.source
        place = source.place_in(path, piece, nth) if piece else source.place(path)
        return Problem(source.file, message, place.line, place.column, hint)

    # Private

    def _why_empty(self, expression: str, seen: Seen) -> str:
        """Return why a proof that is true proves nothing, empty if it does prove something."""
        if not seen.leaves:
            return "it looks at no value, so it proves nothing; compare one with what you expect"

        def holds(instead: Mapping[Place, Any]) -> bool | None:
            try:
                value = _SANDBOX.evaluate(expression, self.names.open(instead))
            except ExpressionError:
                return None
            return value if isinstance(value, bool) else None

        written = _SANDBOX.written(expression)
        idle = indifferent(seen.leaves, written, self.names.elsewhere, holds)
        if not idle or (_SANDBOX.has_choice(expression) and len(idle) < len(judged(seen.leaves))):
            return ""
        return f"it is true whatever {way_of(idle[0])} is; compare it with what you expect"

    def _evaluated(self, expression: str) -> tuple[Any, Seen]:
        namespace = self.names.open()
        return _SANDBOX.evaluate(expression, namespace), namespace.seen

    def _value(self, expression: str) -> tuple[Any, Seen]:
        """Return a value and what was looked at for it.

        Raise ExpressionError for what is no value.
        """
        value, seen = self._evaluated(expression)
        if isinstance(value, StepView):
            raise ExpressionError(
                f"{expression} is {value!r}, not a value of it; name a part of it, such as its "
                f"number"
            )
        return value, seen

    def _marked(self, source: str, answer: Answer[Filled]) -> Answer[Filled]:
        """Return a text with a mark if it stands untranslated among others that are not."""
        if source not in self._lesson.untranslated:
            return answer
        return replace(answer, value=replace(answer.value, is_original=True))

    def _filled(self, source: str, path: YamlPath, kind: Callable[[str], Said]) -> Answer[Filled]:
        if "{" not in source:
            return Answer(value=Filled((kind(source),)))
        try:
            pieces = list(_SANDBOX.pieces(source))
        except ExpressionError as error:
            return self._false(str(error), path, "")
        times: Counter[str] = Counter()
        answers: list[Answer[Said]] = []
        for is_expression, piece in pieces:
            times[piece] += is_expression
            answers.append(
                self._piece(piece, path, times[piece], [one.value for one in answers])
                if is_expression
                else Answer(value=kind(piece))
            )
        filled = Filled(tuple(one.value for one in answers))
        length = len(str(filled))
        if length > OUTPUT_LIMIT:
            words = f"filled in, it has {length} characters; expected at most {OUTPUT_LIMIT}"
            return self._false(words, path, "")
        return Answer(
            value=filled,
            evidence=_chained(one.evidence for one in answers),
            problems=_chained(one.problems for one in answers),
        )

    def _piece(self, expression: str, path: YamlPath, nth: int, before: list[Said]) -> Answer[Said]:
        """Return what an expression in a text becomes, with what is wrong with it."""
        try:
            said, evidence, is_of_run = self._shown(expression)
            if not isinstance(said, StepLink) and not is_of_run:
                words = f"this is typed, and says nothing about a run: {expression}"
                raise ExpressionError(words)  # noqa: TRY301 (told like any other)
        except (ExpressionError, NamesError) as error:
            problem = self.problem(str(error), *path, piece=expression, nth=nth)
            return Answer(value=_mark(problem), problems=(problem,))
        if isinstance(said, StepLink):
            text = str(Filled(tuple(before[-1:])))
            is_first = not before or (bool(text) and _SENTENCE_BEGINS.search(text) is not None)
            said = replace(said, begin=is_first)
        return Answer(value=said, evidence=evidence)

    def _shown(self, expression: str) -> tuple[Said, tuple[Evidence, ...], bool]:
        """Return what an expression says, to be shown, and whether it comes from a run.

        A step is a link to it, anything else is code.
        """
        value, seen = self._evaluated(expression)
        is_of_run = seen.anything and _SANDBOX.is_of_run(expression)
        if isinstance(value, StepView):
            run, number = place_in_trace(value)
            link = StepLink(anchor(run, number), number, is_changed=run != "main")
            return link, (Evidence(run=run, steps=(number,)),), is_of_run
        chain = _SANDBOX.chain(expression)
        return shown(value, chain.parts if chain else ()), _evidence(seen), is_of_run

    def _false(self, message: str, path: YamlPath, piece: str) -> Answer[Filled]:
        problem = self.problem(message, *path, piece=piece)
        return Answer(value=Filled((_mark(problem),)), problems=(problem,))

    def _sides(self, expression: str, value: Any) -> str:
        """Return what the run has on each side of a false comparison, unless it stands there."""
        try:
            compared = ast.parse(expression.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return ""  # a filter, or another thing that only Jinja knows
        if not isinstance(compared, ast.Compare):
            return (
                "" if isinstance(value, bool) else f"; it is {value!r:.{SIDE_LIMIT}}, expected true"
            )
        sides = list(self._told_sides(compared))
        return f"; {', '.join(sides)}" if sides else ""

    def _told_sides(self, compared: ast.Compare) -> Iterator[str]:
        for side in (compared.left, *compared.comparators):
            source = ast.unparse(side)
            # Jinja's names for what Python writes with a capital.
            if source in ("none", "true", "false"):
                continue
            with contextlib.suppress(ExpressionError):  # told already, if it says nothing
                value = repr(self.evaluate(source).value)
                if value != source:
                    yield f"{source} is {value[:SIDE_LIMIT]}"


# Private


def _chained[Item](parts: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    return tuple(itertools.chain.from_iterable(parts))


def _mark(problem: Problem) -> Markup:
    """Return what an author sees in the place of a claim that is false; it is never published."""
    words = f"{problem.file}:{problem.line}:{problem.column}: {problem.message}"
    return Markup('<strong class="lesson-false">{}</strong>').format(escape(words))


def _evidence(seen: Seen) -> tuple[Evidence, ...]:
    runs: dict[str, list[int]] = {}
    for run, number in seen.steps:
        runs.setdefault(run, []).append(number)
    return tuple(Evidence(run=run, steps=tuple(sorted(numbers))) for run, numbers in runs.items())


def _listed(evidence: tuple[Evidence, ...]) -> str:
    """Return which steps were looked at."""
    texts = []
    for one in evidence:
        numbers = ", ".join(str(number) for number in one.steps)
        run = "" if one.run == "main" else f" of {one.run!r}"
        texts.append(f"step {numbers}{run}" if len(one.steps) == 1 else f"steps {numbers}{run}")
    return f" (it looks at {' and '.join(texts)})" if texts else ""
