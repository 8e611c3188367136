"""Sample: the code that ran, with the lines that the run went through."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.scenario import SourceFile
from proven_lessons.runner.trace import Request, Run

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_LANGUAGES = {".py": "python", ".html": "html+django", ".txt": "text", ".json": "json", ".css": "css", ".js": "js"}
_FIRST = ("views.py", "urls.py", "models.py", "forms.py", "prepare.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFile:
    """A file of the lesson; `ran` are the numbers of the lines that a step executed."""

    path: str
    language: str
    text: str
    ran: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request of the run, as one line, with the view that answered it.

    `data` is what was sent with it, empty for nothing. `later` says how long after the one before, empty for at once.
    `browser` is empty when there is only one. `times` counts how often it was sent in a row.
    """

    line: str
    data: str
    browser: str
    view: str
    later: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBlock(Block):
    """The execution sample; `settings` are those that differ from a new project's.

    `is_unchecked` says that a request would need a CSRF token on a real site, and does not here.
    """

    mode = "sample"

    files: tuple[CodeFile, ...]
    requests: tuple[Sent, ...]
    settings: tuple[str, ...]
    is_unchecked: bool = False


class SampleMode(Mode):
    """Derives the execution sample from the lesson's files and the lines of the steps."""

    rank = 5
    title = "Code"
    about = "The code that ran"
    place = "top"

    def derive(self, material: Material) -> SampleBlock:
        run = material.trace.runs["main"]
        several = len({exchange.client for exchange in run.exchanges}) > 1
        requests = tuple(
            Sent(
                line=f"{exchange.request.method} {exchange.request.path}",
                data=_sent_with(exchange.request),
                later=wording.duration(exchange.clock),
                browser=wording.browser(exchange.client) if several else "",
                view=exchange.view or "",
            )
            for exchange in run.exchanges
        )
        shown = sorted(_readable(material.lesson.files), key=lambda file: _rank(file.path))
        return SampleBlock(
            files=tuple(_code_file(file, run) for file in shown),
            requests=tuple(replace(sent, times=len(list(same))) for sent, same in groupby(requests)),
            settings=tuple(f"{name} = {value!r}" for name, value in material.lesson.written.settings.items()),
            is_unchecked=not material.lesson.written.csrf
            and any(exchange.request.method not in _SAFE for exchange in run.exchanges),
        )


# Private


def _readable(files: Iterable[SourceFile]) -> list[SourceFile]:
    return [file for file in files if _suffix(file.path) in _LANGUAGES and file.content.strip()]


def _sent_with(request: Request) -> str:
    fields = [f"{name}={value.repr}" for name, value in (request.data or {}).items()]
    fields += [f"{name}=the file {path}" for name, path in (request.files or {}).items()]
    return ", ".join(fields) if request.json is None else f"the JSON {request.json.repr}"


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2]


def _rank(path: str) -> tuple[int, str]:
    return (_FIRST.index(path) if path in _FIRST else len(_FIRST), path)


def _code_file(file: SourceFile, run: Run) -> CodeFile:
    ran: set[int] = set()
    for exchange in run.exchanges:
        for step in exchange.steps:
            if step.at is not None and step.at.file == file.path and step.kind != "call":
                ran |= set(range(step.at.line, step.at.end_line + 1))
    return CodeFile(
        path=file.path,
        language=_LANGUAGES[_suffix(file.path)],
        text=file.content.decode(errors="replace").rstrip(),
        ran=tuple(sorted(ran)),
    )
