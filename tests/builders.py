"""Builders for the data that tests start from."""

import dataclasses
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proven_lessons.generator.aspects import Claimed
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.lessons.lesson import Lesson, LessonFile, Source
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.modes import Material, Mode
from proven_lessons.generator.modes.quiz.block import QuizBlock
from proven_lessons.generator.pages.page import LabFolder
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.generator.translation import (
    Filled,
    Joined,
    Language,
    Listed,
    Message,
    Said,
    StepLink,
)
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits, RequestSpec, Scenario, SourceFile
from proven_lessons.runner.trace import (
    Event,
    Exchange,
    MadeFrom,
    Place,
    Request,
    Response,
    Run,
    SessionState,
    Step,
    Trace,
    Value,
)

HEAD = "from django.http import HttpResponse, HttpResponseRedirect\n\n\n"
FIRST_LINE = 5  # of the body of the view that `view` makes


def view(body: str) -> str:
    """Give a views.py with one view, whose body begins on line FIRST_LINE."""
    return f"{HEAD}def view(request):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


def scenario(
    source: str,
    *requests: RequestSpec,
    files: Mapping[str, str] | None = None,
    routes: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    limits: Limits | None = None,
    csrf: bool = False,
    traced: bool = True,
) -> Scenario:
    sources = {"views.py": source, **(files or {})}
    return Scenario(
        lesson="tests/lesson",
        files=tuple(SourceFile(path=path, content=text.encode()) for path, text in sources.items()),
        routes={"": "view"} if routes is None else routes,
        requests=requests or (RequestSpec(),),
        settings=settings,  # type: ignore[arg-type]
        limits=limits or Limits(),
        csrf=csrf,
        traced=traced,
    )


def run(recorder: Recorder, of: Scenario) -> Run:
    """Run a scenario that ends well."""
    __tracebackhide__ = True
    outcome = recorder.run({"it": of})["it"]
    assert isinstance(outcome, Run), (
        f"{outcome.file}:{outcome.line}: {outcome.reason}\n{outcome.output}"
    )
    return outcome


def exchange(recorder: Recorder, body: str, **more: object) -> Exchange:
    """Run a view with this body for one request."""
    __tracebackhide__ = True
    return run(recorder, scenario(view(body), **more)).exchanges[0]  # type: ignore[arg-type]


def statements(of: Exchange) -> list[Step]:
    """Give the steps of the lesson's own code."""
    return [step for step in of.steps if step.at is not None]


def events_of(steps: Iterable[Step], probe: str) -> list[Any]:
    """Give the events that a probe saw in these steps."""
    return [
        event for step in steps for event in step.events if event.kind.partition(".")[0] == probe
    ]


# A layer that waits for the response and hands it on, as lesson.middleware.Outer.
MIDDLEWARE = """\
class Outer:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return response
"""
LESSON = """\
title: A lesson
summary: It runs.
view: view
"""
TRACK = "title: Track\nsummary: Some lessons.\n"


def write_lesson(
    data: Path, key: str = "track/one", *, yaml: str = LESSON, source: str | None = None
) -> Path:
    """Write a lesson with a view that sets a session key, and its track; give the lesson's folder."""
    folder = data / key
    folder.mkdir(parents=True)
    (folder / "lesson.yml").write_text(yaml)
    (folder / "views.py").write_text(
        source or view("request.session['a'] = 1\nreturn HttpResponse('ok')")
    )
    (folder.parent / "track.yml").write_text(TRACK)
    return folder


def loaded(folder: Path) -> Lesson:
    """Load a lesson that has no problem."""
    __tracebackhide__ = True
    lesson, problems = load_lesson(folder)
    assert lesson is not None, [str(problem) for problem in problems]
    return lesson


def recorded(recorder: Recorder, lesson: Lesson) -> Trace:
    """Record a lesson that runs well."""
    __tracebackhide__ = True
    trace = recorder.record([scenario_of(lesson)])[lesson.key]
    assert isinstance(trace, Trace), trace
    return trace


def material(recorder: Recorder, folder: Path) -> Material:
    """Load and record a lesson, and give what its modes are made from."""
    lesson = loaded(folder)
    trace = recorded(recorder, lesson)
    return Material(lesson=lesson, trace=trace, claims=Claims(lesson, trace))


def html_of(said: Said | None) -> str:
    """Give what is said as HTML, in English; empty for nothing."""
    return "" if said is None else str(Language().html(said))


