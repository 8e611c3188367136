"""Derive a page from a lesson and its trace; pure, and the only way to one."""

from collections.abc import Iterable, Iterator

from proven_lessons.generator import modes
from proven_lessons.generator.claims import prose_check
from proven_lessons.generator.claims.claims import Answer, Claims
from proven_lessons.generator.claims.review import reviewed
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.exchanges import without, without_runs
from proven_lessons.generator.lessons.crossing import to_plain
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.modes.lab import tasks_of
from proven_lessons.generator.modes.sample import files_of
from proven_lessons.generator.pages import run_problems
from proven_lessons.generator.pages.page import LEVELS, LabFolder, LabPage, Page, Section
from proven_lessons.generator.plan.scenarios import is_of_lab
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.trace import Trace

WORDS_PER_MINUTE = 120
PLAYGROUND = "playground"  # what the lesson is called that is none


type Link = tuple[str, str]  # a title and an address
type Onward = tuple[Said, str]


def derive(
    lesson: Lesson,
    trace: Trace,
    *,
    topic: str,
    needs: tuple[Link, ...] = (),
    following: Onward | None = None,
) -> Answer[Page]:
    """Return the page of `lesson`, with every claim in it that the run contradicts."""
    claims = Claims(lesson, trace)
    material = _material(lesson, trace, claims)
    derived = [(name, mode, mode.derive(material)) for name, mode in modes.load()]
    written = lesson.written
    summary = claims.line(written.summary, "summary")
    false = [problem for _name, _mode, answer in derived for problem in answer.problems]
    problems = _problems(lesson, trace, [*false, *summary.problems])
    page = Page(
        key=lesson.key,
        title=written.title,
        summary=summary.value,
        topic=topic,
        minutes=written.minutes or estimated_minutes(lesson, _blocks(derived)),
        level=LEVELS[written.level],
        tags=tuple(written.tags),
        needs=needs,
        django=trace.made_from.django,
        python=trace.made_from.python,
        database=trace.made_from.database,
        sections=tuple(_sections(derived)),
        following=following,
        problems=tuple(str(problem) for problem in problems),
        read=_read(lesson, trace),
        front=written.page,
    )
    return Answer(value=page, problems=problems)


def lab_page(lesson: Lesson, lab: LabFolder, path: str) -> LabPage:
    """Return the page at `path` on which a lesson can be changed."""
    is_playground = lesson.key == PLAYGROUND
    return LabPage(
        key=lesson.key,
        title=lesson.written.title,
        tasks=tasks_of(lesson),
        files=files_of(lesson),
        lesson=to_plain(lesson),
        script=lab.address_from(path, "lab.js"),
        style=lab.address_from(path, "lab.css"),
        size=lab.size,
        has_commands=any(one.command for one in lesson.written.requests),
        playground="" if is_playground else f"{'../' * path.count('/')}{PLAYGROUND}.md",
    )


def estimated_minutes(lesson: Lesson, blocks: Iterable[Block]) -> int:
    """Estimate how long a lesson takes.

    From the words that the author wrote, the steps that ran, and what there is to fill in, to
    choose and to put in order.
    """
    written = lesson.written
    texts = [written.summary, written.snapshot or "", written.transcript or ""]
    texts += [text for moment in written.key_moments for text in (moment.ask, moment.answer)]
    texts += [text for one in written.quiz for text in (one.ask, one.because or "")]
    words = sum(len(text.split()) for text in texts)
    seconds = words / WORDS_PER_MINUTE * 60 + sum(block.seconds for block in blocks)
    return max(1, round(seconds / 60))


def shown(lesson: Lesson, trace: Trace) -> Trace:
    """Return what is spoken of: what an author does not show is not told, anywhere.

    Their own claims may still be about it.
    """
    return trace if lesson.written.shows_session else without(trace, "session")


# Private


def _material(lesson: Lesson, trace: Trace, claims: Claims) -> Material:
    """Return what modes make their blocks from: what is there for the Lab is told by none."""
    solutions = {name: run for name, run in trace.runs.items() if is_of_lab(name)}
    told = shown(lesson, without_runs(trace, solutions))
    return Material(lesson=lesson, trace=told, claims=claims, solutions=solutions)


def _read(lesson: Lesson, trace: Trace) -> Message | None:
    """Return when the texts of a lesson were last read, and whether they are still those."""
    mark = reviewed(lesson, trace)
    if mark is None:
        return None
    day = mark.day.isoformat()
    if mark.is_current:
        return _("prose read against this run on {day}", day=day)
    return _("prose last read on {day}; it or the run has changed since", day=day)


def _blocks(derived: list[tuple[str, Mode, Derived]]) -> Iterator[Block]:
    return (answer.value for _name, _mode, answer in derived if answer.value is not None)


def _sections(derived: list[tuple[str, Mode, Derived]]) -> Iterator[Section]:
    blocks = {name: answer.value for name, _mode, answer in derived if answer.value is not None}
    for name, mode, answer in derived:
        yield Section(
            name=name,
            title=mode.title,
            about=mode.about,
            group=mode.group,
            is_on_path=mode.is_on_path,
            with_code=mode.with_code,
            is_searched=mode.is_searched,
            block=answer.value or mode.compose(blocks),
        )


def _problems(lesson: Lesson, trace: Trace, false: list[Problem]) -> tuple[Problem, ...]:
    """Return what is wrong: the way in which the run ends, else what it contradicts."""
    ending = run_problems.unexpected_ending(lesson, trace)
    if ending is not None:  # what follows from it is not the author's mistake
        return (ending,)
    formless = run_problems.formless(lesson, trace)
    apart = run_problems.not_at_once(lesson, trace)
    return tuple(dict.fromkeys([*false, *formless, *apart, *prose_check.check(lesson, trace)]))
