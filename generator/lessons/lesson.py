"""What an author wrote: lesson.yml as data, with the files beside it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from proven_lessons.generator.lessons.edits import EditWritten
from proven_lessons.generator.lessons.front import PageWritten
from proven_lessons.generator.lessons.request import (
    Expression,
    Name,
    RequestItem,
    RequestWritten,
    Text,
    Written,
)
from proven_lessons.generator.lessons.task import TaskWritten
from proven_lessons.runner import probes
from proven_lessons.runner.imports import file_of
from proven_lessons.runner.scenario import ProjectSpec, SourceFile

type YamlPath = tuple[str | int, ...]


def _without_names(text: str) -> str:
    if "{{" in text:
        raise ValueError("this is shown where no run is at hand, so it can't hold {{ names }}")
    return text


PlainText = Annotated[Text, AfterValidator(_without_names)]
ReviewMark = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d [0-9a-f]{12}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


def _allowed_setting(name: str) -> str:
    if name == "DATABASES":
        raise ValueError("lessons have a database of their own; DATABASES can't be set")
    return name


SettingName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$"),
    AfterValidator(_allowed_setting),
    WithJsonSchema({"type": "string", "pattern": "^(?!DATABASES$)[A-Z][A-Z0-9_]*$"}),
]


def _route(path: str) -> str:
    if path.startswith("/"):
        raise ValueError(f"a route of Django begins with no slash, found {path!r}; leave it out")
    return path


RoutePath = Annotated[
    str, AfterValidator(_route), WithJsonSchema({"type": "string", "pattern": "^(?!/)"})
]


class StepNote(Written):
    """Wording for the steps of one source line."""

    at: Text = Field(description="A piece of exactly one source line.")
    in_: Text | None = Field(
        None, alias="in", description="The function that the line is in, where it stands twice."
    )
    id: Identifier | None = Field(None, description="A name for the step, for use as step.NAME.")
    action: Text | None = Field(
        None, description="What the step does, in place of the derived wording."
    )


ExceptionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$")]


class WhatIf(Written):
    """A further run of the same lesson, with something changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [key]} for key in ("edits", "requests", "settings")]
        }
    )

    title: Text = Field(description="What if ..., as it goes on.")
    edits: list[EditWritten] = Field(default_factory=list, description="Changes to the source.")
    requests: list[RequestItem] | None = Field(None, description="Other requests.")
    settings: dict[SettingName, Any] | None = Field(None, description="Other Django settings.")
    raises: ExceptionName | None = Field(
        None, description="The exception that this run is meant to end in."
    )
    task: Text | Literal[True] | None = Field(
        None,
        description="A task in the Lab: to change the code so that it does what this run does; "
        "true has it asked for by the title.",
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.edits and self.requests is None and self.settings is None:
            raise ValueError("nothing is changed: expected edits, requests or settings")
        if self.task and not self.edits:
            raise ValueError("a task is to change the code: expected edits that do it")
        if self.task is True and "{{" in self.title:
            raise ValueError("the title is filled in from a run: expected a task in words")
        return self


class KeyMoment(Written):
    """A question that readers stumble over, with its answer and the proof of it."""

    ask: Text = Field(description="The question.")
    answer: Text = Field(description="Its answer; {{ names }} in it are filled in from the run.")
    proof: list[Expression] = Field(
        min_length=1, description="Expressions over the trace that must be true."
    )


class OptionWritten(Written):
    """A wrong answer, with the reason why it is wrong."""

    option: Any = Field(description="A literal, or an expression as a string.")
    because: Text | None = Field(
        None, description="Why it is wrong; left out: where the run has it."
    )


def _as_option(value: Any) -> Any:
    has_keys = isinstance(value, dict) and ("option" in value or "because" in value)
    return value if has_keys else {"option": value}


type OptionItem = Annotated[
    OptionWritten, BeforeValidator(_as_option, json_schema_input_type=OptionWritten | Any)
]


class Question(Written):
    """A quiz question; its key is computed from the run."""

    ask: Text = Field(description="The question; {{ names }} in it are filled in from the run.")
    answer: Expression = Field(description="An expression over the trace: the right answer.")
    options: list[OptionItem] | None = Field(
        None,
        min_length=1,
        description="The wrong answers: literals, expressions as strings, or mappings of option "
        "and because. "
        "Left out: drawn from the runs.",
    )
    hint: Text | Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="Where to look; or several hints, each saying more than the one before."
    )
    because: Text | None = Field(None, description="Why the answer is right.")

    @property
    def hints(self) -> tuple[tuple[str, *tuple[str | int, ...]], ...]:
        """The hints that are written, each with its place in the question."""
        if isinstance(self.hint, list):
            return tuple((text, "hint", number) for number, text in enumerate(self.hint))
        return () if self.hint is None else ((self.hint, "hint"),)


