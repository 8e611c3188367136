"""What-if: each change that the author tried, as a diff, with what the changed run did."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.exchanges import failure_text
from proven_lessons.generator.facts.sameness import is_same
from proven_lessons.generator.lessons.lesson import Lesson, WhatIf
from proven_lessons.generator.lessons.request import RequestWritten
from proven_lessons.generator.markup import Code, Markdown
from proven_lessons.generator.modes import NOTHING, Block, Derived, Material, Mode
from proven_lessons.generator.modes.sample import with_what
from proven_lessons.generator.modes.tables import ExchangeTable, tables_of
from proven_lessons.generator.modes.what_if.side_by_side import Pair, pairs_of, parts_of
from proven_lessons.generator.modes.what_if.words import Told, told
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.generator.translation import Message, Said, _, duration
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording.exchanges import browser, tab
from proven_lessons.runner.scenario import source_lines
from proven_lessons.runner.trace import Run

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is different in a run.

    `differences` are the first to the lesson's own run, `more` counts those left out; `is_same`
    says that the run is known to answer and leave the same, `has_commands` that not all of it are
    requests. `pairs` are the steps of both runs side
    by side, with a count in place of those in which nothing new differs. `raised` are the
    exceptions that were not caught.
    """

    differences: tuple[Told, ...]
    more: int
    is_same: bool
    has_commands: bool = False
    raised: tuple[Code, ...]
    pairs: tuple[Pair | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A what-if run.

    `title` goes on after "What if". `diff` is a unified diff without its header, empty when no
    source changed. `settings` are those that are others, `requests` all if some are: each with how
    often it is sent in a row, and with "-" if only the lesson sends it, "+" if only this run does.
    `problems` are what is wrong with the what-if, for its author's eyes.
    """

    name: str
    title: Said
    diff: Markdown
    settings: tuple[str, ...]
    requests: tuple[tuple[Said, int, str], ...]
    compared: Comparison
    tables: tuple[ExchangeTable, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfBlock(Block):
    """What happens when something is changed."""

    mode = "what_if"

    cases: tuple[Case, ...]


class WhatIfMode(Mode):
    """Compares each what-if run of the author with the lesson's own run."""

    rank = 45
    title = _("What if")
    about = _("Change one thing, compare the runs")
    with_code = True

    def derive(self, material: Material) -> Derived:
        runs = material.trace.runs
        cases = [
            _case(material, name, what_if, runs[name])
            for name, what_if in material.lesson.written.what_if.items()
            if name in runs
        ]
        if not cases:
            return NOTHING
        block = WhatIfBlock(cases=tuple(case.value for case in cases))
        return Answer(value=block, problems=tuple(p for case in cases for p in case.problems))


def comparison(lesson: Lesson, main: Run, run: Run, changed: Lesson | None = None) -> Comparison:
    """Return what is different in `run` from the run of the lesson.

    `changed` is the lesson that it is of, where that is another.
    """
    errors = [exchange.error for exchange in run.exchanges if exchange.error]
    raised = tuple(dict.fromkeys(Code(failure_text(error)) for error in errors))
    differences = told(main, run, has_raised=bool(raised))
    first = _chosen(differences)
    tables = tables_of(main, lesson), tables_of(run, changed or lesson)
    return Comparison(
        differences=first,
        more=len(differences) - len(first),
        is_same=is_same(main, run) is True,
        has_commands=any(one.command is not None for one in main.exchanges),
        raised=raised,
        pairs=tuple(parts_of(pairs_of(main, run, *tables))),
    )


def diff_of(files: Iterable[tuple[str, str, str]]) -> str:
    """Return what is changed in files, each given by its path and its text before and after.

    A unified diff without its header.
    """
    lines: list[str] = []
    for path, before, after in files:
        old, new = source_lines(before), source_lines(after)
        diff_lines = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
        lines += [f"# {path}", *diff_lines] if path != "views.py" else diff_lines
    return "\n".join(line for line in lines if not line.startswith("@@"))


def ending_problem(lesson: Lesson, name: str, run: Run) -> Problem | None:
    """Return a problem for a what-if whose run does not end as it should."""
    what_if, source = lesson.written.what_if[name], lesson.source
    words, hint = endings.unexpected_ending(run, what_if.raises)
    if not words:
        return None
    place = source.place(("what_if", name, "raises") if what_if.raises else ("what_if", name))
    return Problem(source.file, words, place.line, place.column, hint)


# Private


def _case(material: Material, name: str, what_if: WhatIf, run: Run) -> Answer[Case]:
    title = material.claims.text(what_if.title, "what_if", name, "title")
    ending = ending_problem(material.lesson, name, run)
    problems = [*([ending] if ending else []), *title.problems]
    case = Case(
        name=name,
        title=title.value,
        diff=Markdown(_diff(material, name, what_if)),
        settings=tuple(_settings(what_if)),
        requests=tuple(_requests(what_if, material.lesson.written.requests)),
        compared=comparison(material.lesson, material.trace.runs["main"], run),
        tables=tables_of(run, material.lesson),
        problems=tuple(str(problem) for problem in problems),
    )
    return Answer(value=case, problems=tuple(problems))


def _settings(what_if: WhatIf) -> Iterator[str]:
    for key, value in (what_if.settings or {}).items():
        yield f"{key} = {value!r}"


def _chosen(differences: list[Told]) -> tuple[Told, ...]:
    """Return those that there is room for, in the order of the run: first what a browser sees."""
    ranked = sorted(range(len(differences)), key=lambda index: not differences[index].is_seen)
    return tuple(differences[index] for index in sorted(ranked[:SHOWN]))


def _requests(
    what_if: WhatIf, written: Sequence[RequestWritten]
) -> Iterator[tuple[Said, int, str]]:
    if what_if.requests is None:
        return
    old, new = (list(map(_words_of, all_)) for all_ in (written, what_if.requests))
    compared = difflib.SequenceMatcher(None, list(map(str, old)), list(map(str, new)))
    for tag, start, end, begin, close in compared.get_opcodes():
        sides = (
            (("", new[begin:close]),)
            if tag == "equal"
            else (("-", old[start:end]), ("+", new[begin:close]))
        )
        for mark, words in sides:
            for one, same in groupby(words):
                yield one, len(list(same)), mark


def _words_of(request: RequestWritten) -> Message:
    """Return what is sent or run, as a noun phrase."""
    if request.together is not None:
        one, other = map(_sent_words, request.together)
        words = _("{one} and {other}, served at once", one=one, other=other)
    else:
        words = _sent_words(request)
    if request.command:
        words = _("the command {command}", command=Code(f"manage.py {request.command}"))
    if request.clock:
        words = _("{request}, {time} later", request=words, time=duration(request.clock))
    return words


def _sent_words(request: RequestWritten) -> Message:
    words = _("the request {request}", request=Code(f"{request.method} {request.path}"))
    data = {name: repr(value) for name, value in (request.data or {}).items()}
    json = None if request.json_ is None else repr(request.json_)
    given = with_what(data, request.files or {}, json)
    if given is not None:
        words = _("{request} with {data}", request=words, data=given)
    if request.form:
        words = _("{request} with the fields of the form in the page", request=words)
    if request.headers:
        words = _(
            "{request} with the headers {headers}",
            request=words,
            headers=Code(str(request.headers)),
        )
    if request.client != "browser":
        words = _("{request} from {browser}", request=words, browser=browser(request.client))
    if request.tab:
        words = _("{request} in {tab}", request=words, tab=tab(request.tab))
    return words


def _diff(material: Material, name: str, what_if: WhatIf) -> str:
    paths = dict.fromkeys(edit.file for edit in what_if.edits)
    lesson = material.lesson
    return diff_of(
        (path, source_of(lesson, "main", path), source_of(lesson, name, path)) for path in paths
    )
