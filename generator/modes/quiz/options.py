"""Put options in an order that stays, and see whether a text gives the right one away."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.modes.quiz.block import Asked, Option
from proven_lessons.generator.modes.quiz.citing import statement_at
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Language, Said
from proven_lessons.generator.wording.numbers import NUMBERS
from proven_lessons.runner.trace import Run

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value to choose, and why it is right or wrong; None if nobody can say."""

    value: Any
    reason: Said | None


def ordered(
    lesson: str,
    ask: str,
    right: Choice,
    wrong: Sequence[Choice],
    subject: Subject | None,
    *,
    run: Run | None = None,
) -> tuple[Option, ...]:
    """Return the options, with their letters.

    What is asked decides their order, and nobody can guess it. `run` has the steps and the lines
    that can be chosen.
    """
    path = subject.path if subject else ()
    if isinstance(right.value, bool):  # True before False, as anyone would write them
        choices = sorted([right, *wrong], key=lambda one: not one.value)
    else:
        choices = sorted(
            [right, *wrong], key=lambda one: _stable_order(lesson, ask, repr(one.value))
        )
    return tuple(
        Option(
            letter=LETTERS[place % 26],
            shown=shown(one.value, path),
            is_right=one is right,
            reason=one.reason,
            statement=statement_at(run, subject, one.value),
        )
        for place, one in enumerate(choices)
    )


def balanced(lesson: str, questions: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return the questions of a lesson with the right answers spread evenly over the letters.

    With as many options, each letter in turn is right, from one on that the lesson decides. True
    stays before False.
    """
    asked: Counter[int] = Counter()
    found: list[Asked] = []
    for one in questions:
        count, key = len(one.options), one.key
        if key is None or {str(option.shown) for option in one.options} == {"True", "False"}:
            found.append(one)
            continue
        first = int.from_bytes(_stable_order(lesson, count)) % count
        place = (first + asked[count]) % count
        asked[count] += 1
        options = list(one.options)
        at = options.index(key)
        options[at], options[place] = options[place], options[at]
        lettered = (replace(option, letter=LETTERS[at % 26]) for at, option in enumerate(options))
        found.append(replace(one, options=tuple(lettered)))
    return tuple(found)


def names(said: Said, key: Any) -> bool:
    """Return whether a reader of a text would see the key in it."""
    if key is None:
        return False
    text = _TAG.sub("", Language().html(said))
    seen = html.unescape(text).replace("\\", "")
    forms = [repr(key)] + ([key] if isinstance(key, str) and len(key) > 2 else [])
    forms += [NUMBERS[key]] if type(key) is int and 0 < key < len(NUMBERS) else []
    return any(re.search(rf"(?<![\w.]){re.escape(form)}(?![\w])", seen) for form in forms)


# Private


def _stable_order(*parts: Any) -> bytes:
    """Return what puts things in an order that stays, and that nobody can guess."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
