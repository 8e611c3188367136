"""What a mode is, and which modes there are: one module of this folder each, with a template of the same name."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import ClassVar

from generator.claims import Claims
from generator.lesson import Lesson
from generator.page import Block
from runner.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a mode makes its block from."""

    lesson: Lesson
    trace: Trace
    claims: Claims


class Mode:
    """One way of working with a lesson. `rank` orders the blocks of a page."""

    rank: ClassVar[int]

    def derive(self, material: Material) -> Block | None:
        """Give the block for a lesson, None when the lesson has nothing for this mode."""
        raise NotImplementedError


def load() -> tuple[Mode, ...]:
    """Give each mode, in the order of the page: `what_if.py` holds `WhatIfMode`."""
    found = []
    for name in names():
        module = importlib.import_module(f"{__name__}.{name}")
        mode: Mode = getattr(module, f"{name.title().replace('_', '')}Mode")()
        found.append(mode)
    return tuple(sorted(found, key=lambda mode: mode.rank))


def names() -> tuple[str, ...]:
    """Give the name of each mode, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
