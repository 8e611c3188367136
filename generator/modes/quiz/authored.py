"""Make a question that an author wrote.

Its key from the run, its options, its hint, and what is wrong.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from proven_lessons.generator.claims.claims import Answer, Claims
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.lessons.lesson import OptionWritten, Question, YamlPath
from proven_lessons.generator.modes import Material, short_name
from proven_lessons.generator.modes.quiz import automatic as questions
from proven_lessons.generator.modes.quiz.block import Asked, Option
from proven_lessons.generator.modes.quiz.citing import cited
from proven_lessons.generator.modes.quiz.distractors import (
    WANTED,
    Distractors,
    is_same,
    stands_out,
)
from proven_lessons.generator.modes.quiz.hinting import derived_hints, further
from proven_lessons.generator.modes.quiz.options import Choice, names, ordered
from proven_lessons.generator.modes.quiz.reasons import explanation
from proven_lessons.generator.modes.quiz.subjects import Subject, subject_of
from proven_lessons.generator.translation import Said
from proven_lessons.runner.trace import VARIES


def authored(
    material: Material, source: Distractors, index: int, question: Question
) -> Answer[Asked]:
    """Return a question that an author wrote, with everything that is wrong with it."""
    return _Authored(material, source, index, question).asked()


# Private


class _Authored:
    """A question as it is written.

    `subject` is what its key is about, None if that is not known.
    """

    def __init__(
        self, material: Material, source: Distractors, index: int, question: Question
    ) -> None:
        self._material = material
        self._claims: Claims = material.claims
        self._source = source
        self._question = question
        self._index = index
        self._where: YamlPath = ("quiz", index)
        self._key = self._computed()
        self._subject: Subject | None = subject_of(question.answer, material.claims)

    def asked(self) -> Answer[Asked]:
        """Return the question for a page."""
        question = self._question
        options = self._options()
        reason = self._reason()
        hints = self._hints()
        ask = self._claims.text(question.ask, *self._where, "ask")
        problems = (
            *options.problems,
            *reason.problems,
            *hints.problems,
            *ask.problems,
            *self._named_in(ask.value),
        )
        right = Choice(value=self._key.value, reason=reason.value)
        run = self._material.trace.runs["main"]
        # It is the same question in every language.
        original = self._material.lesson.originals.get(question.ask, question.ask)
        asked = Asked(
            number=self._index + 1,
            name=short_name(f"{original}\n{question.answer}"),
            source=question.ask,
            ask=ask.value,
            options=self._ordered(right, options.value),
            hints=hints.value,
            problems=tuple(str(problem) for problem in problems),
            cited=cited(run, (ask.value, *hints.value), self._subject),
        )
        return Answer(value=asked, problems=problems)

    def _ordered(self, right: Choice, wrong: Sequence[Choice]) -> tuple[Option, ...]:
        subject, runs = self._subject, self._material.trace.runs
        run = runs[subject.run] if subject is not None else None
        key = self._material.lesson.key
        return ordered(key, self._question.ask, right, wrong, subject, run=run)

    def _options(self) -> Answer[tuple[Choice, ...]]:
        """Return the wrong options, with what is wrong with the key and with them."""
        wrong = list(self._wrong()) if self._key.is_of_run else []
        choices = [one.value for one in wrong if one.value is not None]
        problems = [*self._key.problems, *(problem for one in wrong for problem in one.problems)]
        if not problems:
            problems = list(self._guessable(choices))
        return Answer(value=tuple(choices), problems=tuple(problems))

    def _computed(self) -> Answer[Any]:
        """Return the key; it counts as one of the run if it is known, and computed."""
        answer = self._claims.value(self._question.answer, *self._where, "answer")
        chain = self._claims.chain(self._question.answer)
        if (
            answer.value is None
            and not answer.problems
            and chain
            and chain.parts[-1:] == ("value",)
        ):
            words = f"{self._question.answer} is none: that step retrieves no value"
            problem = self._claims.problem(words, *self._where, "answer")
            return Answer(value=None, problems=(problem,), is_of_run=False)
        if VARIES in repr(answer.value):
            words = f"the key differs from run to run: {self._question.answer}"
            problem = self._claims.problem(words, *self._where, "answer")
            return Answer(value=None, problems=(problem,), is_of_run=False)
        if answer.problems or answer.is_of_run:
            return answer
        words = f"the key is typed: {self._question.answer}"
        hint = "compute it from the run, as in step.set.session.data"
        problem = self._claims.problem(words, *self._where, "answer", hint=hint)
        return Answer(
            value=answer.value, evidence=answer.evidence, problems=(problem,), is_of_run=False
        )

    def _reason(self) -> Answer[Said | None]:
        """Return why the key is right, in the author's words or in ours."""
        written = self._question.because
        if written:
            answer = self._claims.text(written, *self._where, "because")
            return Answer(value=answer.value, problems=answer.problems)
        run = None if self._subject is None else self._material.trace.runs[self._subject.run]
        reason = explanation(self._subject, run) if self._subject and run else None
        if reason is not None or not self._key.is_of_run:
            return Answer(value=reason)
        words, hint = "this question needs a because", "say why the key is right"
        return Answer(value=None, problems=(self._claims.problem(words, *self._where, hint=hint),))

    def _hints(self) -> Answer[tuple[Said, ...]]:
        """Return the hints: the author's, or where to look; then what to think of there.

        None of them may name the answer.
        """
        key, written = self._key, self._question.hints
        if not written:
            trace = self._material.trace
            return Answer(value=derived_hints(self._subject, key.value, key.evidence, trace))
        answers = [self._hint(text, *at) for text, *at in written]
        then = further(self._subject, key.value) if len(written) == 1 else ()
        problems = tuple(problem for one in answers for problem in one.problems)
        return Answer(value=(*(one.value for one in answers), *then), problems=problems)

    def _hint(self, text: str, *at: str | int) -> Answer[Said]:
        key = self._key
        written = self._claims.text(text, *self._where, *at)
        if not (key.is_of_run and names(written.value, key.value)):
            return Answer(value=written.value, problems=written.problems)
        problem = self._claims.problem(
            f"the hint names the answer, {key.value!r}",
            *self._where,
            *at,
            hint="say where to look instead",
        )
        return Answer(value=questions.ANYWHERE, problems=(*written.problems, problem))

    def _guessable(self, choices: list[Choice]) -> Iterator[Problem]:
        """Yield a problem if the key can be known by its looks."""
        key = self._key.value
        if not choices or isinstance(key, bool):
            return
        out = stands_out(key, [one.value for one in choices])
        if out:
            hint = "write options that are like it in form and length"
            words = f"the key {key!r} can be guessed: {out}"
            yield self._claims.problem(words, *self._where, hint=hint)

    def _named_in(self, ask: Said) -> Iterator[Problem]:
        """Yield a problem if the question says its own answer."""
        key = self._key
        is_plain = isinstance(key.value, int | float) or len(repr(key.value)) <= 4
        if key.is_of_run and not is_plain and names(ask, key.value):
            words = f"the question names its answer, {key.value!r}"
            hint = "ask for it without saying it"
            yield self._claims.problem(words, *self._where, "ask", hint=hint)

    def _wrong(self) -> Iterator[Answer[Choice | None]]:
        """Yield the wrong options.

        Those that are written, or else some that are drawn from the runs.
        """
        options, is_bool = self._question.options, isinstance(self._key.value, bool)
        drawn = self._source.draw(self._subject, self._key.value) if self._subject else []
        if options is not None and is_bool:
            words = "this is a question of true or false"
            hint = "take them out: true and false are the options"
            yield self._no_option(words, "options", hint)
        elif options is not None:
            yield from self._written({repr(one.value): one.reason for one in drawn}, options)
        elif is_bool:
            yield Answer(value=Choice(value=not self._key.value, reason=None))
        elif drawn:
            for one in drawn[:WANTED]:
                yield Answer(value=Choice(value=one.value, reason=one.reason))
        else:
            words = "the runs have no other value to choose from"
            hint = "write options, or add a what_if in which it is something else"
            yield self._no_option(words, "answer", hint)

    def _no_option(self, words: str, at: str, hint: str) -> Answer[Choice | None]:
        problem = self._claims.problem(words, *self._where, at, hint=hint)
        return Answer(value=None, problems=(problem,))

    def _written(
        self, known: dict[str, Said], options: list[OptionWritten]
    ) -> Iterator[Answer[Choice | None]]:
        """Yield the options that are written.

        `known` has the reasons of those that the runs have.
        """
        path = self._subject.path if self._subject else ()
        seen = {str(shown(self._key.value, path))}
        for number, written in enumerate(options):
            where = (*self._where, "options", number)
            answer = self._option(written, where)
            if answer.value is None:
                yield answer
                continue
            one = answer.value
            reason = one.reason or known.get(repr(one.value))
            looks = str(shown(one.value, path))
            words, hint = self._objection(one.value, reason, looks, seen)
            more = (self._claims.problem(words, *where, hint=hint),) if words else ()
            seen.add(looks)
            option = Choice(value=one.value, reason=reason)
            yield Answer(value=option, problems=(*answer.problems, *more))

    def _option(self, written: OptionWritten, where: YamlPath) -> Answer[Choice | None]:
        """Return an option with its reason, as far as one is written or the run knows one."""
        because = self._claims.text(written.because, *where, "because") if written.because else None
        reason: Said | None = because.value if because else None
        problems = because.problems if because else ()
        if not isinstance(written.option, str):
            return Answer(value=Choice(value=written.option, reason=reason), problems=problems)
        answer = self._claims.value(written.option, *where)
        if answer.problems:
            return Answer(value=None, problems=(*problems, *answer.problems))
        subject = subject_of(written.option, self._claims) if answer.is_of_run else None
        if reason is None and subject is not None:
            reason = self._source.reason(subject, self._subject)
        return Answer(value=Choice(value=answer.value, reason=reason), problems=problems)

    def _objection(
        self, value: Any, reason: Said | None, looks: str, seen: set[str]
    ) -> tuple[str, str]:
        """Return what is wrong with an option, and what to do; `looks` is what a reader sees."""
        written = repr(value)
        if written == repr(self._key.value) or is_same(value, self._key.value):
            return f"the option {written} is the right answer, too", "take it out"
        if looks in seen:
            return f"the option {written} is there twice: a reader sees {looks}", "take it out"
        if not reason:
            hint = "say why it is wrong, with the keys option and because"
            return f"the option {written} comes from no run", hint
        return "", ""