def _column(name: str) -> str:
    if name not in COLUMNS:
        raise ValueError(f"expected one of {', '.join(COLUMNS)}, found {name!r}")
    return name


class LimitsWritten(Written):
    """What a run of the lesson may use."""

    seconds: float = Field(5.0, gt=0, le=60, strict=False, description="Wall time.")
    memory: int = Field(512, ge=64, le=4096, description="MiB on top of an empty Django.")
    steps: int = Field(50_000, ge=1, le=10_000_000, description="Executed statements.")
    iterations: int = Field(
        25, ge=2, le=500, description="Recorded executions of one statement in one exchange."
    )
    rounds: int | None = Field(None, ge=2, le=500, description="The older name of iterations.")


COLUMNS = ("value", *probes.names())
ColumnName = Annotated[
    str, AfterValidator(_column), WithJsonSchema({"type": "string", "enum": list(COLUMNS)})
]


ModuleName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")
]


class ProjectWritten(Written):
    """A Django project that lessons are run in."""

    path: Text = Field(
        description="The folder that it imports from, most often that of manage.py; from this file."
    )
    settings: ModuleName = Field(description="Its settings module, as in shop.settings.")
    fixtures: list[Text] = Field(
        default_factory=list, description="What is loaded into its tables, as by loaddata."
    )
    env: dict[str, str] = Field(
        default_factory=dict, description="What its settings find in the environment."
    )


class LessonFile(Written):
    """The content of lesson.yml."""

    title: PlainText = Field(description="The title of the page.")
    summary: Text = Field(description="One sentence for lists, cards and search.")
    minutes: int | None = Field(
        None, ge=1, le=240, description="Reading time; left out: estimated."
    )
    level: Literal["beginner", "intermediate", "advanced"] = Field(
        "beginner", description="For whom it is."
    )
    tags: list[Text] = Field(default_factory=list, description="Words to find it by.")
    needs: list[Text] = Field(
        default_factory=list, description="Lessons to read first, as track/lesson."
    )
    view: Identifier | None = Field(
        None, description="A function or class in views.py that answers GET /."
    )
    routes: dict[RoutePath, Identifier] | None = Field(
        None, description="URL paths and the views that answer them."
    )
    project: ProjectWritten | None = Field(
        None, description="The Django project that the lesson is run in; left out: its track's."
    )
    watch: list[ModuleName] = Field(
        default_factory=list, description="The modules of the project whose statements are steps."
    )
    settings: dict[SettingName, Any] = Field(
        default_factory=dict, description="Django settings over the defaults."
    )
    requests: list[RequestItem] = Field(
        default_factory=lambda: [RequestWritten.model_validate({"request": "GET /"})],
        min_length=1,
        description="Left out: one GET /.",
    )
    handler: Literal["wsgi", "asgi"] = Field(
        "wsgi", description="Through which of Django's handlers requests go: as under which server."
    )
    database: Literal["sqlite", "postgresql"] = Field(
        "sqlite", description="What its database is: in memory, or on the server that is named."
    )
    csrf: bool = Field(False, description="Have Django check the CSRF token of requests.")
    show: list[ColumnName] | None = Field(
        None,
        min_length=1,
        description="The columns of the execution table; left out: those that say something.",
    )
    steps: list[StepNote] = Field(
        default_factory=list, description="Wording and names for the steps of a source line."
    )
    raises: ExceptionName | None = Field(
        None, description="The exception that the lesson is meant to end in."
    )
    what_if: dict[Name, WhatIf] = Field(
        default_factory=dict, description="Further runs with something changed, by their names."
    )
    key_moments: list[KeyMoment] = Field(
        default_factory=list,
        description="Questions that readers stumble over; left out: those that the run shows.",
    )
    quiz: list[Question] = Field(
        default_factory=list, description="Multiple-choice questions; left out: three of the run."
    )
    lab: list[TaskWritten] = Field(
        default_factory=list, description="What to do in the Lab, beside the tasks of what-ifs."
    )
    snapshot: Text | None = Field(None, description="The summary card, in Markdown.")
    transcript: Text | None = Field(None, description="Left out: narrated from the trace.")
    meant: list[Text] = Field(
        default_factory=list, description="Words of the texts that are no facts of the run."
    )
    reviewed: ReviewMark | None = Field(
        None, description="When its texts were last read, and what: from `lessons review`."
    )
    page: PageWritten = Field(
        default_factory=PageWritten, description="What the theme makes of the page."
    )
    limits: LimitsWritten = Field(
        default_factory=LimitsWritten,
        description="How long its runs may take, and what they may use.",
    )

    @property
    def shows_session(self) -> bool:
        """Return whether the page is about the session, among others."""
        return self.is_about("session")

    def is_about(self, aspect: str) -> bool:
        """Return whether the page speaks of what a probe saw, by its name.

        The response, and what went wrong, are told in any case.
        """
        return self.show is None or aspect in (*self.show, "response", "exceptions")


