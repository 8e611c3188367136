"""What an altered trace no longer carries is no longer said: every sentence of ours has its claim.

Traces of lessons and cases are altered in one place: a status, a header, an event, a key, the order
of two events, a value that is cut. Then the pages are derived again.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.modes import Material
from proven_lessons.generator.modes.explain import ExplainBlock, ExplainMode, recognised
from proven_lessons.generator.modes.predict import Cell, PredictBlock, PredictMode
from proven_lessons.generator.modes.trace import TraceBlock, TraceMode
from proven_lessons.generator.modes.transcript import TranscriptBlock, TranscriptMode
from proven_lessons.generator.modes.transcript.ends import arrival, departure
from proven_lessons.generator.pages.derive import shown
from proven_lessons.generator.wording.endings import endings, left_behind
from proven_lessons.runner import codec
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import loaded, recorded, words_of

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lesson_data").glob("*/*/"))
CASES = sorted((ROOT / "tests" / "cases").glob("*/*/lesson.yml"))
FOLDERS = [*LESSONS, *(path.parent for path in CASES)]
EACH = 1  # alterations of a kind, in one trace

type Data = Any
type Sentences = dict[str, list[tuple[str, ...]]]


def alterations(text: str, folder: Path) -> Iterator[tuple[str, Data]]:
    """Yield the data of a trace (JSON) altered in one place, and what was altered.

    A lesson is altered in every way, a case in its status and in every second one.
    """
    first, *others = WAYS
    some = [first, *others[FOLDERS.index(folder) % 2 :: 2]]
    for name in WAYS if folder in LESSONS else some:
        ways = WAYS[name]
        for number in range(EACH):
            altered = json.loads(text)
            places = list(ways(altered["runs"]["main"]["exchanges"]))
            if number < len(places):
                places[-1 - number]()
                yield f"{name} {number}", altered


def _statuses(exchanges: Data) -> Iterator[Any]:
    for one in exchanges:
        response = one["response"]
        yield lambda response=response: response.update(status=response["status"] + 1)


def _headers(exchanges: Data) -> Iterator[Any]:
    for one in exchanges:
        for name in one["response"]["headers"]:
            yield lambda headers=one["response"]["headers"], name=name: headers.update({name: "x"})


def _dropped(exchanges: Data) -> Iterator[Any]:
    seen = set()
    for events in _events(exchanges):
        for place, event in enumerate(events):
            if event["kind"] not in seen:
                seen.add(event["kind"])
                yield lambda events=events, place=place: events.pop(place)


def _renamed(exchanges: Data) -> Iterator[Any]:
    for events in _events(exchanges):
        for event in events:
            if isinstance(event.get("key"), dict):
                yield lambda event=event: event["key"].update(repr="'renamed'")


def _swapped(exchanges: Data) -> Iterator[Any]:
    for events in _events(exchanges):
        if len(events) > 1:
            yield lambda events=events: events.reverse()


def _cut(exchanges: Data) -> Iterator[Any]:
    for one in exchanges:
        for step in one["steps"]:
            values = [*step["locals"].values(), step["value"]]
            values += (step["session"] or {}).get("data", {}).values()
            for value in values:
                if value:
                    yield lambda value=value: (value.update(repr="…"), value.pop("exact", None))


def _unsaved(exchanges: Data) -> Iterator[Any]:
    for one in exchanges:
        session = one["steps"][-1]["session"]
        if session:
            yield lambda session=session: session.update(status="not saved", stored=None)


def _forgotten(exchanges: Data) -> Iterator[Any]:
    for one in exchanges:
        yield lambda one=one: one["left_behind"].update(cookies={}, sessions=[])


def _events(exchanges: Data) -> Iterator[Data]:
    return (step["events"] for one in exchanges for step in one["steps"])


WAYS = {
    "a status": _statuses,
    "a header": _headers,
    "an event dropped": _dropped,
    "a key renamed": _renamed,
    "an order swapped": _swapped,
    "a value cut": _cut,
    "a session not saved": _unsaved,
    "nothing left behind": _forgotten,
}


def claimed(lesson: Lesson, trace: Trace) -> Sentences:
    """Give each sentence that the tool could say of a trace, with what it claims: one or more."""
    run = trace.runs["main"]
    found: Sentences = defaultdict(list)
    kinds = recognised(run, lesson.written) if not lesson.written.key_moments else ()
    for moment in (moment for kind in kinds for moment in kind):
        found[words_of(Claims(lesson, trace).said(moment.answer))].append(moment.proof)
    for one in numbered(run):
        notes = [note for aspect in aspects.load().values() for note in aspect.notes(one.exchange)]
        for each in (*endings(one.exchange), *notes, *left_behind(one.exchange)):
            found[f"{one.number}: {words_of(each.said)}"].append(each.proof_in(one.index))
        shows_session = lesson.written.shows_session
        for each in (
            *arrival(one, with_session=shows_session, with_view=True),
            *departure(one.exchange, with_session=shows_session),
        ):
            found[f"{one.number}, told: {words_of(each.said)}"].append(each.proof_in(one.index))
        for each in _reasons(one):
            found[f"asked: {words_of(each.said)}"].append(each.proof_in(one.index))
    return found


def _reasons(one: NumberedExchange) -> Iterator[aspects.Claimed]:
    """Yield why what a reader is to predict is as it is, where more is said than what its step does."""
    for step in one.steps:
        for aspect in aspects.load().values():
            for state in aspect.states(step, one.exchange):
                if state.because is not None:
                    yield state.because


def said(lesson: Lesson, trace: Trace) -> list[str]:
    """Give the sentences of ours that a page says: those of its moments, and below its tables."""
    claims = Claims(lesson, trace)
    material = Material(lesson=lesson, trace=shown(lesson, trace), claims=claims)
    texts = []
    moments, tables = ExplainMode().derive(material).value, TraceMode().derive(material).value
    if isinstance(moments, ExplainBlock) and not lesson.written.key_moments:
        assert all(proof.problem == "" for moment in moments.moments for proof in moment.proofs)
        texts += [words_of(moment.answer) for moment in moments.moments]
    if isinstance(tables, TraceBlock):
        for number, table in enumerate(tables.exchanges, 1):
            texts += [f"{number}: {words_of(note)}" for note in table.notes]
    predicted = PredictMode().derive(material).value
    if isinstance(predicted, PredictBlock):
        lines = [line for sheet in predicted.sheets for line in sheet.lines]
        cells = [cell for line in lines for cell in line.cells if isinstance(cell, Cell)]
        texts += [f"asked: {words_of(cell.because)}" for cell in cells]
    told = TranscriptMode().derive(material).value
    if isinstance(told, TranscriptBlock):
        for number, story in enumerate(told.told, 1):
            texts += [f"{number}, told: {each}" for each in map(words_of, story.paragraphs)]
    return texts


def trace_of(lesson: Lesson, recorder: Recorder) -> Trace:
    """Give the trace beside a lesson, which other tests hold to its run; record what has none."""
    beside = lesson.folder / "trace.json"
    return codec.loads(beside.read_text()) if beside.exists() else recorded(recorder, lesson)


def _says(text: str, sentence: str) -> bool:
    """Return whether a text has a sentence: of a transcript, anywhere in a paragraph."""
    where, told, words = sentence.partition(", told: ")
    return (text.startswith(f"{where}{told}") and words in text) if told else sentence in text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_an_altered_trace_does_not_carry_is_not_said(folder: Path, recorder: Recorder) -> None:
    lesson = loaded(folder)
    trace = trace_of(lesson, recorder)
    before = claimed(lesson, trace)
    claims = Claims(lesson, trace)
    wrong = [
        (sentence, proof, problem)
        for sentence, several in before.items()
        for proofs in several
        for proof in proofs
        if (problem := claims.prove(proof).value.problem)
    ]
    assert wrong == [], "of the run itself, all that we say is true"
    text = json.dumps(codec.to_data(trace))
    count = 0
    for name, altered_data in alterations(text, folder):
        altered = codec.from_data(Trace, altered_data)
        claims = Claims(lesson, altered)
        texts, now = said(lesson, altered), claimed(lesson, altered)

        def holds(proofs: tuple[str, ...], claims: Claims = claims) -> bool:
            return not any(claims.prove(proof).value.problem for proof in proofs)

        for sentence, several in before.items():
            if not any(map(holds, several)):
                count += 1
                is_true_otherwise = any(map(holds, now[sentence]))
                is_said = any(_says(text, sentence) for text in texts)
                assert is_true_otherwise or not is_said, (name, sentence)
    assert count, "no alteration has made anything false"
