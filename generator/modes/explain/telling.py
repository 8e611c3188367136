"""Say in words what a proof shows, where it compares one value of a run with another."""

import re
from collections.abc import Callable

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.markup import SHOWN
from proven_lessons.generator.modes.quiz.reasons import place_of
from proven_lessons.generator.modes.quiz.subjects import subject_of
from proven_lessons.generator.translation import Language, Message, Said, _
from proven_lessons.runner.trace import VARIES, Trace

_IS = re.compile(r"(?P<left>\S+) (?:==|is none$)")
_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'|\[\S*\]")
_MORE = re.compile(r"\b(?:and|or|not|if)\b|[|+*/%-]")


def told(
    expression: str, claims: Claims, trace: Trace, titles: Callable[[str], Said | None]
) -> Message | None:
    """Return what a proof that is true says of the run; None where the expression says it best.

    `titles` gives what is different in a run that is not the lesson's own.
    """
    found = _IS.match(expression)
    if found is None or not _is_whole(expression, claims):
        return None
    subject = subject_of(found["left"], claims)
    if subject is None:
        return None
    what, change = place_of(subject, trace.runs[subject.run]), titles(subject.run)
    if what is None or (change is None and subject.run != "main"):
        return None
    try:
        value = claims.evaluate(found["left"]).value
    except ExpressionError:
        return None
    text = shown(value, subject.path)
    if VARIES in repr(value) or len(Language().text(text)) > SHOWN:
        return None
    if change is not None:
        return _("{what} is {value}, if {change}", what=what, value=text, change=change)
    return _("{what} is {value}", what=what, value=text)


# Private


def _is_whole(expression: str, claims: Claims) -> bool:
    """Return whether an expression is one comparison: "and" may say something else."""
    if _MORE.search(_TEXTS.sub("", expression)):
        return False
    try:
        return claims.evaluate(expression).value is True
    except ExpressionError:
        return False
