"""What to run: files, routes, settings and requests, as plain data that crosses as JSON."""

import base64
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from proven_lessons.runner.errors import ScenarioError

type Json = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the lesson folder; `path` is relative to it, with forward slashes.

    Or one of the project, within that: then `module` is what it is imported as.
    """

    path: str
    content: bytes
    module: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSpec:
    """A Django project that a lesson is run in.

    `root` is its folder on this machine, from which it imports; `settings` its settings module,
    `env` what that finds in the environment, `fixtures` what is loaded into its tables. `digest` is
    of its files.
    """

    root: str
    settings: str
    env: tuple[tuple[str, str], ...] = ()
    fixtures: tuple[str, ...] = ()
    digest: str = ""

    def anywhere(self) -> Self:
        """Return what is the same whatever is in the files."""
        return replace(self, digest="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSpec:
    """A request to send. `client` names the browser it comes from.

    Each has a cookie jar of its own.

    `data` are form fields (in a GET, the query), `files` are files of the lesson by the fields they
    are sent in, `json` is a JSON body in their place. `form` sends along what the form in this
    browser's last page holds. The clock moves on by `clock` seconds before the request. `tab` names
    a tab of the browser: all share its cookies, and each shows a page of its own.

    Those that follow one another with the same `together`, which is not 0, are served at once: each
    waits behind each of the `barriers`, statements that have a piece of a line and are in a
    function, until the others have come to theirs, or have ended.

    `command` has a management command run in the place of a request: it is what stands after
    `manage.py`.
    """

    method: str = "GET"
    path: str = "/"
    data: Mapping[str, Json] | None = None
    headers: Mapping[str, str] | None = None
    client: str = "browser"
    follow: bool = False
    json: Json = None
    files: Mapping[str, str] | None = None
    form: bool = False
    clock: float = 0
    tab: str = ""
    command: str = ""
    together: int = 0
    barriers: tuple["Barrier", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """A statement, by a piece of one of its lines, and the name of its function if that counts."""

    at: str
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change to one source file: the one line that contains `find` gets `put` in its place.

    `action` is "delete" (the line goes), "replace" (`find` becomes `put`), "insert" (`put` is a new
    line after it), or "write" (`put` is the new text of the file, whatever `find` is).
    """

    action: str
    find: str
    put: str = ""
    file: str = "views.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A further run of the same lesson: what is None stays as it is in the main run.

    An `optional` one that can't be run is left out of the trace; another fails its lesson. Of one
    whose steps are not kept (`keeps_steps`) only responses and side effects are. One that comes
    `after` another is run only if that one answers and leaves what the lesson does.
    """

    edits: tuple[Edit, ...] = ()
    requests: tuple[RequestSpec, ...] | None = None
    settings: Mapping[str, Json] | None = None
    optional: bool = False
    keeps_steps: bool = True
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may use.

    `seconds` of wall time, `memory` in MiB, `steps` executed statements, `iterations` recorded
    executions of one statement in one exchange.
    """

    seconds: float = 5.0
    memory: int = 512
    steps: int = 50_000
    iterations: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One lesson to run. `routes` maps a URL path to a name in views.py.

    Empty when the lesson has a urls.py.

    Or when those of the `project` are used.

    `csrf` has Django check the CSRF token of requests, as it does on a real site. `handler` is the
    one that requests go through: "wsgi" or "asgi". A run that keeps no steps (`keeps_steps`) tells
    of its responses and side effects alone. `database` is what it is run on: "sqlite", in memory,
    or "postgresql".
    """

    lesson: str
    files: tuple[SourceFile, ...]
    routes: Mapping[str, str]
    requests: tuple[RequestSpec, ...] = (RequestSpec(),)
    settings: Mapping[str, Json] | None = None
    variants: Mapping[str, Variant] | None = None
    limits: Limits = Limits()
    csrf: bool = False
    traced: bool = True
    project: ProjectSpec | None = None
    handler: str = "wsgi"
    keeps_steps: bool = True
    database: str = "sqlite"


def source_lines(text: str) -> list[str]:
    """Return the lines of a source file as Python counts them: a form feed, say, ends none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def runs_of(scenario: Scenario) -> dict[str, Scenario]:
    """Return each run of `scenario` as a scenario of its own without variants: "main" first."""
    main = replace(scenario, variants=None)
    return {"main": main} | {
        name: apply_variant(main, variant) for name, variant in (scenario.variants or {}).items()
    }


def keeps_steps(scenario: Scenario, name: str) -> bool:
    """Return whether the steps of the run `name` are kept."""
    variant = (scenario.variants or {}).get(name)
    return variant is None or variant.keeps_steps


def is_optional(scenario: Scenario, name: str) -> bool:
    """Return whether the run `name` may be left out of the trace when it fails."""
    variant = (scenario.variants or {}).get(name)
    return variant is not None and variant.optional


