"""Draw wrong options for a question from what really happened elsewhere, each with where it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.readonly import NamesError, Steps, StepView, View
from proven_lessons.generator.claims.sandbox import Chain
from proven_lessons.generator.facts.values import CutError, literal
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.source import statement_lines
from proven_lessons.generator.markup import step_link
from proven_lessons.generator.modes.quiz import reasons
from proven_lessons.generator.modes.quiz.reasons import Path, Subject
from proven_lessons.generator.plan.scenarios import source_of, titles
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Step, Trace

WANTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A value of some run that is not the key; `reason` is Markdown and says where it came from."""

    value: Any
    reason: str


class Source:
    """What one lesson's options are drawn from: its runs, with the automatic what-ifs among them."""

    def __init__(self, lesson: Lesson, trace: Trace, claims: Claims) -> None:
        self._claims = claims
        self._lesson = lesson
        self._trace = trace
        self._titles = {
            name: claims.text(title, "what_if", name, "title") if name in lesson.written.what_if else title
            for name, title in titles(lesson).items()
        }

    def subject(self, expression: str) -> Subject | None:
        """Give what `expression` is about, None when it is more than a path into a run."""
        chain = self._claims.chain(expression)
        return None if chain is None else self._subject(chain)

    def draw(self, subject: Subject, key: Any) -> list[Drawn]:
        """Give every value that a reader could mistake for `key`, those that look most like it first."""
        found: dict[str, Drawn] = {}
        for drawn in self._candidates(subject):
            shown = repr(drawn.value)
            nothing_said = shown == "''" or (drawn.value is None and subject.path[-1:] != ("stored",))
            looks = wording.shown(drawn.value, subject.path)
            if (
                looks != wording.shown(key, subject.path)
                and shown not in found
                and not nothing_said
                and not is_same(drawn.value, key)
            ):
                found[shown] = drawn
        alike = [drawn for drawn in found.values() if _alike(drawn.value, key)]
        others = [drawn for drawn in found.values() if drawn not in alike and not _is_too_long(drawn.value, key)]
        return [*alike, *others]

    def told(self, subject: Subject, asked: Subject | None = None) -> str:
        """Say what the value of `subject` is, as a sentence in Markdown, when `asked` is what was asked for."""
        return self._reason(subject, is_elsewhere=asked is not None and asked.run != subject.run)

    def explained(self, subject: Subject) -> str:
        """Say what the value of `subject` is and which statement made it so, as a sentence in Markdown."""
        step, told = self._step(subject), self._reason(subject)
        if step is None or step.at is None or subject.run != "main" or told.endswith(")."):
            return told
        return f"{told[:-1]} ({reasons.action(step, self._trace.runs['main'])})."

    # Private

    def _subject(self, chain: Chain) -> Subject | None:
        parts, run = chain.parts, "main"
        if parts[0] == "what_if":
            if len(parts) < 3:
                return None
            run, parts = str(parts[1]), parts[2:]
        if parts[0] == "session":
            parts = ("final", *parts)
        subject = Subject(run=run, whole=parts, step=None, exchange=None, path=parts, counted=chain.counted)
        try:
            at: Any = self._claims.names.run(run)
            for index, part in enumerate(parts):
                at = _reach(at, part)
                if isinstance(at, StepView):
                    subject = replace(subject, step=at.number, path=parts[index + 1 :])
                elif index == 1 and parts[0] == "exchanges" and isinstance(part, int):
                    subject = replace(subject, exchange=part, path=parts[2:])
        except (KeyError, *_NOT_THERE):
            return None
        return subject

    def _candidates(self, subject: Subject) -> Iterator[Drawn]:
        if subject.run != "main":
            yield from self._elsewhere(subject, "main")
        if subject.step is not None:
            yield from self._of_steps(subject)
        elif subject.path[0] == "variables":
            yield from self._of_steps(replace(subject, path=("locals", *subject.path[1:]), step=0))
        else:
            yield from self._of_exchanges(subject)
        for run in self._runs():
            if run not in (subject.run, "main"):
                yield from self._elsewhere(subject, run)
        if subject.path == ("line",):
            yield from self._never_run(subject)

    def _elsewhere(self, subject: Subject, run: str) -> Iterator[Drawn]:
        """Give what the same expression says of another run."""
        if subject.path not in (("number",), ("line",)):
            start = self._claims.names.run(run)
            yield from self._value(replace(subject, run=run), start, subject.whole, is_elsewhere=True)

    def _of_steps(self, subject: Subject) -> Iterator[Drawn]:
        assert subject.step is not None
        mine = self._exchange_of(subject)
        steps = [step for exchange in self._trace.runs[subject.run].exchanges for step in exchange.steps]
        nearest = sorted(
            steps, key=lambda step: (step not in mine, abs(step.number - (subject.step or 0)), step.number)
        )
        for step in nearest:
            view = self._claims.names.run(subject.run).step[step.number]
            if step.number != subject.step:
                if subject.path in (("number",), ("line",)) and self._is_same(subject, step):
                    continue  # it does what is asked for, too
                if subject.path == ("line",) and self._is_elsewhere(subject, step):
                    continue  # a line of another file has a number, too
                yield from self._value(replace(subject, step=step.number), view, subject.path)
                continue
            for path in _neighbours(subject.path, step):
                yield from self._value(replace(subject, path=path), view, path)
            if subject.path == ("value",):
                yield from _defaults(step, subject.run)
        if subject.path == ("session", "stored"):
            yield from self._of_steps(replace(subject, path=("session", "data")))

    def _exchange_of(self, subject: Subject) -> tuple[Step, ...]:
        """Give the steps of the exchange that the subject's step belongs to."""
        for exchange in self._trace.runs[subject.run].exchanges:
            if any(step.number == subject.step for step in exchange.steps):
                return exchange.steps
        return ()

    def _never_run(self, subject: Subject) -> Iterator[Drawn]:
        """Give the lines of the functions that ran in which nothing ran."""
        asked = self._step(subject)
        if asked is None or asked.at is None:
            return
        steps = [step for exchange in self._trace.runs[subject.run].exchanges for step in exchange.steps if step.at]
        ran = {line for step in steps if step.at for line in range(step.at.line, step.at.end_line + 1)}
        called = {step.at.function for step in steps if step.at and step.at.file == asked.at.file}
        source = source_of(self._lesson, subject.run, asked.at.file)
        for line in statement_lines(source, called):
            if line not in ran:
                yield Drawn(value=line, reason=f"Line {line} never runs.")

    def _of_exchanges(self, subject: Subject) -> Iterator[Drawn]:
        run = self._claims.names.run(subject.run)
        for index, exchange in enumerate(run.exchanges):
            if index != subject.exchange:
                yield from self._value(replace(subject, exchange=index), exchange, subject.path)
        if subject.counted:
            for step in run.steps:
                yield from self._value(replace(subject, step=step.number), step, subject.path)

    def _value(self, subject: Subject, start: Any, path: Path, *, is_elsewhere: bool = False) -> Iterator[Drawn]:
        try:
            for part in path:
                start = _reach(start, part)
            value = len(start) if subject.counted else start
        except _NOT_THERE:
            return
        if not isinstance(value, View | Steps):
            yield Drawn(value=value, reason=self._reason(subject, is_elsewhere=is_elsewhere))

    def _runs(self) -> list[str]:
        """Give the runs, the author's what-ifs before the automatic ones."""
        known = [name for name in self._trace.runs if name == "main" or name in self._titles]
        return sorted(known, key=lambda name: (name != "main", " " in name))

    def _reason(self, subject: Subject, *, is_elsewhere: bool = False) -> str:
        would = subject.run != "main"
        words = reasons.words(subject, self._step(subject), self._trace.runs[subject.run], would=would)
        if would:
            return f"{words} if {self._titles.get(subject.run, subject.run)}."
        return f"{words} in the lesson as it stands." if is_elsewhere else f"{words}."

    def _is_same(self, subject: Subject, step: Step) -> bool:
        asked = self._step(subject)
        return asked is not None and asked.at is not None and asked.at == step.at

    def _is_elsewhere(self, subject: Subject, step: Step) -> bool:
        asked = self._step(subject)
        return asked is not None and asked.at is not None and (step.at is None or step.at.file != asked.at.file)

    def _step(self, subject: Subject) -> Step | None:
        for exchange in self._trace.runs[subject.run].exchanges:
            for step in exchange.steps:
                if step.number == subject.step:
                    return step
        return None


