"""Draw wrong options for a question from what really happened elsewhere, with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from proven_lessons.generator.aspects.response.answering import is_answered_by_another
from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import Steps, View
from proven_lessons.generator.facts.differences import counterparts
from proven_lessons.generator.facts.exchanges import exchange_of
from proven_lessons.generator.facts.partial import NotKnownError
from proven_lessons.generator.facts.values import NOT_DATA, literal, shown
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.source import statement_lines
from proven_lessons.generator.modes.quiz.reasons import link_to, reason
from proven_lessons.generator.modes.quiz.subjects import NOT_THERE, Path, Subject, reach
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.probes.session.events import (
    SessionPop,
    SessionRead,
    SessionSetDefault,
)
from proven_lessons.runner.trace import VARIES, Step, Trace

WANTED = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # nor can all values be compared
class Distractor:
    """A value of some run that is not the key; `reason` says where it came from."""

    value: Any
    reason: Said


class Distractors:
    """What one lesson's wrong options are drawn from.

    Its runs, with the automatic what-ifs among them.

    `changes` says for each what-if, in words, what is different in it.
    """

    def __init__(
        self, lesson: Lesson, trace: Trace, names: Names, changes: Mapping[str, Said]
    ) -> None:
        self._lesson = lesson
        self._trace = trace
        self._names = names
        self._changes = changes
        self._counterparts: dict[tuple[str, str], Mapping[int, int]] = {}
        self._answering = {
            exchange.answered_by
            for run in trace.runs.values()
            for exchange in run.exchanges
            if is_answered_by_another(exchange)
        }

    def draw(self, subject: Subject, key: Any) -> list[Distractor]:
        """Return every value that a reader could mistake for `key`, the most similar first."""
        drawn_values: dict[str, Distractor] = {}
        for drawn in self._candidates(subject):
            written = repr(drawn.value)
            says_nothing = written == "''" or (
                drawn.value is None and subject.path[-1:] != ("stored",)
            )
            if subject.path[-1:] == ("answered_by",) and drawn.value not in self._answering:
                continue  # the page calls it by another name
            looks = str(shown(drawn.value, subject.path))
            if (
                VARIES in written
                or looks == str(shown(key, subject.path))
                or written in drawn_values
                or says_nothing
            ):
                continue
            if not is_same(drawn.value, key):
                drawn_values[written] = drawn
        alike = {name: one for name, one in drawn_values.items() if _alike(one.value, key)}
        return [
            *alike.values(),
            *(
                one
                for name, one in drawn_values.items()
                if name not in alike and not _is_too_long(one.value, key)
            ),
        ]

    def reason(self, subject: Subject, asked: Subject | None = None) -> Said:
        """Return where the value of `subject` comes from, when `asked` is what was asked for."""
        is_elsewhere = asked is not None and asked.run != subject.run
        return self._reason(subject, is_elsewhere=is_elsewhere)

    # Private

    def _candidates(self, subject: Subject) -> Iterator[Distractor]:
        if subject.run != "main":
            yield from self._elsewhere(subject, "main")
        if subject.step is not None:
            yield from self._of_steps(subject, subject.step)
        elif subject.path[0] == "variables":
            yield from self._of_steps(
                replace(subject, path=("locals", *subject.path[1:]), step=0), 0
            )
        else:
            yield from self._of_exchanges(subject)
        for run in self._what_ifs():
            if run != subject.run:
                yield from self._elsewhere(subject, run)
        if subject.path == ("line",):
            yield from self._never_run(subject)

    def _elsewhere(self, subject: Subject, run: str) -> Iterator[Distractor]:
        """Yield what the same step, or else the same expression, says of another run."""
        if subject.path in (("number",), ("line",)):
            return
        start = self._names.open().run(run)
        if subject.step is None:
            other = replace(subject, run=run)
            yield from self._value(other, start, subject.whole, is_elsewhere=True)
            return
        number = self._counterpart(subject, run)
        if number is not None:
            known_as = subject.step if subject.run == "main" else None
            other = replace(subject, run=run, step=number, known_as=known_as)
            yield from self._value(other, start.step[number], subject.path, is_elsewhere=True)

    def _counterpart(self, subject: Subject, run: str) -> int | None:
        """Return the number that the step of `subject` has in another run, None if it is not there.

        A number of the one run says nothing about the other.
        """
        pair = subject.run, run
        if pair not in self._counterparts:
            runs = self._trace.runs
            self._counterparts[pair] = counterparts(runs[subject.run], runs[run])
        return None if subject.step is None else self._counterparts[pair].get(subject.step)

    def _of_steps(self, subject: Subject, number: int) -> Iterator[Distractor]:
        view = self._names.open().run(subject.run).step
        for step in self._nearest(subject, number):
            if step.number == number:
                for path in _neighbours(subject.path, step):
                    yield from self._value(replace(subject, path=path), view[number], path)
                if subject.path == ("value",):
                    yield from _defaults(step, subject.run)
            elif self._can_be_mistaken(subject, step):
                other = replace(subject, step=step.number)
                yield from self._value(other, view[step.number], subject.path)
        if subject.path == ("session", "stored"):
            yield from self._of_steps(replace(subject, path=("session", "data")), number)

    def _nearest(self, subject: Subject, number: int) -> list[Step]:
        """Return the steps of a run.

        First those of the exchange that is asked about, by their distance.
        """
        run = self._trace.runs[subject.run]
        one = exchange_of(run, number)
        mine = {step.number for step in one.steps} if one else set()
        steps = [step for exchange in run.exchanges for step in exchange.steps]
        return sorted(
            steps,
            key=lambda step: (step.number not in mine, abs(step.number - number), step.number),
        )

    def _can_be_mistaken(self, subject: Subject, step: Step) -> bool:
        """Return whether another step can be a wrong answer.

        Not if it does what is asked for, too.
        """
        if subject.path not in (("number",), ("line",)):
            return True
        asked = subject.step_in(self._trace.runs[subject.run])
        if asked is None or asked.at is None:
            return True
        if asked.at == step.at or any(one.kind != "sql" for one in step.left_out):
            return False  # what was left out may be what is asked for
        # A line of another file has a number, too.
        return subject.path == ("number",) or (
            step.at is not None and step.at.file == asked.at.file
        )

    def _never_run(self, subject: Subject) -> Iterator[Distractor]:
        """Yield the lines of the functions that ran in which nothing ran."""
        run = self._trace.runs[subject.run]
        asked = subject.step_in(run)
        if asked is None or asked.at is None:
            return
        places = [step.at for exchange in run.exchanges for step in exchange.steps if step.at]
        ran = {line for at in places for line in range(at.line, at.end_line + 1)}
        called = {at.function for at in places if at.file == asked.at.file}
        source = source_of(self._lesson, subject.run, asked.at.file)
        for line in statement_lines(source, called):
            if line not in ran:
                yield Distractor(value=line, reason=_("Line {line} never runs.", line=line))

    def _of_exchanges(self, subject: Subject) -> Iterator[Distractor]:
        run = self._names.open().run(subject.run)
        for index, exchange in enumerate(run.exchanges):
            if index != subject.exchange:
                yield from self._value(replace(subject, exchange=index), exchange, subject.path)
        if subject.counted:
            for step in run.steps:
                other = replace(subject, step=step.number)
                yield from self._value(other, step, subject.path)

    def _value(
        self, subject: Subject, start: Any, path: Path, *, is_elsewhere: bool = False
    ) -> Iterator[Distractor]:
        try:
            for part in path:
                start = reach(start, part)
            value = len(start) if subject.counted else start
        except (NotKnownError, *NOT_THERE):
            return
        if not isinstance(value, View | Steps):
            yield Distractor(value=value, reason=self._reason(subject, is_elsewhere=is_elsewhere))

    def _what_ifs(self) -> list[str]:
        """Return the what-ifs, those of the author before the automatic ones."""
        known = [name for name in self._trace.runs if name in self._changes]
        return sorted(known, key=lambda name: " " in name)

    def _reason(self, subject: Subject, *, is_elsewhere: bool) -> Said:
        change = None if subject.run == "main" else self._changes.get(subject.run, subject.run)
        run = self._trace.runs[subject.run]
        return reason(subject, run, change=change, is_elsewhere=is_elsewhere)


def stands_out(key: Any, others: list[Any]) -> str:
    """Return how the key could be told from the other options without knowing anything."""
    if key is not None and not any(_form(key) == _form(other) for other in others):
        return f"it is the only {_FORMS.get(_form(key), _form(key))}"
    length, lengths = len(repr(key)), [len(repr(other)) for other in others]
    if length > 2 * max(lengths) + _SLACK:
        return "it is much longer than the others"
    if min(lengths) > 2 * length + _SLACK:
        return "it is much shorter than the others"
    return ""


def is_same(value: Any, key: Any) -> bool:
    """Return whether two values are the same, or can't be told apart since one was cut."""
    try:
        return bool(value == key)
    except NotKnownError:
        return True  # nobody can say that it is another


