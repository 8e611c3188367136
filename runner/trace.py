"""What a run leaves behind: plain, frozen data that crosses from the runner to the generator."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

# The history of the format:
#
# 1: runs, exchanges, steps with session, locals, value, events and response.
#
# 2: other names. An exchange's deeds, gave, chosen and kept are side_effects, returned and raised,
#    resolved_view, and left_behind; a step's same is aliases; a loop's outcome "round" is
#    "iteration"; made_from names the probes.
FORMAT_VERSION = 2

# Stands in a text of a trace for what differs each time the lesson is run.
VARIES = "‹differs from run to run›"  # noqa: RUF001 (quotation marks that nobody types)

type LineNumber = int
type StepNumber = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A Python value, described: `type` is its class name, `repr` a bounded, repeatable text.

    Where the text is no literal, `exact` is the form that the value can be made from (see
    `runner/values/exact.py`). Where that is too long, `length` and `digest` are those of the whole
    value; where it is not known how the value compares, there are none of them.
    """

    type: str
    repr: str
    exact: str | None = None
    length: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a statement stands.

    Lines count from 1; `end_line` is inclusive; `code` is the header of a block.
    """

    file: str
    line: LineNumber
    end_line: LineNumber
    code: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact, at one moment, from one probe; every kind begins with the name of its probe."""

    kind: ClassVar[str]

    def step_kind(self) -> str | None:
        """Return what a plain statement that did this is called, None if not after this."""
        return None

    def leaves_something(self) -> bool:
        """Return whether this leaves something behind besides the response."""
        return False

    def as_left(self) -> str:
        """Return what it leaves behind as a text, the same for all that leaves the same."""
        return str(self)

    def statement(self) -> str | None:
        """Return the text of the statement that the database carried out, None for other events."""
        return None

    def asked(self) -> str | None:
        """Return the alias of the database that it is about; None for "default", and for none."""
        return None

    def counted_by(self) -> str | None:
        """Return what it is counted by, besides its kind, where it is left out."""
        return None

    def fields(self) -> dict[str, object]:
        """Return what it holds, by name."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many events of a kind, alike in `what` they are counted by, a step does not hold."""

    kind: str
    count: int
    what: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """The session after a step.

    `status` is unread, loaded, modified, saved, expired (saved, and past its time) or not saved.
    `data` is what the view would see. `stored` is what the session store holds, None when it holds
    nothing. `changed` names the keys that differ from the step before. `key` is the pseudonym of
    the session key, None while there is none. `opaque` says that nobody can look into the store:
    what is stored is not known.
    """

    status: str
    data: Mapping[str, Value]
    stored: Mapping[str, Value] | None
    changed: tuple[str, ...]
    key: str | None = None
    opaque: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseState:
    """The response as it stood after a step.

    `text` is None when there is no text to read yet (a stream).
    """

    status: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An exception that a step raised."""

    type: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One executed statement of the lesson, or one opening or closing moment of an exchange.

    The state is the state after it ran. `number` counts from 1 through the whole run. `outcome`
    says how a condition, a loop, a `match` or a `with` went on. `names` are the names that the
    statement binds. `skipped` counts executions that a step of kind "skipped" stands for. `aliases`
    names for a local the other place where its very object is held. `left_out` counts the events
    that were too many to be held. `outside` has the new values of module globals and class
    attributes of the lesson that are others than after the step before. `waited`
    says that it had to wait for a lock that another exchange had. A statement that calls
    another one of the lesson ends after it: `after` then gives, for each event, the number of the
    step of its exchange that had ended last when it happened.
    """

    number: StepNumber
    kind: str
    phase: str
    at: Place | None
    depth: int
    session: SessionState | None
    locals: Mapping[str, Value]
    value: Value | None
    events: tuple[Event, ...]
    response: ResponseState | None
    outcome: str | None = None
    names: tuple[str, ...] = ()
    error: Raised | None = None
    skipped: int = 0
    after: tuple[int, ...] | None = None
    aliases: Mapping[str, str] | None = None
    left_out: tuple[LeftOut, ...] = ()
    outside: Mapping[str, Value] | None = None
    waited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request as it was sent.

    Its fields are `data`, `json` is a JSON body, `files` are the paths of those sent.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    data: Mapping[str, Value] | None
    json: Value | None = None
    files: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie that the response set.

    `attributes` are those of the Set-Cookie header, as strings.
    """

    value: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The response that left; `text` is its decoded body, None when it is not text.

    Where the text is cut or there is none, `length` is that of the body in bytes, and `digest`
    differs between bodies that do.
    """

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, Cookie]
    text: str | None
    length: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A management command that was run in the place of a request.

    `line` is what stands after `manage.py`; `output` and `errors` are what it wrote to the standard
    output and the standard error.
    """

    line: str
    exit_status: int
    output: str
    errors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An exception that no code of the lesson caught; Django turned it into the response."""

    type: str
    message: str
    at: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A session that the store holds.

    An expired one is still there until somebody clears it away. Of a store in two places, `only_in`
    is the one ("database" or "cache") that alone holds it with this data; None where both do.
    """

    key: str
    data: Mapping[str, Value]
    expired: bool = False
    only_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """What is left after an exchange.

    The cookies of its browser, and what the session store holds in all.

    `store` is the setting SESSION_ENGINE; empty if nobody can tell what is in it. `session_cookie`
    is the setting SESSION_COOKIE_NAME. `rows` counts the rows of each table of the lesson's models,
    and of users and groups.
    """

    cookies: Mapping[str, str]
    store: str
    sessions: tuple[StoredSession, ...]
    session_cookie: str = "sessionid"
    rows: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response, with every step between; `view` is the view whose body ran.

    Or, with `command`, a management command: then request and response say nothing.

    `resolved_view` is the one that the URLconf led to when that was not called, or when what
    decorates it answered. `returned` is the class of what the view returned, `raised` that of the
    exception that it raised instead. `answered_by` is who made the response that left, as in
    ResponseCreated; None if nobody is known.

    `clock` says how many seconds the clock was moved on before the request, `tab` in which tab of
    its browser it was sent, if that has a name. Those of the same `together`, which is not 0, were
    served at once: the numbers of their steps tell the order in time. `side_effects` are what a run
    whose steps are not kept left in database, cache, outbox and log.
    """

    client: str
    request: Request
    view: str | None
    steps: tuple[Step, ...]
    response: Response
    error: Failure | None
    events_dropped: int = 0
    resolved_view: str | None = None
    answered_by: str | None = None
    returned: str | None = None
    raised: str | None = None
    clock: float = 0
    left_behind: LeftBehind | None = None
    tab: str = ""
    side_effects: tuple[str, ...] = ()
    command: Command | None = None
    together: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The exchanges of one run, in order.

    `imported` has the file of each module that it loaded besides its own, those of the standard
    library and Django's. A trace keeps what counts of them in `made_from`, and none here.
    `replaced` names the settings of a project in whose place stand others, which keep a run safe.
    """

    exchanges: tuple[Exchange, ...]
    imported: Mapping[str, str] | None = None
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What decides whether a trace is fresh.

    `digest` covers all that the run can read, and the runner but for its probes. `probes` has the
    digest of each probe that saw something in these runs, `watched` one of all probes that were
    watching. `imported` has what the runs loaded from elsewhere: packages with their versions,
    other modules (by name, or by file if the name leads nowhere) with a digest. `database` is the
    server that the runs were made on, as "PostgreSQL 15", empty for SQLite. Of such a trace,
    `lesson` is a digest of the lesson alone, which is all that counts where no server is.
    """

    digest: str
    django: str
    python: str
    probes: Mapping[str, str] = field(default_factory=dict)
    watched: str = ""
    imported: Mapping[str, str] | None = None
    database: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything one lesson's runs left behind; `runs` always holds "main"."""

    lesson: str
    made_from: MadeFrom
    runs: Mapping[str, Run]
