"""The parts that moments are put together from: steps and values by expressions."""

from collections.abc import Iterator

from proven_lessons.generator.translation import Expression, Message, Said
from proven_lessons.runner.trace import Step, Value

type Found = Iterator[tuple[Message, Said, list[str]]]  # a question, its answer, its proofs
_LONG_KEY = 80


def link_to(step: Step) -> Expression:
    """Return a step as a text names it."""
    return Expression(f"step[{step.number}]")


def part_of(step: Step, path: str) -> Expression:
    """Return what a step has at a path."""
    return Expression(f"step[{step.number}].{path}")


def is_plain(key: Value) -> bool:
    """Return whether a key can be talked about: it is text, and was not cut."""
    return key.type == "str" and len(key.repr) < _LONG_KEY and key.repr[0] in "'\""
