"""What-if: each change that the author tried, as a diff, with what the changed run did."""

import difflib
from dataclasses import dataclass

from generator import endings
from generator.changes import Change, between_runs
from generator.lesson import WhatIf
from generator.modes import Material, Mode
from generator.page import Block
from generator.scenarios import source_of
from generator.tables import ExchangeTable, tables_of
from runner.scenario import source_lines
from runner.trace import Run

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A what-if run.

    `title` is Markdown and goes on after "What if". `diff` is a unified diff without its header, empty when no source
    changed. `settings` and `requests` are those that are others, a line each. `changes` are the first differences to
    the lesson's own run, `more` counts those left out. `raised` is the exception that the run ended in.
    """

    name: str
    title: str
    diff: str
    settings: tuple[str, ...]
    requests: tuple[str, ...]
    changes: tuple[Change, ...]
    more: int
    raised: str
    tables: tuple[ExchangeTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfBlock(Block):
    """What happens when something is changed."""

    mode = "what_if"

    cases: tuple[Case, ...]


class WhatIfMode(Mode):
    """Compares each what-if run of the author with the lesson's own run."""

    rank = 45

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
    changes = between_runs(material.trace.runs["main"], run)
    raised = "; ".join(endings.failure(exchange.error) for exchange in run.exchanges if exchange.error)
    # Django's page for an error says nothing of the lesson; the exception does.
    told = [change for change in changes if _is_worth_telling(change) and not (raised and change.what == "response")]
    return Case(
        name=name,
        title=material.claims.text(what_if.title, "what_if", name, "title"),
        diff=_diff(material, name, what_if),
        settings=tuple(f"{setting} = {value!r}" for setting, value in (what_if.settings or {}).items()),
        requests=tuple(request.request for request in what_if.requests or ()),
        changes=tuple(told[:SHOWN]),
        more=len(told) - len(told[:SHOWN]),
        raised=raised,
        tables=tables_of(run),
    )


def _is_worth_telling(change: Change) -> bool:
    """Say whether a reader needs it: the diff shows the statements, and no reader follows pseudonyms and lengths."""
    hidden = ("header", "cookie", "session key", "session status", "SQL", "event")
    return bool(change.what) and not change.what.startswith(hidden) and " of " not in change.what


def _diff(material: Material, name: str, what_if: WhatIf) -> str:
    lines: list[str] = []
    for path in dict.fromkeys(edit.file for edit in what_if.edits):
        old, new = (source_lines(source_of(material.lesson, run, path)) for run in ("main", name))
        found = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
        lines += [f"# {path}", *found] if path != "views.py" else found
    return "\n".join(line for line in lines if not line.startswith("@@"))
