"""Say what the runner is to run for a lesson.

The lesson itself, its what-ifs, and those that we add.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from proven_lessons.generator.lessons.edits import edits_of
from proven_lessons.generator.lessons.lesson import Lesson, WhatIf
from proven_lessons.generator.lessons.request import RequestWritten, each
from proven_lessons.generator.lessons.source import functions_of_requests, view_source
from proven_lessons.generator.plan import experiments, orders
from proven_lessons.generator.translation import Message
from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.scenario import (
    Barrier,
    Edit,
    Limits,
    RequestSpec,
    Scenario,
    SourceFile,
    Variant,
    apply_variant,
    source_lines,
)

_LAB = "lab "  # no name of an author's what-if has a space


def scenario_of(lesson: Lesson) -> Scenario:
    """Return what the runner is to run for `lesson`."""
    written = lesson.written
    limits = written.limits
    requests = _sent(written.requests, lesson)
    variants = {name: _variant(what_if, lesson) for name, what_if in written.what_if.items()}
    if draws(lesson):
        variants |= {one.name: one.variant for one in experiments.of(lesson.files, requests)}
    if not written.raises and not any(one.together for one in requests):
        variants |= orders.variants(lesson.files, views(lesson), dict(variants))
    variants |= solutions(lesson)
    return Scenario(
        lesson=lesson.key,
        files=lesson.files,
        routes=written.routes or ({"": written.view} if written.view else {}),
        requests=requests,
        settings=written.settings,
        csrf=written.csrf,
        handler=written.handler,
        database=written.database,
        variants=variants,
        project=lesson.project,
        limits=Limits(
            seconds=limits.seconds,
            memory=limits.memory,
            steps=limits.steps,
            iterations=limits.rounds or limits.iterations,
        ),
    )


def solutions(lesson: Lesson) -> dict[str, Variant]:
    """Return the runs that show that the tasks of the Lab can be done, and are not done yet."""
    found = {}
    for name, what_if in lesson.written.what_if.items():
        if what_if.task and (what_if.requests is not None or what_if.settings is not None):
            found[unsolved_name(name)] = replace(_variant(what_if, lesson), edits=())
    for number, task in enumerate(lesson.written.lab):
        sent = None if task.requests is None else _sent(task.requests, lesson)
        found[solution_name(number)] = Variant(edits=edits_of(task.solution), requests=sent)
        if sent is not None:
            found[unsolved_name(number)] = Variant(requests=sent)
    return found


def solution_name(number: int) -> str:
    """Return the name of the run that solves a task, which counts from 0."""
    return f"{_LAB}{number + 1}"


def unsolved_name(task: int | str) -> str:
    """Return the name of the run of the unchanged lesson that a task is about.

    The task is one by its number, which counts from 0, or the one that a what-if of a name is.
    """
    return f"{_LAB}{task + 1 if isinstance(task, int) else task} unsolved"


def is_of_lab(name: str) -> bool:
    """Return whether a run is there for a task of the Lab only."""
    return name.startswith(_LAB)


def views(lesson: Lesson) -> tuple[str, ...]:
    """Return the names of the views that the requests of lesson.yml can lead to, by its routes.

    Those of a project, its URLconf has: its only function of requests, or what the lesson is about.
    """
    if lesson.project is not None and not (lesson.written.routes or lesson.written.view):
        return _views_of_project(lesson)
    routes = lesson.written.routes or ({"": lesson.written.view} if lesson.written.view else {})
    paths = {urlsplit(sent.path).path.removeprefix("/") for sent in each(lesson.written.requests)}
    return tuple(
        dict.fromkeys(view for route, view in routes.items() if "<" in route or route in paths)
    )


def draws(lesson: Lesson) -> bool:
    """Return whether wrong options of the quiz are to be drawn from runs.

    Then more runs than the author's are needed.
    """
    return not lesson.written.quiz or any(
        question.options is None for question in lesson.written.quiz
    )


def titles(lesson: Lesson) -> dict[str, Message]:
    """Return for each automatic what-if what is different in it, in words that go on after "if"."""
    if not draws(lesson):
        return {}
    requests = _sent(lesson.written.requests, lesson)
    return {one.name: one.title for one in experiments.of(lesson.files, requests)}


@lru_cache(maxsize=64)
def changed_file(files: tuple[SourceFile, ...], edits: tuple[Edit, ...], path: str) -> str:
    """Return the text of the file at `path` after `edits`.

    Empty when there is none, or an edit does not fit.
    """
    try:
        files = apply_variant(
            Scenario(lesson="", files=files, routes={}), Variant(edits=edits)
        ).files
    except ScenarioError:
        return ""
    return next((file.content.decode(errors="replace") for file in files if file.path == path), "")


def source_of(lesson: Lesson, run: str, path: str) -> str:
    """Return the text of a file of the lesson as it was in `run`; empty when there is none."""
    what_if = lesson.written.what_if.get(run)
    if what_if is not None:
        return changed_file(lesson.files, edits_of(what_if.edits), path)
    edits: tuple[Edit, ...] = ()
    if run != "main":
        edits = next(
            (one.variant.edits for one in experiments.of(lesson.files, ()) if one.name == run), ()
        )
    return changed_file(lesson.files, edits, path)


# Private


def _views_of_project(lesson: Lesson) -> tuple[str, ...]:
    """Return the only view of the first module that is watched; of several, those with notes."""
    _path, text = view_source(lesson.files)
    functions = functions_of_requests(text)
    if len(functions) == 1:
        return tuple(functions)
    pieces = [note.at for note in lesson.written.steps]
    noted = [
        number
        for number, line in enumerate(source_lines(text), 1)
        if any(piece in line for piece in pieces)
    ]
    return tuple(
        name for name, lines in functions.items() if any(number in lines for number in noted)
    )


def _variant(what_if: WhatIf, lesson: Lesson) -> Variant:
    return Variant(
        edits=edits_of(what_if.edits),
        requests=None if what_if.requests is None else _sent(what_if.requests, lesson),
        settings=what_if.settings,
    )


def _sent(written: Iterable[RequestWritten], lesson: Lesson) -> tuple[RequestSpec, ...]:
    """Return what is sent and run, one after another; two that are served at once are marked."""
    sent: list[RequestSpec] = []
    for number, one in enumerate(written, 1):
        if one.together is None:
            sent.append(_request(one))
            continue
        barriers = tuple(_barrier(name, lesson) for name in one.barriers)
        sent += (
            replace(_request(two), together=number, barriers=barriers, clock=clock)
            for two, clock in zip(one.together, (one.clock, 0), strict=True)
        )
    return tuple(sent)


def _barrier(name: str, lesson: Lesson) -> Barrier:
    note = next(note for note in lesson.written.steps if note.id == name)
    return Barrier(at=note.at, function=note.in_ or "")


def _request(written: RequestWritten) -> RequestSpec:
    if written.command:
        return RequestSpec(command=written.command, clock=written.clock)
    return RequestSpec(
        method=written.method,
        path=written.path,
        data=written.data,
        headers=written.headers,
        json=written.json_,
        files=written.files,
        form=written.form,
        clock=written.clock,
        client=written.client,
        tab=written.tab or "",
        follow=written.follow,
    )
