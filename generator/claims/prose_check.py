"""Look through authored texts for what looks like a fact of the run and is none.

Such a text goes stale unseen.
"""

import difflib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from proven_lessons.generator.claims import named, numbers, scripting
from proven_lessons.generator.claims.facts import NOTHING, Facts, canonical, facts_of
from proven_lessons.generator.claims.findings import Finding
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.facts.values import parsed
from proven_lessons.generator.lessons.lesson import Lesson, YamlPath
from proven_lessons.generator.lessons.request import METHODS
from proven_lessons.runner.trace import Trace

LIMIT = 50  # problems of one lesson: nobody reads more
# Words that stand for any key or value, as in request.session['key'] = value; and words of Python
# and HTTP.
PLACEHOLDERS = frozenset(
    {"key", "value", "name", "...", "…", "", "None", "True", "False", *METHODS}
)
_FILLED = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(.*?)^\1", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_QUOTED = re.compile(r"""(?<![\w\\])(?:'([^'\n]{1,80})'|"([^"\n]{1,200})")(?!\w)""")
_TAG = re.compile(r"<(?!https?:|mailto:)[A-Za-z/!][^>\n]*>?")
_EMPHASIS = re.compile(r"[`*]|(?<!\w)_+|_+(?!\w)")
_WORD = re.compile(r"[a-z_]\w*")
_DOTTED = re.compile(r"[a-z_]+([./][A-Za-z_+-]+)+")


