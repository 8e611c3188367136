"""A lesson in a reader's browser: run changed code, and tell what came of it as the page would."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import markdown

from proven_lessons.generator import aspects, modes
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts.exchanges import without
from proven_lessons.generator.lab.project import project
from proven_lessons.generator.lessons.crossing import changed, from_plain
from proven_lessons.generator.lessons.lesson import Lesson, LessonFile
from proven_lessons.generator.lessons.request import RequestWritten
from proven_lessons.generator.lessons.task import TaskWritten
from proven_lessons.generator.markup import Code, Markdown
from proven_lessons.generator.modes import Material
from proven_lessons.generator.modes.lab import asked_by, does_the_same, missed
from proven_lessons.generator.modes.what_if import comparison, diff_of
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.generator.pages.page import LabResult, OpenTask, Section
from proven_lessons.generator.pages.render import Renderer, renderer_of
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.generator.translation import Said, _
from proven_lessons.runner.codec import run_from_data
from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.scenario import Scenario, SourceFile, apply_variant, to_json
from proven_lessons.runner.trace import MadeFrom, Run, Trace
from proven_lessons.runner.worker import run_text

_SHOWN = ("sample", "watch", "trace", "flow", "transcript")


class Session:
    """A lesson that is at hand in the Lab.

    Its own run is made first: what the reader's is compared with.
    """

    def __init__(self, lesson: str, renderer: Renderer, django: str, python: str) -> None:
        self._lesson = from_plain(json.loads(lesson))
        self._renderer = renderer
        self._made_from = MadeFrom(digest="", django=django, python=python)
        self._first = run_text(_text(_alone(self._lesson)))
        answer = json.loads(self._first)
        if "run" not in answer:
            raise LessonFailed(f"the lesson itself does not run here: {answer['failed']['reason']}")
        self._own = run_from_data(answer["run"])
        # What has run: of the lesson's what-ifs for ever, of a reader's code until the next run.
        self._asked: dict[str, Run | None] = {}
        self._ran: dict[str, Run | None] = {}
        self._untold: Material | None = None

    def run(self, wanted: str) -> str:
        """Return what came of a run, as JSON: `html`, what is `reached`, and a `failure` if any.

        `wanted` has the texts of the `files` by their paths, and the `requests` as a lesson has
        them, null for its own. What `steps` says of it follows that.
        """
        given = json.loads(wanted)
        lesson = self._changed(given["files"], given["requests"])
        text = _text(_alone(lesson))
        answer = json.loads(run_text(text, tells_output=True))
        self._ran = {text: run_from_data(answer["run"]) if "run" in answer else None}
        failure = answer.get("failed")
        run = self._ran[text]
        printed = answer.get("output", "")
        result = self._failed(failure) if run is None else self._told(lesson, run, printed)
        self._untold = None if run is None else self._material(lesson, run)
        return json.dumps(
            {
                "html": _html(self._renderer.lab_result(result)),
                "reached": list(result.reached),
                "failure": failure,
            }
        )

    def steps(self) -> str:
        """Return how the last run went, step by step, as HTML; empty where it has no end.

        A reader does not wait for it to know what came of the run: it takes longer to tell than to
        run.
        """
        if self._untold is None:
            return ""
        return _html(self._renderer.player(_sections(self._untold)))

    def project(self, files: str) -> bytes:
        """Return the lesson as a project for plain Django, with other texts of `files` (JSON)."""
        return project(self._changed(json.loads(files), None))

    def is_sound(self) -> bool:
        """Return whether the lesson still runs as it did: code may have changed Django itself."""
        return run_text(_text(_alone(self._lesson))) == self._first

    # Private

    def _changed(self, files: Mapping[str, str], requests: list[dict[str, Any]] | None) -> Lesson:
        """Return the lesson with other files, and other requests."""
        kept = [file for file in self._lesson.files if file.path not in files]
        written = [SourceFile(path=path, content=text.encode()) for path, text in files.items()]
        lesson = replace(self._lesson, files=(*written, *kept))
        if requests is None:
            return lesson
        sent = [RequestWritten.model_validate(_with_json(one)) for one in requests]
        return replace(lesson, written=changed(lesson.written, requests=sent))

    def _told(self, lesson: Lesson, run: Run, printed: str) -> LabResult:
        plain = replace(lesson, written=_without_texts(lesson.written))
        diff = self._diff(lesson)
        own, now = (self._shown(one) for one in (self._own, run))
        of_lesson = replace(self._lesson, written=_without_texts(self._lesson.written))
        open_tasks = tuple(self._open(lesson, run))
        return LabResult(
            reached=tuple(one is None for one in open_tasks),
            open=tuple(one for one in open_tasks if one is not None),
            printed=printed,
            diff=Markdown(diff) if diff else None,
            compared=comparison(of_lesson, own, now, plain) if "/" in lesson.key else None,
        )

    def _material(self, lesson: Lesson, run: Run) -> Material:
        """Return what the steps of a run are told from."""
        trace = self._trace(run)
        plain = replace(lesson, written=_without_texts(lesson.written))
        shown = trace if lesson.written.shows_session else without(trace, "session")
        return Material(lesson=plain, trace=shown, claims=Claims(plain, trace))

    def _diff(self, lesson: Lesson) -> str:
        """Return what is changed in the files of the lesson, empty if nothing is."""
        before = {file.path: file.content for file in self._lesson.files}
        return diff_of(
            (file.path, _decoded(before.get(file.path, b"")), _decoded(file.content))
            for file in lesson.files
            if file.content != before.get(file.path)
        )

    def _failed(self, failure: Mapping[str, Any]) -> LabResult:
        reason = Code(failure["reason"])
        said: Said = _("It did not run to its end: {reason}", reason=reason)
        if failure["file"] and failure["line"]:
            said = _(
                "It did not run to its end: {reason}, in {file}, line {line}",
                reason=reason,
                file=Code(failure["file"]),
                line=int(failure["line"]),
            )
        return LabResult(
            failure=said,
            printed=failure["output"],
            reached=tuple(False for _task in self._tasks()),
        )

    def _shown(self, run: Run) -> Run:
        """Return a run as far as the page speaks of it."""
        if self._lesson.written.shows_session:
            return run
        return without(self._trace(run), "session").runs["main"]

    def _tasks(self) -> list[object]:
        written = self._lesson.written
        return [*(one for one in written.what_if.values() if one.task), *written.lab]

    def _open(self, lesson: Lesson, run: Run) -> Iterator[OpenTask | None]:
        """Yield for each task, in the order of the page, what is not done; None if it is done."""
        scenario = scenario_of(self._lesson)
        for name, what_if in self._lesson.written.what_if.items():
            if what_if.task:
                asked = apply_variant(_alone(self._lesson), (scenario.variants or {})[name])
                done = self._does_the_same(lesson, asked)
                yield None if done else OpenTask(text=asked_by(self._lesson, what_if))
        for task in lesson.written.lab:
            meant = lesson
            if task.requests is not None:
                written = changed(self._lesson.written, requests=task.requests)
                meant = replace(lesson, written=written)
            found = run if task.requests is None else _run(_alone(meant), self._ran)
            goals = missed(task, meant, self._trace(found)) if found is not None else task.goal
            yield _open_task(task, goals) if goals else None

    def _does_the_same(self, lesson: Lesson, asked: Scenario) -> bool:
        """Return whether the reader's code does what a what-if does, sent what that is sent."""
        found = _run(replace(asked, files=lesson.files), self._ran), _run(asked, self._asked)
        return found[0] is not None and found[1] is not None and does_the_same(found[0], found[1])

    def _trace(self, run: Run) -> Trace:
        return Trace(lesson=self._lesson.key, made_from=self._made_from, runs={"main": run})


