"""Quiz: multiple choice; the key is computed from the run, the order of the options from their content."""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proven_lessons.generator.lessons.lesson import OptionWritten, Question, YamlPath
from proven_lessons.generator.modes import Block, Material, Mode, short_name
from proven_lessons.generator.modes.quiz import automatic as questions
from proven_lessons.generator.modes.quiz import distractors as options
from proven_lessons.generator.modes.quiz.reasons import Subject
from proven_lessons.generator.wording import steps as wording
from proven_lessons.generator.wording.steps import NUMBERS

AUTOMATIC = 3
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible answer; `letter` counts from A. `reason` is Markdown: why it is right, or where it came from."""

    letter: str
    shown: str
    is_right: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its options; `ask` and `hint` are Markdown. `source` is the question as it was written.

    `name` stays as long as the question and the expression of its key are written as they are.

    `problems` are what is wrong with it, for its author's eyes.
    """

    number: int
    name: str
    source: str
    ask: str
    options: tuple[Option, ...]
    hint: str
    problems: tuple[str, ...]

    @property
    def key(self) -> Option | None:
        return next((option for option in self.options if option.is_right), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizBlock(Block):
    """The visual quiz."""

    mode = "quiz"

    questions: tuple[Asked, ...]


class QuizMode(Mode):
    """Computes keys and options, and puts them in an order that stays but can't be guessed.

    A lesson without a quiz gets the first questions about its run that have options to choose from.
    """

    rank = 50
    title = "Quiz"
    about = "Choose the right answers"
    with_code = True

    def derive(self, material: Material) -> QuizBlock | None:
        source = options.Source(material.lesson, material.trace, material.claims)
        written = material.lesson.written.quiz or list(_automatic(material, source))
        asked = tuple(_asked(material, source, index, question) for index, question in enumerate(written))
        return QuizBlock(questions=asked) if asked else None


# Private


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    value: Any
    reason: str


def _automatic(material: Material, source: options.Source) -> Iterator[Question]:
    good: list[tuple[int, Question]] = []
    for question in questions.about(material.trace):
        key = material.claims.evaluate(question.answer)
        subject = source.subject(question.answer)
        wrong = [one.value for one in source.draw(subject, key)[: options.WANTED]] if subject else []
        if isinstance(key, bool) or (wrong and not options.stands_out(key, wrong)):
            good.append((min(len(wrong), 2), question))
    # A question with one wrong option is asked only if there is no better one.
    best = sorted(good, key=lambda one: -one[0])[:AUTOMATIC]
    yield from (question for _, question in good if any(question is chosen for _, chosen in best))


def _asked(material: Material, source: options.Source, index: int, question: Question) -> Asked:
    claims, where = material.claims, ("quiz", index)
    before = len(claims.problems)
    key = claims.value(question.answer, *where, "answer")
    is_known = len(claims.problems) == before
    looked_at = questions.look_at(claims.evidence())
    if is_known and not claims.is_of_run(question.answer):
        claims.problem(
            f"the key is typed: {question.answer}", *where, "answer",
            hint="compute it from the run, as in step.set.session.data",
        )  # fmt: skip
        is_known = False
    subject = source.subject(question.answer)
    wrong = list(_wrong(material, source, index, question, key)) if is_known else []
    out = options.stands_out(key, [one.value for one in wrong]) if wrong and not isinstance(key, bool) else ""
    if out and len(claims.problems) == before:
        message = f"the key {key!r} can be guessed: {out}"
        claims.problem(message, *where, hint="write options that are like it in form and length")
    because = claims.text(question.because or "", *where, "because") or (source.explained(subject) if subject else "")
    if is_known and not because:
        claims.problem("this question needs a because", *where, hint="say why the key is right")
    hint = questions.hint(subject, material.trace) or looked_at
    hint = claims.text(question.hint, *where, "hint") if question.hint else hint
    if is_known and _names(hint, key):
        if question.hint:
            claims.problem(f"the hint names the answer, {key!r}", *where, "hint", hint="say where to look instead")
        hint = questions.ANYWHERE
    ask = claims.text(question.ask, *where, "ask")
    if is_known and not isinstance(key, int | float) and len(repr(key)) > 4 and _names(ask, key):
        claims.problem(f"the question names its answer, {key!r}", *where, "ask", hint="ask for it without saying it")
    return Asked(
        number=index + 1,
        name=short_name(f"{question.ask}\n{question.answer}"),
        source=question.ask,
        ask=ask,
        options=_ordered(material.lesson.key, question.ask, _Wrong(value=key, reason=because), wrong, subject),
        hint=hint,
        problems=tuple(str(problem) for problem in claims.problems[before:]),
    )


def _wrong(material: Material, source: options.Source, index: int, question: Question, key: Any) -> Iterator[_Wrong]:
    """Give the wrong options: those that are written, or else some that are drawn from the runs."""
    subject = source.subject(question.answer)
    drawn = source.draw(subject, key) if subject else []
    if question.options is not None and isinstance(key, bool):
        hint = "take them out: true and false are the options"
        material.claims.problem("this is a question of true or false", "quiz", index, "options", hint=hint)
    elif question.options is not None:
        known = {repr(one.value): one.reason for one in drawn}
        path = subject.path if subject else ()
        seen = {wording.shown(key, path)}
        for number, written in enumerate(question.options):
            one = _written(material, source, written, subject, ("quiz", index, "options", number))
            if one is None:
                continue
            reason = one.reason or known.get(repr(one.value), "")
            looks = wording.shown(one.value, path)
            problem, hint = _objection(one.value, key, reason, looks, seen)
            if problem:
                material.claims.problem(problem, "quiz", index, "options", number, hint=hint)
            seen.add(looks)
            yield _Wrong(value=one.value, reason=reason)
    elif isinstance(key, bool):
        yield _Wrong(value=not key, reason="")
    elif drawn:
        yield from (_Wrong(value=one.value, reason=one.reason) for one in drawn[: options.WANTED])
    else:
        hint = "write options, or add a what_if in which it is something else"
        material.claims.problem("the runs have no other value to choose from", "quiz", index, "answer", hint=hint)


def _written(
    material: Material, source: options.Source, written: OptionWritten, asked: Subject | None, where: YamlPath
) -> _Wrong | None:
    """Give an authored option with its reason, as far as one is written or the run knows one; None if it has none."""
    claims = material.claims
    because = claims.text(written.because or "", *where, "because")
    if not isinstance(written.option, str):
        return _Wrong(value=written.option, reason=because)
    before = len(claims.problems)
    value = claims.value(written.option, *where)
    if len(claims.problems) > before:
        return None
    subject = source.subject(written.option) if claims.is_of_run(written.option) else None
    return _Wrong(value=value, reason=because or (source.told(subject, asked) if subject else ""))


def _objection(value: Any, key: Any, reason: str, looks: str, seen: set[str]) -> tuple[str, str]:
    """Say what is wrong with an authored option, and what to do; empty if nothing is. `looks` is what a reader sees."""
    shown = repr(value)
    if shown == repr(key) or options.is_same(value, key):
        return f"the option {shown} is the right answer, too", "take it out"
    if looks in seen:
        return f"the option {shown} is there twice: a reader sees {looks}", "take it out"
    if not reason:
        return f"the option {shown} comes from no run", "say why it is wrong, with the keys option and because"
    return "", ""


def _ordered(lesson: str, ask: str, right: _Wrong, wrong: list[_Wrong], subject: Subject | None) -> tuple[Option, ...]:
    path = subject.path if subject else ()
    if isinstance(right.value, bool):  # True before False, as anyone would write them
        ordered = sorted([right, *wrong], key=lambda one: not one.value)
    else:
        ordered = sorted([right, *wrong], key=lambda one: _lot(lesson, ask, repr(one.value)))
    return tuple(
        Option(
            letter=LETTERS[place % 26], shown=wording.shown(one.value, path), is_right=one is right, reason=one.reason
        )
        for place, one in enumerate(ordered)
    )


def _names(hint: str, key: Any) -> bool:
    """Say whether a reader of `hint` would see the key in it."""
    if key is None:
        return False
    seen = html.unescape(_TAG.sub("", hint)).replace("\\", "")
    forms = [repr(key)] + ([key] if isinstance(key, str) and len(key) > 2 else [])
    forms += [NUMBERS[key]] if type(key) is int and 0 < key < len(NUMBERS) else []
    return any(re.search(rf"(?<![\w.]){re.escape(form)}(?![\w])", seen) for form in forms)


def _lot(*parts: Any) -> bytes:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