def stands_out(key: Any, others: list[Any]) -> str:
    """Say how the key could be told from the other options without knowing anything; empty if it can't be."""
    if key is not None and not any(_form(key) == _form(other) for other in others):
        return f"it is the only {_FORMS.get(_form(key), _form(key))}"
    length, lengths = len(repr(key)), [len(repr(other)) for other in others]
    if length > 2 * max(lengths) + _SLACK:
        return "it is much longer than the others"
    if min(lengths) > 2 * length + _SLACK:
        return "it is much shorter than the others"
    return ""


def is_same(value: Any, key: Any) -> bool:
    """Say whether two values are the same, or can't be told apart because one of them was cut."""
    try:
        return bool(value == key)
    except CutError:
        return True  # nobody can say that it is another


# Private

_NOT_THERE = (NamesError, AttributeError, LookupError, TypeError)
_SLACK = 12
_FORMS = {"str": "text", "dict": "dictionary", "number": "number", "list": "list"}


def _reach(at: Any, part: str | int) -> Any:
    if isinstance(at, View) or (isinstance(at, Steps) and isinstance(part, str)):
        return getattr(at, str(part))
    return at[part]


def _form(value: Any) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def _alike(value: Any, key: Any) -> bool:
    return _form(value) == _form(key) and abs(len(repr(value)) - len(repr(key))) <= max(_SLACK, len(repr(key)) // 2)


def _is_too_long(value: Any, key: Any) -> bool:
    return len(repr(value)) > 2 * len(repr(key)) + _SLACK


def _neighbours(path: Path, step: Step) -> list[Path]:
    """Give what else of the same step could be mistaken for what is asked."""
    match path:
        case ("session", "data"):
            return [("session", "stored")] if step.session and step.session.stored is not None else []
        case ("session", "stored"):
            return [("session", "data")]
        case ("locals", str(name)):
            values = step.locals.items()
            return [("locals", one) for one, value in values if one != name and value.type not in wording.NOT_DATA]
    return []


def _defaults(step: Step, run: str) -> Iterator[Drawn]:
    """Give the defaults that a read of the session had at hand and did not need."""
    for event in step.events:
        default = getattr(event, "default", None) or (event.value if event.kind == "session.setdefault" else None)  # type: ignore[attr-defined]
        if default is not None:
            where = step_link(run, step.number)
            yield Drawn(value=literal(default), reason=f"That is the default in {where}, for a key that is missing.")
