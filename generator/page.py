"""What the reader will see, as data: a page is a title and blocks, each made by one mode."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a page; `mode` names the module that made it and the template that renders it."""

    mode: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A lesson's page.

    `topic` is the title of its track; `needs` are (title, address) of lessons to read first. `problems` are what is
    wrong with it: a page that has any is shown to its author only.
    """

    key: str
    title: str
    summary: str
    topic: str
    minutes: int
    level: str
    tags: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    django: str
    python: str
    blocks: tuple[Block, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPage:
    """A track's page: its lessons in order."""

    key: str
    title: str
    summary: str
    intro: str
    lessons: tuple["LessonCard", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCard:
    """A lesson in a list; `minutes` is None for a lesson that could not be loaded."""

    name: str
    title: str
    summary: str
    minutes: int | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What stands in the place of a lesson that is broken."""

    key: str
    title: str
    problems: tuple[str, ...]
    output: str
