"""Look through authored texts for what looks like a fact of the run and is none: such a text goes stale unseen."""

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.errors import Problem
from generator.lesson import Lesson, YamlPath
from generator.names import literal
from generator.scenarios import source_of
from runner.trace import Exchange, Step, Trace, Value

# Words that stand for any key or value, as in request.session['key'] = value.
PLACEHOLDERS = frozenset({"key", "value", "name", "...", "…", ""})
_FILLED = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_QUOTED = re.compile(r"""(?<![\w\\])(?:'([^'\n]{1,80})'|"([^"\n]{1,200})")(?!\w)""")
_STEP = re.compile(r"\bsteps?\s+(\d+)", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?:status(?:\s+code)?|HTTP)\s+(\d{3})\b|\b([1-5]\d\d)\s+(?:response|error|page|status)\b", re.IGNORECASE
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = re.compile(
    rf"\b(\d+|{'|'.join(_NUMBERS)})\s+(?:SQL\s+|database\s+)?(?:quer(?:y|ies)|SQL\s+statements?)\b", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the runs of a lesson hold: texts as a whole, longer texts to look into, and the rest."""

    strings: frozenset[str]
    bodies: str
    containers: tuple[Any, ...]
    keys: frozenset[str]
    statuses: frozenset[int]
    counts: frozenset[int]
    step_names: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    piece: str
    meant: str
    message: str
    hint: str


def check(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Tell what the texts of `lesson` say that no run does, unless `meant` lists it."""
    texts = list(_texts(lesson))
    if not texts:
        return
    facts = _facts(lesson, trace)
    written = lesson.written.meant
    used: set[str] = set()
    for path, text in texts:
        for finding in _findings(text, facts):
            if finding.meant in written:
                used.add(finding.meant)
                continue
            place = lesson.source.place_in(path, finding.piece)
            hint = finding.hint or f"if you mean it, list it: meant: [{finding.meant!r}]"
            yield Problem(lesson.source.file, finding.message, place.line, place.column, hint)
    for index, piece in enumerate(written):
        if piece not in used:
            place = lesson.source.place(("meant", index))
            hint = "take it out"
            yield Problem(lesson.source.file, f"no text needs {piece!r} here", place.line, place.column, hint)


# Private


def _texts(lesson: Lesson) -> Iterator[tuple[YamlPath, str]]:
    """Give every text that an author wrote for readers, with where it stands."""
    written = lesson.written
    texts: dict[YamlPath, str | None] = {
        (name,): getattr(written, name) for name in ("title", "summary", "snapshot", "transcript")
    }
    texts |= {("steps", index, "action"): note.action for index, note in enumerate(written.steps)}
    texts |= {("what_if", name, "title"): what_if.title for name, what_if in written.what_if.items()}
    for index, moment in enumerate(written.key_moments):
        texts |= {("key_moments", index, part): getattr(moment, part) for part in ("ask", "answer")}
    for index, question in enumerate(written.quiz):
        texts |= {("quiz", index, part): getattr(question, part) for part in ("ask", "hint", "because")}
        for number, option in enumerate(question.options or []):
            if isinstance(option, dict) and set(option) == {"option", "because"}:
                texts["quiz", index, "options", number, "because"] = str(option["because"])
    return ((path, text) for path, text in texts.items() if text)


def _findings(text: str, facts: Facts) -> Iterator[_Finding]:
    text = _FENCED.sub("", _FILLED.sub("\0", text))
    for code in _CODE.finditer(text):
        yield from _in_code(code[2].strip(), facts)
    prose = _CODE.sub("\0", text)
    for quoted in _QUOTED.finditer(prose):
        yield from _unknown(quoted[0], quoted[1] or quoted[2], facts)
    yield from _numbers(prose, facts)


def _in_code(code: str, facts: Facts) -> Iterator[_Finding]:
    try:
        value = ast.literal_eval(code)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        value = None
    if isinstance(value, dict | list | tuple | set) and value:
        if value not in facts.containers:
            yield _Finding(piece=code, meant=code, message=f"{code} looks like a value, and no run has it", hint="")
        return
    for quoted in _QUOTED.finditer(code):
        yield from _unknown(quoted[0], quoted[1] or quoted[2], facts)
    if _WORD.fullmatch(code) and not _occurs(code, facts):
        near = difflib.get_close_matches(code, facts.keys, n=1, cutoff=0.8)
        if near:
            message = f"{code} is no name of the run"
            yield _Finding(
                piece=code, meant=code, message=message, hint=f"did you mean {near[0]!r}? Else: meant: [{code}]"
            )


def _unknown(piece: str, text: str, facts: Facts) -> Iterator[_Finding]:
    if text not in PLACEHOLDERS and "\0" not in text and not _occurs(text, facts):
        near = difflib.get_close_matches(text, facts.strings, n=1)
        message = f"{piece} looks like a key or a value, and no run has it"
        hint = f"did you mean {near[0]!r}? Else: meant: [{text!r}]" if near else ""
        yield _Finding(piece=piece, meant=text, message=message, hint=hint)


def _occurs(text: str, facts: Facts) -> bool:
    return text in facts.strings or re.search(rf"(?<!\w){re.escape(text)}(?!\w)", facts.bodies) is not None


def _numbers(prose: str, facts: Facts) -> Iterator[_Finding]:
    for found in _STEP.finditer(prose):
        number = int(found[1])
        name = facts.step_names.get(number)
        hint = f"write {{{{ {name} }}}}: it becomes a link, and stays right" if name else "there is no such step"
        yield _Finding(piece=found[0], meant=found[0], message=f"{found[0]!r} is a typed step number", hint=hint)
    for found in _STATUS.finditer(prose):
        if int(found[1] or found[2]) not in facts.statuses:
            known = ", ".join(map(str, sorted(facts.statuses)))
            message = f"{found[0]!r}: no response has this status; there are {known}"
            yield _Finding(piece=found[0], meant=found[0], message=message, hint="")
    for found in _COUNT.finditer(prose):
        word = found[1].lower()
        count = int(word) if word.isdigit() else _NUMBERS.index(word)
        if count not in facts.counts:
            known = ", ".join(map(str, sorted(facts.counts)))
            message = f"{found[0]!r}: no step, request or run sends so many; there are {known}"
            yield _Finding(piece=found[0], meant=found[0], message=message, hint="")


def _facts(lesson: Lesson, trace: Trace) -> Facts:
    gathered = _Gathered()
    # The automatic what-ifs are not told to readers, so what only they have is no fact of the page.
    runs = {name: run for name, run in trace.runs.items() if name == "main" or name in lesson.written.what_if}
    for run in runs.values():
        totals = [gathered.exchange(exchange) for exchange in run.exchanges]
        gathered.counts |= {sum(totals), *totals}
    sources = [source_of(lesson, run, file.path) for run in runs for file in lesson.files]
    gathered.bodies += [*sources, *(file.path for file in lesson.files), *lesson.written.tags, lesson.key]
    steps = [step for exchange in trace.runs["main"].exchanges for step in exchange.steps]
    return Facts(
        strings=frozenset(gathered.strings),
        bodies="\n".join(gathered.bodies),
        containers=tuple(gathered.containers),
        keys=frozenset(gathered.keys),
        statuses=frozenset(gathered.statuses),
        counts=frozenset(gathered.counts),
        step_names={step.number: f"step[{step.number}]" for step in steps} | _names(steps),
    )


def _names(steps: list[Step]) -> dict[int, str]:
    """Give the better names of steps, for those that did what no other did."""
    did: dict[str, list[int]] = {}
    for step in steps:
        for name in {event.kind.partition(".")[2] for event in step.events if event.kind.startswith("session.")}:
            if step.at is not None:
                did.setdefault(name, []).append(step.number)
    return {numbers[0]: f"step.{name}" for name, numbers in did.items() if len(numbers) == 1}


class _Gathered:
    """What has been found in the runs so far."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.bodies: list[str] = []
        self.containers: list[Any] = []
        self.keys: set[str] = set()
        self.statuses: set[int] = set()
        self.counts: set[int] = set()

    def exchange(self, exchange: Exchange) -> int:
        """Take in an exchange; give the number of SQL statements in it."""
        request, response = exchange.request, exchange.response
        self.statuses.add(response.status)
        self.strings |= {exchange.client, exchange.view or "", request.method, request.path}
        for mapping in (request.headers, request.cookies, response.headers):
            self.strings |= {*mapping, *mapping.values()}
        self.strings |= {*response.cookies, *(cookie.value for cookie in response.cookies.values())}
        self.bodies += [response.text or "", *response.headers.values()]
        self._values((request.data or {}).values())
        self.keys |= set(request.data or {})
        return sum(self._step(step) for step in exchange.steps)

    def _step(self, step: Step) -> int:
        self.strings |= {step.kind, step.phase, step.outcome or "", *step.locals}
        self._values([*step.locals.values(), *([step.value] if step.value else [])])
        if step.session is not None:
            self.keys |= set(step.session.data)
            self.strings |= {step.session.status, step.session.key or "", *step.session.data}
            for held in (step.session.data, step.session.stored or {}):
                self._literal({name: literal(value) for name, value in held.items()})
        if step.error is not None:
            self.bodies += [step.error.type, step.error.message]
        if step.response is not None:
            self.statuses.add(step.response.status)
            self.bodies.append(step.response.text or "")
        for event in step.events:
            self._event(event)
        count = sum(event.kind == "sql" for event in step.events)
        self.counts.add(count)
        return count

    def _event(self, event: Any) -> None:
        for name in event.__dataclass_fields__:
            value = getattr(event, name)
            if isinstance(value, Value):
                self._literal(literal(value))
            elif isinstance(value, str):
                self.bodies.append(value)

    def _values(self, values: Iterable[Value]) -> None:
        for value in values:
            self._literal(literal(value))

    def _literal(self, value: Any) -> None:
        if isinstance(value, str):
            self.strings.add(value)
        elif isinstance(value, dict | list | tuple | set):
            if value not in self.containers:
                self.containers.append(value)
            if isinstance(value, dict):
                self.keys |= {key for key in value if isinstance(key, str)}
                value = [*value, *value.values()]
            for inner in value:
                self._literal(inner)