def words_of(said: Said | Claimed | None) -> str:
    """Give what is said as plain text, in English; empty for nothing."""
    said = said.said if isinstance(said, Claimed) else said
    return "" if said is None else Language().text(said)


def ambiguous_questions(builder: Builder) -> list[str]:
    """Give the questions of built pages that have not one right option, or two that look alike."""
    wrong = []
    for key, state in builder._library.states.items():
        sections = state.rendered.page.sections if state.rendered and state.rendered.page else ()
        blocks = [one.block for one in sections if isinstance(one.block, QuizBlock)]
        for asked in (asked for block in blocks for asked in block.questions if not asked.problems):
            looks = [words_of(option.shown) for option in asked.options]
            rights = [option for option in asked.options if option.is_right]
            if len(rights) != 1 or len(set(looks)) != len(looks) or len(looks) < 2:
                wrong.append(f"{key}: {asked.source}: {looks}")
    return wrong


def empty_hints(builder: Builder) -> list[str]:
    """Give the hints of built pages that send a reader to a column or a row that the page has not."""
    wrong = []
    for key, state in builder._library.states.items():
        page = state.rendered.markdown if state.rendered and state.rendered.page else ""
        table = page.partition("## Execution table")[2].partition("## Variable tracker")[0]
        columns = set(re.findall(r'<th role="columnheader" scope="col">([^<]+)', table))
        for hint in re.findall(r"Look at (?:the status in )?the column \*[^\n]+", page):
            column, step = re.match(r"[^*]+\*([^*]+)\*(?:.* of step (\d+))?", hint).groups()  # type: ignore[union-attr] # found so
            if column not in columns or (step and f'id="step-{step}"' not in table):
                wrong.append(f"{key}: {hint}")
    return wrong


def true_or_false(builder: Builder) -> list[str]:
    """Give the right answers of all questions of built pages that are true or false."""
    found = []
    for state in builder._library.states.values():
        sections = state.rendered.page.sections if state.rendered and state.rendered.page else ()
        blocks = [one.block for one in sections if isinstance(one.block, QuizBlock)]
        for asked in (asked for block in blocks for asked in block.questions):
            if {words_of(option.shown) for option in asked.options} == {"True", "False"}:
                found += [words_of(option.shown) for option in asked.options if option.is_right]
    return found


def right_letters(builder: Builder) -> dict[int, list[str]]:
    """Give the letters of the right answers of built pages that are to be chosen among as many."""
    found: dict[int, list[str]] = {}
    for state in builder._library.states.values():
        sections = state.rendered.page.sections if state.rendered and state.rendered.page else ()
        blocks = [one.block for one in sections if isinstance(one.block, QuizBlock)]
        for asked in (asked for block in blocks for asked in block.questions if asked.key):
            if {words_of(option.shown) for option in asked.options} != {"True", "False"}:
                found.setdefault(len(asked.options), []).append(asked.key.letter)
    return found


def derived(mode: Mode, of: Material) -> Any:
    """Give the block that a mode derives, with its texts as an English reader sees them."""
    return in_words(mode.derive(of).value)


def problems_of(mode: Mode, of: Material) -> list[str]:
    """Give what a mode finds wrong, without places."""
    return [str(problem).partition(": ")[2] for problem in mode.derive(of).problems]