def renderer_for(language: str) -> Renderer:
    """Return what tells of runs, with all that it needs loaded, before there is a lesson."""
    renderer = renderer_of(language)
    aspects.load()
    markdown.markdown("```python\n1\n```", extensions=list(EXTENSIONS))
    of_modes = [f"modes/{name}/{name}" for name, _mode in modes.load() if name in _SHOWN]
    renderer.prepare("pages/templates/lab_result", "pages/templates/player", *of_modes)
    return renderer


# Private


def _without_texts(written: LessonFile) -> LessonFile:
    """Return a lesson without what its author says of it: it need not be true of other code."""
    steps = [changed(note, action=None) for note in written.steps]
    return changed(written, summary="", steps=steps, transcript=None)


def _html(page: str) -> str:
    return markdown.markdown(page, extensions=list(EXTENSIONS))


def _alone(lesson: Lesson) -> Scenario:
    """Return the lesson's own run, without all others."""
    return replace(scenario_of(lesson), variants=None)


def _text(scenario: Scenario) -> str:
    return json.dumps(to_json(scenario))


def _run(scenario: Scenario, known: dict[str, Run | None]) -> Run | None:
    """Return a run, None if it does not come to its end; one that is known is not made again."""
    text = _text(scenario)
    if text not in known:
        answer = json.loads(run_text(text))
        known[text] = run_from_data(answer["run"]) if "run" in answer else None
    return known[text]


def _with_json(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the JSON body that its text says."""
    text = request.pop("json_text", None)
    return request if text is None else {**request, "json_": json.loads(text)}


def _open_task(task: TaskWritten, goals: Iterable[str]) -> OpenTask:
    sends = task.requests is not None
    return OpenTask(text=Markdown(task.task), goals=tuple(map(Code, goals)), sends=sends)


def _decoded(content: bytes) -> str:
    return content.decode(errors="replace")


def _sections(material: Material) -> Iterator[Section]:
    for name, mode in modes.load():
        if name not in _SHOWN:
            continue
        block = mode.derive(material).value
        if block is not None:
            yield Section(
                name=name,
                title=mode.title,
                about=mode.about,
                group=mode.group,
                is_on_path=False,
                with_code=False,
                is_searched=False,
                block=block,
            )