def apply_variant(scenario: Scenario, variant: Variant) -> Scenario:
    """Return `scenario` with the changes of `variant`.

    Raise ScenarioError when an edit does not fit one line.
    """
    files = scenario.files
    requests = scenario.requests if variant.requests is None else variant.requests
    for edit in variant.edits:
        requests = tuple(_waiting_there(sent, edit, files) for sent in requests)
        files = apply_edit(files, edit)
    return replace(
        scenario,
        files=files,
        requests=requests,
        settings={**(scenario.settings or {}), **(variant.settings or {})},
        keeps_steps=variant.keeps_steps,
    )


def apply_edit(files: tuple[SourceFile, ...], edit: Edit) -> tuple[SourceFile, ...]:
    """Return `files` with `edit` made; its text must stand in exactly one line of its file."""
    by_path = {file.path: file for file in files}
    if edit.file not in by_path:
        raise ScenarioError(
            f"there is no file {edit.file} to edit; the lesson has {', '.join(sorted(by_path))}"
        )
    if edit.action == "write":
        return tuple(
            {**by_path, edit.file: replace(by_path[edit.file], content=edit.put.encode())}.values()
        )
    lines = source_lines(by_path[edit.file].content.decode())
    index = _only_hit(lines, edit)
    lines[index : index + 1] = _edited(lines[index], edit)
    by_path[edit.file] = replace(by_path[edit.file], content="\n".join(lines).encode())
    return tuple(by_path.values())


def to_json(scenario: Scenario) -> dict[str, Any]:
    """Return `scenario`, which must have no variants left, as JSON data."""
    return {
        "lesson": scenario.lesson,
        "files": {file.path: base64.b64encode(file.content).decode() for file in scenario.files},
        "routes": dict(scenario.routes),
        "requests": [asdict(request) for request in scenario.requests],
        "settings": dict(scenario.settings or {}),
        "limits": {"seconds": scenario.limits.seconds, "memory": scenario.limits.memory,
                   "steps": scenario.limits.steps, "iterations": scenario.limits.iterations},
        "csrf": scenario.csrf,
        "handler": scenario.handler,
        "traced": scenario.traced,
        "keeps_steps": scenario.keeps_steps,
        "modules": {file.path: file.module for file in scenario.files if file.module},
        "project": None if scenario.project is None else asdict(scenario.project),
        "database": scenario.database,
    }  # fmt: skip


def from_json(data: dict[str, Any]) -> Scenario:
    """Return the scenario that `to_json` made `data` from."""
    files = (
        SourceFile(path=path, content=base64.b64decode(text), module=data["modules"].get(path))
        for path, text in data["files"].items()
    )
    project = data["project"]
    return Scenario(
        lesson=data["lesson"],
        files=tuple(files),
        routes=data["routes"],
        requests=tuple(map(_request, data["requests"])),
        settings=data["settings"],
        limits=Limits(**data["limits"]),
        csrf=data["csrf"],
        handler=data["handler"],
        traced=data["traced"],
        keeps_steps=data["keeps_steps"],
        project=None if project is None else _project(project),
        database=data["database"],
    )


# Private


def _request(data: dict[str, Any]) -> RequestSpec:
    barriers = tuple(Barrier(**one) for one in data["barriers"])
    return RequestSpec(**{**data, "barriers": barriers})


def _project(data: dict[str, Any]) -> ProjectSpec:
    pairs = tuple((name, value) for name, value in data["env"])
    return ProjectSpec(**{**data, "env": pairs, "fixtures": tuple(data["fixtures"])})


def _waiting_there(sent: RequestSpec, edit: Edit, files: tuple[SourceFile, ...]) -> RequestSpec:
    """Return a request that waits behind the same statements, where `edit` writes others there."""
    if not sent.barriers or edit.action != "replace":
        return sent
    lines = [
        line
        for file in files
        if file.path == edit.file
        for line in source_lines(file.content.decode(errors="replace"))
        if edit.find in line
    ]
    changed = {line: line.replace(edit.find, edit.put).strip() for line in lines}
    barriers = tuple(
        replace(one, at=next((new for old, new in changed.items() if one.at in old), one.at))
        for one in sent.barriers
    )
    return replace(sent, barriers=barriers)


def _only_hit(lines: list[str], edit: Edit) -> int:
    """Return the index of the one line that holds the text of `edit`, once."""
    hits = [index for index, line in enumerate(lines) if edit.find in line]
    if len(hits) != 1 or lines[hits[0]].count(edit.find) != 1:
        numbers = ", ".join(str(index + 1) for index in hits)
        place = f"stands on line {numbers}" if hits else "stands on no line"
        raise ScenarioError(
            f"{edit.find!r} {place} of {edit.file}; an edit must match exactly once"
        )
    return hits[0]


def _edited(line: str, edit: Edit) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    match edit.action:
        case "delete":
            return []
        case "replace":
            return [line.replace(edit.find, edit.put)]
        case "insert":
            return [line, *textwrap.indent(textwrap.dedent(edit.put).strip(), indent).split("\n")]
        case unknown:
            raise ScenarioError(
                f"unknown edit {unknown!r}; expected delete, replace, insert or write"
            )
