"""A request as an author wrote it, and what all of an author's files are made of."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

if TYPE_CHECKING:
    from pydantic.config import JsonDict

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Written(BaseModel):
    """A mapping in a YAML file: unknown keys and values of another type are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


TEXT_LIMIT = 10_000
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)]
Expression = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# A slug: it becomes part of an address or of an expression.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")]
# Part of an expression.
StepId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d+)?/")
_DURATION = re.compile(r"(\d+) (second|minute|hour|day|week)s?")


def _seconds(value: Any) -> Any:
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        if match is None:
            raise ValueError(f"expected seconds, or a text such as '15 days', found {value!r}")
        return int(match[1]) * _UNITS[match[2]]
    return value


_Duration = Annotated[str, Field(pattern=rf"^\s*{_DURATION.pattern}\s*$")]
Seconds = Annotated[
    int,
    Field(ge=0),
    BeforeValidator(_seconds, json_schema_input_type=Annotated[int, Field(ge=0)] | _Duration),
]


_LINE: "JsonDict" = {"pattern": rf"^\s*({'|'.join(METHODS)}) +(/|https?://[a-z0-9.-]+(:[0-9]+)?/)"}


class RequestWritten(Written):
    """A request: "METHOD /path", and what goes with it; or two that are served at once."""

    request: Text | None = Field(
        None,
        description="The method and the path, as in POST /login/; or GET https://shop.example/.",
        json_schema_extra=_LINE,
    )
    run: Text | None = Field(
        None,
        description="In the place of a request: command, and what stands after manage.py; or test, "
        "and what is tested.",
        json_schema_extra={"pattern": r"^\s*(command|test) +[a-z_]"},
    )
    data: dict[str, Any] | None = Field(None, description="Form fields; in a GET, the query.")
    json_: Any = Field(None, alias="json", description="A JSON body.")
    files: dict[str, Text] | None = Field(
        None, description="Fields and the files of the lesson's folder sent in them."
    )
    form: bool = Field(
        False, description="Send along what the form in the browser's last page holds."
    )
    clock: Seconds = Field(
        0, description="How far the clock moves on before the request: 30, '20 minutes', '15 days'."
    )
    client: Name = Field(
        "browser", description="Which browser sends it; each has cookies of its own."
    )
    tab: Name | None = Field(
        None, description="In which tab of the browser; all share its cookies, each has its page."
    )
    headers: dict[str, str] | None = Field(None, description="Request headers.")
    follow: bool = Field(False, description="Follow redirects; each hop is an exchange of its own.")
    together: "list[RequestItem] | None" = Field(
        None,
        min_length=2,
        max_length=2,
        description="In the place of a request: two that are served at once.",
    )
    barriers: list[StepId] = Field(
        default_factory=list,
        description="Steps, by their ids, behind which each of two requests that are served at "
        "once waits until the other has come there, or has ended.",
    )

    @field_validator("request")
    @classmethod
    def _has_method_and_path(cls, value: str | None) -> str | None:
        method, _, path = (value or "").partition(" ")
        is_whole = _ADDRESS.match(path.strip()) is not None
        if value is None:
            return None
        if method in ("command", "test"):
            raise ValueError(f"a command is no request: write run: {value}")
        if method not in METHODS or not (is_whole or path.strip().startswith("/")):
            raise ValueError(f"expected a method and a path such as 'GET /', found {value!r}")
        return f"{method} {path.strip()}"

    @field_validator("run")
    @classmethod
    def _has_command(cls, value: str | None) -> str | None:
        what, _, line = (value or "").partition(" ")
        if line.split()[:1] == ["manage.py"]:
            raise ValueError(f"leave out manage.py: expected what stands after it, found {value!r}")
        if value is not None and (what not in ("command", "test") or not line.strip()):
            raise ValueError(
                "expected a command such as 'command migrate', or a test such as 'test "
                f"lesson.tests', found {value!r}"
            )
        try:
            shlex.split(line)
        except ValueError as error:
            raise ValueError(f"expected quotes that end, found {value!r}") from error
        return None if value is None else f"{what} {line.strip()}"

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if [self.request, self.run, self.together].count(None) != 2:
            raise ValueError(
                "expected one of request, run (a command) and together (two requests at once)"
            )
        if self.run is not None and self.model_fields_set - {"run", "clock"}:
            others = ", ".join(sorted(self.model_fields_set - {"run", "clock"}))
            raise ValueError(f"a command is run by no browser: leave out {others.strip('_')}")
        return self

    @model_validator(mode="after")
    def _has_two_at_once(self) -> Self:
        if self.together is None:
            if self.barriers:
                raise ValueError("barriers are for two requests at once: expected together")
            return self
        others = self.model_fields_set - {"together", "barriers", "clock"}
        if others:
            words = ", ".join(sorted(others)).strip("_")
            raise ValueError(f"say of each of the two what it sends: leave out {words} here")
        if not self.barriers:
            raise ValueError(
                "nothing says what is done in which order: expected barriers, the ids of steps "
                "behind which each waits for the other"
            )
        if len(set(self.barriers)) < len(self.barriers):
            raise ValueError("a barrier is met once: expected each id once")
        return self

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if self.json_ is not None and (
            self.data is not None or self.files is not None or self.form
        ):
            raise ValueError("a request has one body: expected json alone, or data, files and form")
        if (self.files is not None or self.json_ is not None) and self.method in ("GET", "HEAD"):
            raise ValueError("a GET has no body: expected POST, PUT or PATCH for json and files")
        return self

    @property
    def method(self) -> str:
        """The method of the request, empty for a command."""
        return (self.request or "").partition(" ")[0]

    @property
    def path(self) -> str:
        """The path of the request, empty for a command."""
        return (self.request or "").partition(" ")[2]

    @property
    def command(self) -> str:
        """What stands after `manage.py`, empty for a request."""
        return (self.run or "").removeprefix("command ")


_Line = Annotated[str, Field(json_schema_extra=_LINE)]


def _as_mapping(value: Any) -> Any:
    return {"request": value} if isinstance(value, str) else value


type RequestItem = Annotated[
    RequestWritten, BeforeValidator(_as_mapping, json_schema_input_type=_Line | RequestWritten)
]


def each(requests: Iterable[RequestWritten]) -> Iterator[RequestWritten]:
    """Yield all that is sent or run: of two that are served at once, one after the other."""
    for one in requests:
        yield from one.together or (one,)


def places_of(requests: Sequence[RequestWritten]) -> Iterator[tuple[str | int, ...]]:
    """Yield where each of those that `each` yields is written, in a list of requests."""
    for number, one in enumerate(requests):
        if one.together is None:
            yield (number,)
        else:
            yield from ((number, "together", nth) for nth in range(len(one.together)))