def in_words(value: Any) -> Any:
    """Give data with what is said in it as English text; an author's filled text as HTML."""
    if isinstance(value, Filled):
        return html_of(value)
    if isinstance(value, Message | Joined | Listed | StepLink):
        return words_of(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return type(value)(map(in_words, value))
    if isinstance(value, dict):
        return {key: in_words(item) for key, item in value.items()}
    return InWords(value) if dataclasses.is_dataclass(value) else value


class InWords:
    """Data whose attributes are given in words."""

    def __init__(self, of: Any) -> None:
        self.of = of

    def __getattr__(self, name: str) -> Any:
        return in_words(getattr(self.of, name))

    @property
    def __class__(self) -> type:  # so that isinstance() tells what it is
        return type(self.of)

    def __eq__(self, other: object) -> bool:
        return self.of == (other.of if isinstance(other, InWords) else other)

    def __hash__(self) -> int:
        return id(self.of)

    def __repr__(self) -> str:
        return repr(self.of)


# Traces without Django: what the generator says of a trace does not depend on how it came about.


def a_value(of: object) -> Value:
    """Give a plain value as a trace has it."""
    return Value(type=type(of).__name__, repr=repr(of))


def a_session(
    status: str = "loaded", stored: Mapping[str, object] | None = None, **data: object
) -> SessionState:
    """Give a session that holds `data`; `stored` is None for nothing."""
    kept = None if stored is None else {key: a_value(one) for key, one in stored.items()}
    held = {key: a_value(one) for key, one in data.items()}
    return SessionState(status=status, data=held, stored=kept, changed=())


def a_step(*events: Event, code: str = "x = 1", kind: str = "expression", **more: Any) -> Step:
    """Give a step of a view; with an empty `code` it is one of Django's own."""
    at = Place(file="views.py", line=5, end_line=5, code=code, function="view") if code else None
    plain: dict[str, Any] = {
        "number": 2, "kind": kind, "phase": "view", "at": at, "depth": 0, "session": None,
        "locals": {}, "value": None, "events": events, "response": None,
    }  # fmt: skip
    return Step(**plain | more)


def an_exchange(*steps: Step, status: int = 200, text: str = "ok", **more: Any) -> Exchange:
    """Give an exchange whose steps are numbered from 1, between its opening and its closing."""
    found = [a_step(code="", kind="request", phase="opening"), *steps]
    found.append(a_step(code="", kind="send", phase="closing"))
    request = Request(method="GET", path="/", headers={}, cookies={}, data=None)
    plain: dict[str, Any] = {
        "client": "browser", "request": request, "view": "lesson.views.view", "error": None,
        "response": Response(status=status, headers={}, cookies={}, text=text),
    }  # fmt: skip
    numbered = [dataclasses.replace(step, number=number) for number, step in enumerate(found, 1)]
    return Exchange(steps=tuple(numbered), **plain | more)


def a_run(*exchanges: Exchange) -> Run:
    """Give a run of these exchanges, its steps numbered on from one to the next."""
    found: list[Exchange] = []
    number = 0
    for one in exchanges or (an_exchange(),):
        steps = [dataclasses.replace(step, number=number + step.number) for step in one.steps]
        found.append(dataclasses.replace(one, steps=tuple(steps)))
        number += len(steps)
    return Run(exchanges=tuple(found))


def a_material(*exchanges: Exchange, lesson: Lesson | None = None) -> Material:
    """Give what the modes are made from, for a run of these exchanges."""
    of, trace = lesson or a_lesson(), a_trace(*exchanges)
    return Material(lesson=of, trace=trace, claims=Claims(of, trace))


def a_lesson(source: str = "", **written: Any) -> Lesson:
    """Give a lesson with these keys in its lesson.yml, and this views.py; no file is read."""
    text = source or view("return HttpResponse('ok')")
    return Lesson(
        key="track/one",
        folder=Path("lesson_data/track/one"),
        written=LessonFile.model_validate(
            {"title": "A lesson", "summary": "It runs.", "view": "view"} | written
        ),
        source=Source(file="lesson_data/track/one/lesson.yml", places={}, text=""),
        files=(SourceFile(path="views.py", content=text.encode()),),
    )


def a_trace(*exchanges: Exchange, **what_ifs: Run) -> Trace:
    """Give the trace of a lesson."""
    made = MadeFrom(digest="", django="", python="")
    return Trace(lesson="track/one", made_from=made, runs={"main": a_run(*exchanges), **what_ifs})


def a_lab_folder(size: int = 1, *, is_deep: bool = True) -> LabFolder:
    """Return where a Lab is, whose files have names as those of a real one."""
    names = {"lab.js": "lab-5c1.js", "lab.css": "lab-0ff.css"}
    return LabFolder(size=size, names=names, is_deep=is_deep)


def at_once(turns: str, *exchanges: Exchange) -> Run:
    """Give a run of exchanges that are served at once: `turns` has a letter for each step.

    "aabba": two steps of the first exchange, two of the second, and the last one of the first.
    """
    found = []
    for letter, one in zip(sorted(set(turns)), exchanges, strict=True):
        numbers = [number for number, turn in enumerate(turns, 1) if turn == letter]
        steps = [
            dataclasses.replace(step, number=number)
            for step, number in zip(one.steps, numbers, strict=True)
        ]
        found.append(dataclasses.replace(one, steps=tuple(steps), together=1))
    return Run(exchanges=tuple(found))
