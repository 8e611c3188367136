"""Show in its place what a question points to: the rows that it cites, the lines it lets choose."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proven_lessons.generator.facts.exchanges import numbered, step_of
from proven_lessons.generator.markup import Code, anchor, brief_code
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Language, Message, Said, StepLink, _
from proven_lessons.generator.wording.exchanges import name_of
from proven_lessons.runner.trace import Run, Step

_LINK = re.compile(r'class="lesson-step" href="#step-(\d+)"')
_MOST = 4
_PLACES = (("number",), ("line",))
# What a reader knows of a moment without statement before it is looked up.
_MOMENTS: dict[str, Message] = {
    "request": _("the request arrives"),
    "send": _("the response is sent"),
    "django": _("Django and its middleware go on"),
    "command": _("the command begins"),
    "exit": _("the command ends"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A row of the execution table, without what it shows: that may be the answer.

    `line` says where its statement stands, None for an opening or closing moment of a request.
    """

    step: StepLink
    request: Message | None
    line: Message | None
    what: Said


def cited(run: Run, texts: Iterable[Said | None], subject: Subject | None) -> tuple[Cited, ...]:
    """Return the rows of the lesson's own run that some texts link to, or that are asked about.

    Where so many are named that nobody would read them, none is shown.
    """
    found = {
        int(number)
        for text in texts
        if text is not None
        for number in _LINK.findall(str(Language().html(text)))
    }
    # Which step it is may be what is asked for: then all that can be chosen are shown.
    if subject is not None and subject.run == "main" and subject.path not in _PLACES:
        found |= {subject.step} if subject.step is not None else set()
    rows = tuple(_rows(run, found))
    return rows if len(rows) <= _MOST else ()


def statement_at(run: Run | None, subject: Subject | None, value: object) -> Code | None:
    """Return the statement of a step or a line that can be chosen, by its number."""
    if run is None or subject is None or type(value) is not int:
        return None
    steps = [step for exchange in run.exchanges for step in exchange.steps if step.at]
    if subject.path == ("number",):
        found = next((one for one in steps if one.number == value), None)
    elif subject.path == ("line",):
        asked = subject.step_in(run)
        file = asked.at.file if asked is not None and asked.at is not None else None
        found = next((one for one in steps if one.at and _is_at(one, file, value)), None)
    else:
        return None
    return brief_code(found.at.code) if found is not None and found.at is not None else None


# Private


def _is_at(step: Step, file: str | None, line: int) -> bool:
    return step.at is not None and step.at.file == file and step.at.line == line


def _rows(run: Run, wanted: Iterable[int]) -> Iterator[Cited]:
    several = len(run.exchanges) > 1
    for number in sorted(wanted):
        step = step_of(run, number)
        exchange = next((one for one in numbered(run) if step in one.steps), None)
        if step is None or exchange is None:
            continue
        at = step.at
        yield Cited(
            step=StepLink(anchor("main", number), number),
            request=name_of(exchange) if several else None,
            line=_("line {line} of {file}", line=at.line, file=Code(at.file)) if at else None,
            what=brief_code(at.code) if at else _MOMENTS.get(step.kind, ""),
        )
