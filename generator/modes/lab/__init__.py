"""Lab: change the code and run it again in the browser; tasks say what to bring about."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from proven_lessons.generator.claims.claims import Answer, Claims
from proven_lessons.generator.claims.sandbox import ExpressionError
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.sameness import is_same
from proven_lessons.generator.lessons.edits import EditWritten, edits_of
from proven_lessons.generator.lessons.lesson import Lesson, WhatIf
from proven_lessons.generator.lessons.source import COMMANDS
from proven_lessons.generator.lessons.task import TaskWritten
from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode, short_name
from proven_lessons.generator.modes.what_if import diff_of
from proven_lessons.generator.plan.scenarios import solution_name, unsolved_name
from proven_lessons.generator.translation import Filled, Said, _
from proven_lessons.runner.scenario import apply_edit
from proven_lessons.runner.trace import Run, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do: `text` says what, `hint` where to look.

    `name` stays as long as it is written as it is. `done` is a change of the code that does it, as
    a diff, which a run has shown; None where it takes more than another code.
    """

    name: str
    text: Said
    hint: Said | None = None
    done: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabBlock(Block):
    """The way to the Lab of a lesson, and what there is to do; `page` is its address."""

    mode = "lab"

    page: str
    tasks: tuple[Task, ...]


class LabMode(Mode):
    """Leads to the page on which the lesson's code can be changed, and checks its tasks."""

    rank = 56
    title = _("Lab")
    about = _("Change the code and run it here")
    group = "practise"
    is_on_path = False

    def derive(self, material: Material) -> Derived:
        lesson = material.lesson
        if not has_lab(lesson):
            return NOTHING
        block = LabBlock(page=f"{lesson.key.rpartition('/')[2]}/lab.md", tasks=tasks_of(lesson))
        return Answer(value=block, problems=tuple(_problems(material)))


def has_lab(lesson: Lesson) -> bool:
    """Return whether a browser has what a lesson runs.

    No project, no command of Django's, no threads for two requests at once, no database server.
    """
    own = {file.path for file in lesson.files}
    written = lesson.written
    sent = [*written.requests, *chain(*(one.requests or () for one in written.what_if.values()))]
    sent += chain(*(one.requests or () for one in written.lab))
    commands = [shlex.split(one.command)[0] for one in sent if one.command]
    if any(one.together for one in sent) or written.database != "sqlite":
        return False
    return lesson.project is None and all(f"{COMMANDS}{name}.py" in own for name in commands)


def tasks_of(lesson: Lesson) -> tuple[Task, ...]:
    """Return the tasks of a lesson: those of its what-ifs, then its own."""
    written = lesson.written
    tasks = [
        _task(
            lesson,
            one.title if one.task is True else one.task,
            None,
            one.edits,
            asked_by(lesson, one),
        )
        for one in written.what_if.values()
        if one.task
    ]
    tasks += [_task(lesson, one.task, one.hint, one.solution) for one in written.lab]
    return tuple(tasks)


def asked_by(lesson: Lesson, what_if: WhatIf) -> Said:
    """Return what the task says that a what-if of a lesson is."""
    if isinstance(what_if.task, str):
        return _authored(lesson, what_if.task)
    title = _authored(lesson, what_if.title)
    return _("What if {title}? Change the code so that this is what happens.", title=title)


def is_reached(task: TaskWritten, lesson: Lesson, trace: Trace) -> bool:
    """Return whether the main run of `trace`, which is one of `lesson`, reaches all goals."""
    return not missed(task, lesson, trace)


def missed(task: TaskWritten, lesson: Lesson, trace: Trace) -> list[str]:
    """Return those goals of a task that a run does not reach; what says nothing is not reached."""
    claims = Claims(lesson, trace)
    return [goal for goal in task.goal if not _holds(claims, goal)]


def does_the_same(run: Run, other: Run) -> bool:
    """Return whether two runs are known to answer and to leave the same."""
    return is_same(run, other) is True


# Private


def _task(
    lesson: Lesson,
    text: str,
    hint: str | None,
    solution: Iterable[EditWritten],
    asked: Said | None = None,
) -> Task:
    """Return a task that `text` is of; `asked` is what it says, where that is something else."""
    edits = edits_of(solution)
    before = {file.path: file.content for file in lesson.files}
    after = lesson.files
    for edit in edits:
        after = apply_edit(after, edit)
    changed = [one for one in after if one.content != before[one.path]]
    diff = diff_of((one.path, before[one.path].decode(), one.content.decode()) for one in changed)
    return Task(
        name=f"lab-{short_name(text)}",
        text=asked or _authored(lesson, text),
        hint=_authored(lesson, hint) if hint else None,
        done=Markdown(diff) if diff else None,
    )


def _authored(lesson: Lesson, text: str) -> Said:
    return Filled((Markdown(text),), text in lesson.untranslated)


def _holds(claims: Claims, goal: str) -> bool:
    try:
        return claims.evaluate(goal).value is True
    except ExpressionError:
        return False


def _problems(material: Material) -> Iterator[Problem]:
    runs = material.trace.runs
    for name, what_if in material.lesson.written.what_if.items():
        before = material.solutions.get(unsolved_name(name), runs["main"])
        if what_if.task and name in runs and is_same(before, runs[name]) is not False:
            words = "the run of this what-if is not known to be another than the lesson's own"
            yield material.claims.problem(words, "what_if", name, "task")
    for number, task in enumerate(material.lesson.written.lab):
        yield from _problems_of(material, number, task)


def _problems_of(material: Material, number: int, task: TaskWritten) -> Iterator[Problem]:
    """Yield what is wrong with a task: a solution that does not solve it, goals reached before."""
    lesson, solved = material.lesson, material.solutions.get(solution_name(number))
    if solved is None:
        return
    files = lesson.files
    for edit in edits_of(task.solution):
        files = apply_edit(files, edit)
    changed = Claims(replace(lesson, files=files), _trace_of(material, solved))
    for place, goal in enumerate(task.goal):
        yield from changed.prove(goal, "lab", number, "goal", place).problems
    before = material.solutions.get(unsolved_name(number), material.trace.runs["main"])
    if is_reached(task, lesson, _trace_of(material, before)):
        words = "the lesson reaches every goal as it is, so there is nothing to do"
        yield material.claims.problem(words, "lab", number, "goal")


def _trace_of(material: Material, run: Run) -> Trace:
    return replace(material.trace, runs={"main": run})
