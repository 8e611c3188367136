"""What a mode is, and which modes there are: one folder each, with all that belongs to it."""

import hashlib
import importlib
import pkgutil
from dataclasses import dataclass
from typing import ClassVar

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.runner.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a page; `mode` names the module that made it and the template that renders it."""

    mode: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a mode makes its block from."""

    lesson: Lesson
    trace: Trace
    claims: Claims


class Mode:
    """One way of working with a lesson.

    `rank` orders the blocks of a page. `title`, `about`, `place` and `with_code` are those of its section.
    """

    rank: ClassVar[int]
    title: ClassVar[str]
    about: ClassVar[str]
    place: ClassVar[str] = "path"
    with_code: ClassVar[bool] = False

    def derive(self, material: Material) -> Block | None:
        """Give the block for a lesson, None when the lesson has nothing for this mode."""
        raise NotImplementedError


def short_name(text: str) -> str:
    """Give a name for a text that stays as long as the text does: a browser keeps answers by it."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def load() -> tuple[tuple[str, Mode], ...]:
    """Give each mode with its name, in the order of the page: `what_if/` holds `WhatIfMode`."""
    found = []
    for name in names():
        module = importlib.import_module(f"{__name__}.{name}")
        mode: Mode = getattr(module, f"{name.title().replace('_', '')}Mode")()
        found.append((name, mode))
    return tuple(sorted(found, key=lambda pair: pair[1].rank))


def names() -> tuple[str, ...]:
    """Give the name of each mode, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))