def check(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Return what the texts of `lesson` say that no run does, unless `meant` lists it.

    LIMIT problems at most.
    """
    return islice(_check(lesson, trace), LIMIT)


def check_others(text: str, of: Callable[[], Iterable[Facts]]) -> Iterator[Finding]:
    """Find what a text says that is about several lessons, and no run of any of them does.

    `of` gives their facts, and is asked only if there is something to look up.
    """
    yield from markup(text)
    if not any(True for _ in _findings(text, NOTHING)):
        return
    known = list(of())
    per_lesson = [list(_findings(text, facts)) for facts in known]
    pieces = [{finding.piece for finding in found} for found in per_lesson]
    for finding in per_lesson[0] if per_lesson else ():
        if all(finding.piece in others for others in pieces):
            yield finding


def texts_of(lesson: Lesson) -> Iterator[tuple[YamlPath, str]]:
    """Yield every text that an author wrote for readers, with where it stands."""
    written = lesson.written
    texts: dict[YamlPath, str | None] = {
        (name,): getattr(written, name) for name in ("title", "summary", "snapshot", "transcript")
    }
    texts |= {("steps", index, "action"): note.action for index, note in enumerate(written.steps)}
    texts |= {
        ("what_if", name, "title"): what_if.title for name, what_if in written.what_if.items()
    }
    for index, moment in enumerate(written.key_moments):
        texts |= {("key_moments", index, part): getattr(moment, part) for part in ("ask", "answer")}
    texts |= dict(_of_questions(lesson))
    texts |= {("tags", index): tag for index, tag in enumerate(written.tags)}
    return ((path, text) for path, text in texts.items() if text)


def markup(text: str) -> Iterator[Finding]:
    """Find HTML, and what Markdown would make of a page that no text needs."""
    tags = list(_tags(text))
    # What is written as HTML need not be looked for on the page.
    yield from tags or scripting.findings(_FILLED.sub("x", text))


# Private


def _check(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    facts = facts_of(lesson, trace)
    source, written = lesson.source, lesson.written.meant
    used: set[str] = set()
    for path, text in texts_of(lesson):
        seen: Counter[str] = Counter()
        for finding in _findings_in(path, text, facts):
            seen[finding.piece] += 1
            if finding.meant in written:
                used.add(finding.meant)
                continue
            place = source.place_in(path, finding.piece, seen[finding.piece])
            yield Problem(
                source.file, finding.message, place.line, place.column, finding.what_to_do
            )
    for index, piece in enumerate(written):
        if piece not in used:
            place = source.place(("meant", index))
            message = f"no text needs {piece!r} here"
            yield Problem(source.file, message, place.line, place.column, "take it out")


def _of_questions(lesson: Lesson) -> Iterator[tuple[YamlPath, str | None]]:
    for index, question in enumerate(lesson.written.quiz):
        for part in ("ask", "because"):
            yield ("quiz", index, part), getattr(question, part)
        for text, *at in question.hints:
            yield ("quiz", index, *at), text
        for number, option in enumerate(question.options or []):
            yield ("quiz", index, "options", number, "because"), option.because


def _findings_in(path: YamlPath, text: str, facts: Facts) -> Iterator[Finding]:
    """Find what is not allowed in the text at `path`, tags only where it is Markdown."""
    if path[0] not in ("title", "steps", "tags"):
        yield from markup(text)
    yield from _findings(text, facts)


def _tags(text: str) -> Iterator[Finding]:
    """Find HTML: it could say anything, in any dress."""
    for tag in _TAG.finditer(_CODE.sub("", _FENCED.sub("", _FILLED.sub("", text)))):
        message = f"{tag[0]} is HTML; a text is Markdown"
        yield Finding(
            piece=tag[0],
            meant=tag[0],
            message=message,
            hint="to show it, put it in backticks",
            is_of_markup=True,
        )


def _findings(text: str, facts: Facts) -> Iterator[Finding]:
    text = html.unescape(_FILLED.sub("\0", text))
    for fenced in _FENCED.finditer(text):
        yield from _in_code(fenced[2].strip(), facts)
    text = _FENCED.sub("\0", text)
    for code in _CODE.finditer(text):
        yield from _in_code(code[2].strip(), facts)
    prose = _CODE.sub("\0", text)
    for quoted in _QUOTED.finditer(prose):
        yield from _unknown(quoted[0], quoted[1] or quoted[2], facts)
    yield from numbers.findings(_EMPHASIS.sub("", text), facts)
    yield from named.findings(text, facts)


def _in_code(code: str, facts: Facts) -> Iterator[Finding]:
    value = parsed(code, otherwise=None)
    if type(value) is int and value not in facts.numbers:
        yield Finding(
            piece=code, meant=code, message=f"{code} looks like a value, and no run has it"
        )
    elif isinstance(value, dict | list) and value:
        if canonical(value) not in facts.containers and not _is_placeholder(value):
            yield Finding(
                piece=code, meant=code, message=f"{code} looks like a value, and no run has it"
            )
    elif isinstance(value, str) or "session" in code:
        for quoted in _QUOTED.finditer(code):
            yield from _unknown(quoted[0], quoted[1] or quoted[2], facts)
    elif _WORD.fullmatch(code) and not _occurs(code, facts):
        near = difflib.get_close_matches(code, facts.keys, n=1, cutoff=0.8)
        if near and not code.startswith(near[0]):  # `counts` is a word about the key `count`
            hint = f"did you mean {near[0]!r}? Else: meant: [{code}]"
            yield Finding(piece=code, meant=code, message=f"the run has no name {code}", hint=hint)


def _is_placeholder(value: Any) -> bool:
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    return all(isinstance(item, str) and item in PLACEHOLDERS for item in inner)


def _unknown(piece: str, text: str, facts: Facts) -> Iterator[Finding]:
    if text in PLACEHOLDERS or "\0" in text or _DOTTED.fullmatch(text) or _occurs(text, facts):
        return
    near = difflib.get_close_matches(text, facts.keys, n=1, cutoff=0.75)
    message = f"{piece} looks like a key or a value, and no run has it"
    hint = f"did you mean {near[0]!r}? Else: meant: [{text!r}]" if near else ""
    yield Finding(piece=piece, meant=text, message=message, hint=hint)


def _occurs(text: str, facts: Facts) -> bool:
    return (
        text in facts.strings
        or re.search(rf"(?<!\w){re.escape(text)}(?!\w)", facts.bodies) is not None
    )
