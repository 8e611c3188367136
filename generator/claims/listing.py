"""List what may be said of a lesson: each name of its texts and proofs, with its value."""

import contextlib
from collections.abc import Iterator
from typing import Any

from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import NamesError, Steps, View, attributes_of
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.runner.trace import Trace

# Other names for what stands under another one, and what is a list of the same things.
_TWICE = frozenset({"kept", "step", "steps", "events"})


def facts(lesson: Lesson, trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield each name with its value as an expression would have it.

    Those of the lesson's own run, then those of its what-ifs. What a run has only described is not
    known, and left out; so is what there is not.
    """
    names = Names(lesson, trace)
    for run in ("main", *names.what_ifs()):
        within = "" if run == "main" else f'what_if["{run}"].'
        view = names.open().run(run)
        for number, exchange in enumerate(view.exchanges):
            yield from _of(f"{within}exchanges[{number}]", exchange)
        steps = names.index(run).all
        for number in steps.numbers:
            yield from _of(f"{within}{steps.best(number)}", view.step[number])
        for name in ("variables", "sql"):
            yield from _of_value(f"{within}{name}", getattr(view, name))


# Private


def _of(name: str, view: View) -> Iterator[tuple[str, str]]:
    for inner in attributes_of(view):
        if inner not in _TWICE:
            with contextlib.suppress(NamesError):
                yield from _of_value(f"{name}.{inner}", getattr(view, inner))


def _of_value(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, View):
        yield from _of(name, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            # A key that is a name can be written as one.
            is_name = isinstance(key, str) and key.isidentifier()
            named = f"{name}.{key}" if is_name else f"{name}[{key!r}]"
            # Nothing is a value like any other, where it has a key.
            if _is_known(inner) and (inner is None or inner in ([], "")):
                yield named, repr(inner)
            else:
                yield from _of_value(named, inner)
    elif _is_known(value) and value is not None and value not in ([], ""):
        yield name, repr(value)


def _is_known(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_known, value))
    return not isinstance(value, Partial | View | Steps)