# Private

_SLACK = 12
_FORMS = {"str": "text", "dict": "dictionary", "number": "number", "list": "list"}


def _form(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if is_number else type(value).__name__


def _alike(value: Any, key: Any) -> bool:
    length, wanted = len(repr(value)), len(repr(key))
    return _form(value) == _form(key) and abs(length - wanted) <= max(_SLACK, wanted // 2)


def _is_too_long(value: Any, key: Any) -> bool:
    return len(repr(value)) > 2 * len(repr(key)) + _SLACK


def _neighbours(path: Path, step: Step) -> list[Path]:
    """Return what else of the same step could be mistaken for what is asked."""
    match path:
        case ("session", "data"):
            return (
                [("session", "stored")] if step.session and step.session.stored is not None else []
            )
        case ("session", "stored"):
            return [("session", "data")]
        case ("locals", str(name)):
            values = step.locals.items()
            return [
                ("locals", one)
                for one, value in values
                if one != name and value.type not in NOT_DATA
            ]
    return []


def _defaults(step: Step, run: str) -> Iterator[Distractor]:
    """Yield the defaults that a read of the session had at hand and did not need."""
    for event in step.events:
        match event:
            case SessionRead(default=default) | SessionPop(default=default):
                pass
            case SessionSetDefault(value=default):
                pass
            case _:
                continue
        if default is not None:
            link = link_to(run, step)
            words = _("That is the default in {step}, for a key that is missing.", step=link)
            yield Distractor(value=literal(default), reason=words)
