"""What can be different between two runs, and a difference in it."""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What can be different; the value is how an author is told."""

    SESSION = "session"
    SESSION_STATUS = "session status"
    STORED = "stored session"
    SESSION_KEY = "session key"
    VARIABLE = "variable"
    VALUE = "value retrieved"
    STATUS = "status"
    RESPONSE = "response"
    EXIT_STATUS = "exit status"
    OUTPUT = "output"
    BODY = "digest of the body"
    OUTCOME = "outcome"
    EXCEPTION = "exception"
    SQL = "SQL"
    EVENT = "event"
    STATEMENT = "an SQL statement"
    VIEW = "view"
    STATEMENTS = "the number of SQL statements"
    HEADER = "header"
    COOKIE = "cookie"
    COOKIES_SENT = "cookies sent"
    COOKIE_VALUES = "values of the cookies sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is `before` in one run and `after` in the other, None for nothing.

    Both are the same text if what differs is behind the cut of what is shown.

    `name` tells variables, headers, cookies and fields of events apart.
    """

    subject: Subject
    name: str = ""
    before: str | None
    after: str | None
