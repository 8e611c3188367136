"""What a mode is, and which modes there are: one folder each, with all that belongs to it."""

import hashlib
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from proven_lessons.generator.claims.claims import Answer, Claims
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.translation import Message
from proven_lessons.runner.trace import Run, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a page; `mode` names the folder that has its derivation and its template."""

    mode: ClassVar[str]

    @property
    def seconds(self) -> int:
        """How long a reader is at work with it, beside reading the author's words."""
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a mode makes its block from.

    `solutions` are the runs that are there for the tasks of the Lab: no other mode tells of them.
    """

    lesson: Lesson
    trace: Trace
    claims: Claims
    solutions: Mapping[str, Run] = field(default_factory=dict)


class Mode:
    """One way of working with a lesson.

    `rank` orders the blocks of a page. `title` is its name in the switcher, `about` what a reader
    does in it. `group` is that of the switcher, or "top" for what stands above all modes.
    `is_on_path` says that the way through the lesson leads over it: others are looked up.
    `with_code` says that the code stands beside it. `is_searched` says that a search looks into it:
    what says again what another mode says would crowd its results.
    """

    rank: ClassVar[int]
    title: ClassVar[Message]
    about: ClassVar[Message]
    group: ClassVar[str] = "understand"
    is_on_path: ClassVar[bool] = True
    with_code: ClassVar[bool] = False
    is_searched: ClassVar[bool] = True

    def derive(self, material: Material) -> "Derived":
        """Return the block for a lesson, if it has one for this mode, and every false claim."""
        raise NotImplementedError

    def compose(self, blocks: Mapping[str, Block]) -> Block | None:
        """Return a block that is made of those of other modes, which are given by their names."""
        return None


type Derived = Answer[Block | None]
NOTHING: Answer[Block | None] = Answer(value=None)


def short_name(text: str) -> str:
    """Return a name for a text that stays as long as the text does.

    A browser keeps answers by it.
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache  # which modes there are does not change while the program runs
def load() -> tuple[tuple[str, Mode], ...]:
    """Return each mode with its name, in the order of the page: `what_if/` holds `WhatIfMode`."""
    loaded = []
    for name in names():
        module = importlib.import_module(f"{__name__}.{name}")
        mode: Mode = getattr(module, f"{name.title().replace('_', '')}Mode")()
        loaded.append((name, mode))
    return tuple(sorted(loaded, key=lambda pair: pair[1].rank))


def names() -> tuple[str, ...]:
    """Return the name of each mode, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))
