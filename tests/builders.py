"""Builders for the data that tests start from."""

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts import events
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.modes import Material
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits, RequestSpec, Scenario, SourceFile
from proven_lessons.runner.trace import Exchange, Run, Step, Trace

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
    assert isinstance(outcome, Run), f"{outcome.file}:{outcome.line}: {outcome.reason}\n{outcome.output}"
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
    return list(events.events_of(steps, probe, f"{probe}."))


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


def write_lesson(data: Path, key: str = "track/one", *, yaml: str = LESSON, source: str | None = None) -> Path:
    """Write a lesson with a view that sets a session key, and its track; give the lesson's folder."""
    folder = data / key
    folder.mkdir(parents=True)
    (folder / "lesson.yml").write_text(yaml)
    (folder / "views.py").write_text(source or view("request.session['a'] = 1\nreturn HttpResponse('ok')"))
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
