"""Say in words what a proof shows, where it compares one value of a run with another."""

import re
from collections.abc import Callable

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.markup import SHOWN, Code
from proven_lessons.generator.modes.quiz.reasons import place_of
from proven_lessons.generator.modes.quiz.subjects import subject_of
from proven_lessons.generator.translation import Language, Message, Said, _
from proven_lessons.runner.trace import VARIES, Trace

_COUNT = r"(?: \| length)?"
_IS = re.compile(rf"(?P<left>\S+{_COUNT}) (?:==|is none$)(?: (?P<right>\S+{_COUNT})$)?")
_IN = re.compile(r"(?P<item>\"[^\"]*\"|'[^']*') (?P<no>not )?in (?P<left>\S+)$")
_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'|\[\S*\]")
_PLAIN = re.compile(r" \| length\b|\bnot in\b")
_MORE = re.compile(r"\b(?:and|or|not|if)\b|[|+*/%-]")

type Titles = Callable[[str], Said | None]


def told(expression: str, claims: Claims, trace: Trace, titles: Titles) -> Message | None:
    """Return what a proof that is true says of the run; None where the expression says it best.

    `titles` gives what is different in a run that is not the lesson's own.
    """
    if not _is_whole(expression, claims):
        return None
    tell = _Telling(claims, trace, titles)
    if found := _IN.match(expression):
        said = tell.membership(found["item"][1:-1], found["left"], is_in=found["no"] is None)
    elif found := _IS.match(expression):
        said = tell.value(found["left"], found["right"])
    else:
        return None
    change = tell.change(found["left"])
    if said is None or change is None:
        return said
    return _("{said}, if {change}", said=said, change=change)


# Private


class _Telling:
    """What the words for a proof are made of."""

    def __init__(self, claims: Claims, trace: Trace, titles: Titles) -> None:
        self._claims = claims
        self._trace = trace
        self._titles = titles

    def membership(self, item: str, left: str, *, is_in: bool) -> Message | None:
        """Return that something is in a value, or is not."""
        what = self._place(left)
        if what is None:
            return None
        if is_in:
            return _("{item} is in {what}", item=Code(item), what=what)
        return _("{item} is not in {what}", item=Code(item), what=what)

    def value(self, left: str, right: str | None) -> Message | None:
        """Return what a value is, and what else is like it."""
        what, value = self._place(left), self._shown(left)
        if what is None or value is None:
            return None
        other = self._place(right) if right else None
        if other is not None and right and self._run(right) == self._run(left):
            return _("{what} is {value}, like {other}", what=what, value=value, other=other)
        return _("{what} is {value}", what=what, value=value)

    def change(self, expression: str) -> Said | None:
        """Return what is different in the run that an expression looks at, or None."""
        subject = subject_of(expression, self._claims)
        return None if subject is None else self._titles(subject.run)

    def _run(self, expression: str) -> str | None:
        subject = subject_of(expression, self._claims)
        return None if subject is None else subject.run

    def _place(self, expression: str) -> Message | None:
        subject = subject_of(expression, self._claims)
        if subject is None or (subject.run != "main" and self._titles(subject.run) is None):
            return None
        return place_of(subject, self._trace.runs[subject.run])

    def _shown(self, expression: str) -> Said | None:
        subject = subject_of(expression, self._claims)
        try:
            value = self._claims.evaluate(expression).value
        except ExpressionError:
            return None
        path = subject.path if subject else ()
        if value is None and path[-1:] != ("stored",):
            return None  # "is None" says little of an exception or a cookie
        text = shown(value, path)
        is_long = len(Language().text(text)) > SHOWN
        return None if VARIES in repr(value) or is_long else text


def _is_whole(expression: str, claims: Claims) -> bool:
    """Return whether an expression is one comparison: "and" may say something else."""
    if _MORE.search(_PLAIN.sub("", _TEXTS.sub("", expression))):
        return False
    try:
        return claims.evaluate(expression).value is True
    except ExpressionError:
        return False