class TrackFile(Written):
    """The content of track.yml."""

    title: PlainText = Field(description="The title of the track.")
    summary: PlainText = Field(description="One sentence for lists and search.")
    order: int = Field(100, description="Tracks with a lower number come first.")
    lessons: list[Name] = Field(
        default_factory=list, description="Folder names in order; others follow, sorted."
    )
    intro: PlainText | None = Field(None, description="Markdown for the track's own page.")
    meant: list[Text] = Field(
        default_factory=list, description="Words of the texts that are no facts of its lessons."
    )
    project: ProjectWritten | None = Field(
        None, description="The Django project that its lessons are run in."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a YAML file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A YAML file as the author knows it.

    Its path for messages, its text, and where each value in it begins.
    """

    file: str
    places: Mapping[YamlPath, Place]
    text: str

    def place_in(self, path: YamlPath, piece: str, nth: int = 1) -> Place:
        """Return where `piece` stands in the text at `path` for the nth time.

        Where the text begins if it does not.
        """
        begin = self.place(path)
        later = [place.line for place in self.places.values() if place.line > begin.line]
        lines = self.text.splitlines()[begin.line - 1 : min(later, default=len(self.text) + 2) - 1]
        for offset, line in enumerate(lines):
            column = line.find(piece, begin.column - 1 if offset == 0 else 0)
            while column >= 0:
                nth -= 1
                if not nth:
                    return Place(line=begin.line + offset, column=column + 1)
                column = line.find(piece, column + 1)
        return begin

    def place(self, path: YamlPath) -> Place:
        """Return where the value at `path` begins.

        That of its nearest parent if it was left out.
        """
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(line=1, column=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson: `key` is "track/name", `files` are all beside its YAML that a run can read.

    And those modules of its `project` that it watches. `originals` has each of its texts that is
    translated as it was written; `untranslated` are those that stand as they were beside these.
    """

    key: str
    folder: Path
    written: LessonFile
    source: Source
    files: tuple[SourceFile, ...]
    project: ProjectSpec | None = None
    originals: Mapping[str, str] = field(default_factory=dict)
    untranslated: frozenset[str] = frozenset()

    def where(self, path: str) -> Path:
        """Return where a file that a page names is: in the lesson's folder, or in the project."""
        is_own = any(file.path == path and file.module is None for file in self.files)
        if is_own or self.project is None:
            return self.folder / path
        inside = Path(self.project.root, path)
        modules = {file.path: file.module for file in self.files if file.module}
        if not inside.is_file() and path in modules:  # of a package that is installed
            return Path(file_of(str(modules[path])) or path)
        return Path(os.path.relpath(inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A track: a folder of lessons, in the order in which they are to be read.

    `original` is a translated one as it was written, `untranslated` has the texts that stand as
    they were beside translated ones.
    """

    key: str
    folder: Path
    written: TrackFile
    lessons: tuple[str, ...]
    source: Source | None = None
    original: "Track | None" = None
    untranslated: frozenset[str] = frozenset()
