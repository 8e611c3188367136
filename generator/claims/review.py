"""What no program can judge: each sentence of a lesson beside what the run says of the same steps.

A person reads it. A digest of what was read is kept in lesson.yml, with the day.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from proven_lessons.generator.claims.claims import Answer, Claims, Evidence
from proven_lessons.generator.claims.prose_check import texts_of
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.translation import Language
from proven_lessons.generator.wording.steps import action
from proven_lessons.runner.codec import to_data
from proven_lessons.runner.trace import Trace

DIGITS = 12  # of the digest: enough to see that something is another
_PART = re.compile(r"\n\s*\n|\n\s*(?=[-*] )")
_SENTENCE = re.compile(r"(?<=[.?!])[\"')]?\s+(?=[A-Z`*\"'({])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """When the texts of a lesson were last read, and whether they and its runs are still those."""

    day: datetime.date
    is_current: bool


def review(lesson: Lesson, trace: Trace) -> Iterator[str]:
    """Yield the lines to be read: each sentence with its place, and what the run says there."""
    claims = Claims(lesson, trace)
    for path, text in texts_of(lesson):
        place = lesson.source.place(path)
        yield f"{lesson.source.file}:{place.line}: {'.'.join(map(str, path))}"
        for sentence in _sentences(text):
            answer = claims.text(sentence, *path)
            yield f"  {answer.value}"
            yield from (f"      {line}" for line in _said_of(trace, answer))
        yield ""


def digest_of(lesson: Lesson, trace: Trace) -> str:
    """Return what changes when a text of a lesson does, or one of its runs."""
    texts = [[list(map(str, path)), text] for path, text in texts_of(lesson)]
    runs = {name: to_data(run) for name, run in trace.runs.items() if _is_authored(lesson, name)}
    return hashlib.sha256(repr((texts, runs)).encode()).hexdigest()[:DIGITS]


def reviewed(lesson: Lesson, trace: Trace) -> Reviewed | None:
    """Return when a lesson was last read; None if nobody has said so."""
    written = lesson.written.reviewed
    if written is None:
        return None
    day, _, digest = written.partition(" ")
    is_current = digest == digest_of(lesson, trace)
    return Reviewed(day=datetime.date.fromisoformat(day), is_current=is_current)


# Private


def _sentences(text: str) -> Iterator[str]:
    for part in _PART.split(text):
        yield from _SENTENCE.split(" ".join(part.split()))


def _is_authored(lesson: Lesson, run: str) -> bool:
    return run == "main" or run in lesson.written.what_if


def _said_of(trace: Trace, answer: Answer[object]) -> Iterator[str]:
    """Yield what happens in the steps that a sentence names."""
    if not answer.evidence:
        yield "(names nothing of the run)"
    for one in dict.fromkeys(answer.evidence):
        yield from _of_steps(trace, one)


def _of_steps(trace: Trace, evidence: Evidence) -> Iterator[str]:
    run = "" if evidence.run == "main" else f" of {evidence.run!r}"
    for exchange in numbered(trace.runs[evidence.run]):
        for step in exchange.steps:
            if step.number in evidence.steps:
                words = Language().text(action(step, exchange.exchange))
                yield f"step {step.number}{run}: {words}"
