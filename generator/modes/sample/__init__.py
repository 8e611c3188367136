"""Sample: the code that ran, with the lines that the run went through."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from proven_lessons.generator.aspects.response.answering import is_answered_by_another
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.source import outermost
from proven_lessons.generator.markup import Code, Markdown, brief, shortened
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.translation import Message, Said, _, duration
from proven_lessons.generator.wording.exchanges import browser, line_of, name_of, tab
from proven_lessons.runner.scenario import SourceFile, source_lines
from proven_lessons.runner.trace import Exchange, Request, Run

WHOLE = 400  # lines of a file of a project that is shown as a whole, too, folded
_SERVER_ERROR = 500
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_LANGUAGES = {
    ".py": "python",
    ".html": "html+django",
    ".txt": "text",
    ".json": "json",
    ".css": "css",
    ".js": "js",
}
_FIRST = ("views.py", "urls.py", "models.py", "forms.py", "prepare.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile:
    """A file of the lesson, or a part of one; `ran` are the lines of it that a step executed.

    They count from 1, and `first` is the number of the first one in its file. `text` stands in a
    fence of the page, which takes it as it is. `is_whole` says that parts of it are shown, too.
    """

    path: str
    language: str
    text: Markdown
    ran: tuple[int, ...]
    first: int = 1
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request of the run, as one line, with the view, or whoever else, that answered it.

    `data` is what was sent with it, `whole` the same in full if that is too long for a line.
    `later` says how long after the one before, `browser` who sent it if there are several, `tab` in
    which tab, if that has a name. `times` counts how often it was sent in a row. `exit_status` is
    that of a command in its place, `beside` is the request that was served at once.
    """

    line: Code
    data: Said | None
    whole: Said | None
    browser: Message | None
    tab: Message | None
    view: str
    later: Said | None = None
    times: int = 1
    exit_status: int | None = None
    beside: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBlock(Block):
    """The execution sample; `settings` are those that the lesson sets.

    `base` are those that they stand over, of a project; of these, `replaced` are not what the
    project says, since a run has to be safe. `is_async` says that requests go through the handler
    for ASGI. `is_unchecked` says that a request would need a CSRF token on a real site, and does
    not here.
    """

    mode = "sample"

    files: tuple[CodeFile, ...]
    requests: tuple[Sent, ...]
    settings: tuple[str, ...]
    is_unchecked: bool = False
    base: str = ""
    replaced: str = ""
    is_async: bool = False


class SampleMode(Mode):
    """Derives the execution sample from the lesson's files and the lines of the steps."""

    rank = 5
    title = _("Code")
    about = _("The code that ran")
    group = "top"

    def derive(self, material: Material) -> Derived:
        run, written = material.trace.runs["main"], material.lesson.written
        requests = [_sent(one) for one in numbered(run)]
        files = sorted(_readable(material.lesson.files), key=_rank)
        methods = [one.request.method for one in run.exchanges if one.command is None]
        block = SampleBlock(
            files=tuple(part for file in files for part in _parts(file, run)),
            requests=tuple(
                replace(sent, times=len(list(same))) for sent, same in groupby(requests)
            ),
            settings=tuple(f"{name} = {value!r}" for name, value in written.settings.items()),
            base=material.lesson.project.settings if material.lesson.project else "",
            replaced=", ".join(run.replaced),
            is_async=written.handler == "asgi",
            is_unchecked=not written.csrf and any(method not in _SAFE for method in methods),
        )
        return Answer(value=block)


def files_of(lesson: Lesson) -> tuple[CodeFile, ...]:
    """Return the files of a lesson that can be read, as if nothing of them had run."""
    files = sorted(_readable(lesson.files), key=_rank)
    return tuple(_code_file(file, Run(exchanges=())) for file in files)


def with_what(data: Mapping[str, str], files: Mapping[str, str], json: str | None) -> Said | None:
    """Return what a request sends along.

    Fields by name, files by the field they are sent in, or JSON.
    """
    if json is not None:
        return _("the JSON {json}", json=Code(shortened(json)))
    fields = ", ".join(f"{name}={text}" for name, text in data.items())
    if not files:
        return Code(shortened(fields)) if fields else None
    paths = Code(", ".join(f"{name}={path}" for name, path in files.items()))
    if not fields:
        return _("the files {files}", files=paths)
    return _("{fields} and the files {files}", fields=Code(shortened(fields)), files=paths)


# Private


def _sent(one: NumberedExchange) -> Sent:
    exchange, command = one.exchange, one.exchange.command
    whole, data = (_sent_with(exchange.request, cut) for cut in (str, brief))
    return Sent(
        line=Code(line_of(exchange)),
        data=data,
        whole=whole if whole != data else None,
        later=duration(exchange.clock) if exchange.clock else None,
        browser=browser(exchange.client) if one.has_several_clients and not command else None,
        tab=tab(exchange.tab) if exchange.tab else None,
        view=_answers(exchange),
        exit_status=command.exit_status if command else None,
        beside=name_of(one.beside[0]) if one.beside else None,
    )


def _answers(exchange: Exchange) -> str:
    """Return who answers, empty for nobody that is known."""
    is_raised = exchange.error is not None and exchange.response.status >= _SERVER_ERROR
    if is_raised or is_answered_by_another(exchange):
        return exchange.answered_by or "Django"
    return exchange.view or ""


def _sent_with(request: Request, cut: Callable[[str], str]) -> Said | None:
    data = {name: cut(value.repr) for name, value in (request.data or {}).items()}
    return with_what(data, request.files or {}, None if request.json is None else request.json.repr)


def _readable(files: Iterable[SourceFile]) -> list[SourceFile]:
    return [file for file in files if _suffix(file.path) in _LANGUAGES and file.content.strip()]


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2]


def _rank(file: SourceFile) -> tuple[bool, int, str]:
    """Return what puts files in order: the lesson's, then those of a project as watched."""
    if file.module is not None:
        return True, 0, ""
    place = _FIRST.index(file.path) if file.path in _FIRST else len(_FIRST)
    return False, place, file.path


def _parts(file: SourceFile, run: Run) -> Iterator[CodeFile]:
    """Yield a file of the lesson, or of one of a project the functions that ran, and then all."""
    whole = _code_file(file, run)
    if file.module is None:
        yield whole
        return
    lines = source_lines(file.content.decode(errors="replace"))
    for first, last in outermost(file.content, whole.ran):
        yield replace(
            whole,
            text=Markdown("\n".join(lines[first - 1 : last])),
            ran=tuple(line - first + 1 for line in whole.ran if first <= line <= last),
            first=first,
        )
    if len(lines) <= WHOLE:
        yield replace(whole, ran=(), is_whole=bool(whole.ran))


def _code_file(file: SourceFile, run: Run) -> CodeFile:
    ran: set[int] = set()
    for exchange in run.exchanges:
        for step in exchange.steps:
            if step.at is not None and step.at.file == file.path and step.kind != "call":
                ran |= set(range(step.at.line, step.at.end_line + 1))
    return CodeFile(
        path=file.path,
        language=_LANGUAGES[_suffix(file.path)],
        text=Markdown(file.content.decode(errors="replace").rstrip()),
        ran=tuple(sorted(ran)),
    )
