"""What-if: each change that the author tried, as a diff, with what the changed run did."""

import ast
import difflib
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from proven_lessons.generator.lessons.lesson import WhatIf
from proven_lessons.generator.lessons.request import RequestWritten
from proven_lessons.generator.markup import code, escape, shortened
from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.modes.tables import ExchangeTable, tables_of
from proven_lessons.generator.modes.what_if.side_by_side import Pair, pairs_of, parts_of
from proven_lessons.generator.plan.scenarios import source_of
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording.differences import NOTHING, Change, between_runs
from proven_lessons.generator.wording.steps import duration, is_error_page
from proven_lessons.runner.scenario import source_lines
from proven_lessons.runner.trace import Run

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference of a what-if: `where` it is, with the number of the `step` if it is one, and `words` in HTML."""

    step: int | None
    where: str
    words: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A what-if run.

    `title` is Markdown and goes on after "What if". `diff` is a unified diff without its header, empty when no source
    changed. `settings` and `requests` are those that are others, a
    line each, a request with how often it is sent in a row. `differences` are the first to the lesson's own run, `more`
    counts those left out. `pairs` are the steps of both runs side by side, with a count in place of those that are the
    same. `raised` is the exception that the run ended
    in.
    `problems` are what is wrong with the what-if, for its author's eyes.
    """

    name: str
    title: str
    diff: str
    settings: tuple[str, ...]
    requests: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]
    more: int
    raised: str
    tables: tuple[ExchangeTable, ...]
    pairs: tuple[Pair | int, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfBlock(Block):
    """What happens when something is changed."""

    mode = "what_if"

    cases: tuple[Case, ...]


class WhatIfMode(Mode):
    """Compares each what-if run of the author with the lesson's own run."""

    rank = 45
    title = "What if"
    about = "Change one thing, compare the runs"
    with_code = True

    def derive(self, material: Material) -> WhatIfBlock | None:
        runs = material.trace.runs
        cases = tuple(
            _case(material, name, what_if, runs[name])
            for name, what_if in material.lesson.written.what_if.items()
            if name in runs
        )
        return WhatIfBlock(cases=cases) if cases else None


# Private


def _case(material: Material, name: str, what_if: WhatIf, run: Run) -> Case:
    tables = tables_of(run, material.lesson)
    changes = between_runs(material.trace.runs["main"], run)
    raised = "; ".join(dict.fromkeys(endings.failure(one.error) for one in run.exchanges if one.error))
    before = len(material.claims.problems)
    problem, hint = endings.surprise(run, what_if.raises)
    if problem:
        path = ("what_if", name, "raises") if what_if.raises else ("what_if", name)
        material.claims.problem(problem, *path, hint=hint)
    told = [(change, words) for change in changes if (words := _words(change))]
    # Django's page for an error says nothing of the lesson; the exception does.
    told = [(change, words) for change, words in told if not (raised and change.what == "response")]
    twins = {(change.step, change.before, change.after) for change, _ in told if change.what.startswith("variable ")}
    told = [
        (change, words)
        for change, words in told
        if change.what != "value retrieved" or (change.step, change.before, change.after) not in twins
    ]
    # What a browser sees comes first if there is no room for all; the order on the page is that of the run.
    first = sorted(range(len(told)), key=lambda index: told[index][0].what not in _SEEN)[:SHOWN]
    differences = [
        Difference(step=change.step, where=_where(change), words=words)
        for change, words in (told[index] for index in sorted(first))
    ]
    return Case(
        name=name,
        title=material.claims.text(what_if.title, "what_if", name, "title"),
        diff=_diff(material, name, what_if),
        settings=tuple(f"{setting} = {value!r}" for setting, value in (what_if.settings or {}).items()),
        requests=tuple(
            (words, len(list(same))) for words, same in groupby(_request_words(one) for one in what_if.requests or ())
        ),
        differences=tuple(differences),
        more=len(told) - len(differences),
        raised=raised,
        tables=tables,
        pairs=tuple(parts_of(pairs_of(tables_of(material.trace.runs["main"], material.lesson), tables))),
        problems=tuple(str(problem) for problem in material.claims.problems[before:]),
    )


def _request_words(request: RequestWritten) -> str:
    parts = [("", request.data), ("the JSON ", request.json_), ("the files ", request.files)]
    parts += [("the headers ", request.headers), ("the fields of the form in the page", "" if request.form else None)]
    given = " and ".join(f"{what}{value}" for what, value in parts if value is not None)
    later = f"{duration(request.clock)} later: " if request.clock else ""
    browser = f" from the browser {request.client}" if request.client != "browser" else ""
    return f"{later}{request.request}" + (f" with {given}" if given else "") + browser


def _where(change: Change) -> str:
    return change.where.replace(" before)", " of the lesson)")


_SEEN = ("response", "status", "exception", "the number of requests", "the number of SQL statements")
CUT = 120  # the tables of both runs show the rest
_WORDS = {
    "session": "the session is {after} instead of {before}",
    "stored session": "for this session the store holds {after} instead of {before}",
    "the number of SQL statements": "SQL statements are sent: {after} instead of {before}",
    "value retrieved": "{after} is retrieved instead of {before}",
    "status": "the status is {after} instead of {before}",
    "response": "the response says {after} instead of {before}",
    "exception": "{after} is raised instead of {before}",
    "cookies sent": "the browser sends {after} instead of {before}",
    "view": "the view {after} answers instead of {before}",
    "the number of requests": "there are {after} requests instead of {before}",
}


def _words(change: Change) -> Markup:
    """Say what is different, for a reader; empty for what the diff shows, and for what no reader follows."""
    words = _WORDS.get(change.what, "")
    pair = {change.before, change.after}
    if change.what == "exception" and change.step is None:
        words = ""  # the step that raised it, or the status, has told it
    elif change.what == "exception" and change.before == NOTHING:
        words = "{after} is raised"
    elif change.what == "view" and change.after == NOTHING:
        words = "no view is called instead of {before}"
    elif change.what == "session" and change.after == NOTHING:
        words = "the request has no session yet"
    elif change.what.startswith("cookie "):
        return _cookie_words(change)
    elif change.what == "the number of requests" and change.after == "1":
        words = "there is one request instead of {before}"
    elif change.what == "session status" and pair == {"saved", "not saved"}:
        words = f"the session is {change.after} instead of {change.before}"
    elif change.what == "outcome" and pair == {"true", "false"}:
        words = f"the condition is {change.after} instead of {change.before}"
    elif change.what.startswith("variable "):
        words = "the variable {name} is {after} instead of {before}"
    name = code(change.what.removeprefix("variable "))
    cut = [side if len(side) <= CUT else f"{side[:CUT]}…" for side in (change.before, change.after)]
    sides = cut if cut[0] != cut[1] else [change.before, change.after]
    before, after = (_shown(side, change.what) for side in sides)
    return Markup(words).format(name=name, before=before, after=after)  # noqa: S704 (our words)


def _cookie_words(change: Change) -> Markup:
    """Say what is different about a cookie that the response sets: its value, or its attributes."""
    name = code(change.what.removeprefix("cookie "))
    fates = [_fate(side) for side in (change.before, change.after)]
    if fates[0] != fates[1]:
        return Markup("the cookie {} is {} instead of {}").format(name, fates[1], fates[0])
    old, new = change.before.split("; "), change.after.split("; ")
    sides = ["; ".join(part for part in one if part not in other) for one, other in ((new, old), (old, new))]
    after, before = (
        _shown(side if len(side) <= CUT else f"{side[:CUT]}…", "") if side else escape("no end") for side in sides
    )
    return Markup("the cookie {} is set with {} instead of {}").format(name, after, before)


def _fate(cookie: str) -> str:
    return "not set" if cookie == NOTHING else "deleted" if "max-age=0" in cookie.lower().split("; ") else "set"


def _shown(value: str, what: str) -> Markup:
    if value == NOTHING:
        return escape("no cookie" if what == "cookies sent" else "nothing")
    if what == "response" and value[:1] in ("'", '"') and value[-1:] == value[:1]:
        value = str(ast.literal_eval(value)) or value  # a response is shown as it is
    return Markup("Django&#39;s error page") if is_error_page(value) else code(shortened(value))


def _diff(material: Material, name: str, what_if: WhatIf) -> str:
    lines: list[str] = []
    for path in dict.fromkeys(edit.file for edit in what_if.edits):
        old, new = (source_lines(source_of(material.lesson, run, path)) for run in ("main", name))
        found = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
        lines += [f"# {path}", *found] if path != "views.py" else found
    return "\n".join(line for line in lines if not line.startswith("@@"))
