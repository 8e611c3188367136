"""A value beside a name, both in backticks, must be one that the name has in some run."""

import re
from collections.abc import Iterator

from proven_lessons.generator.claims.facts import Facts
from proven_lessons.generator.claims.findings import Finding
from proven_lessons.generator.facts.values import parsed

_BESIDE = re.compile(
    r"`(?P<name>[A-Za-z_][\w.]*)`(?:\s+(?:is|are|was|holds|has|becomes|equals|stays|to|gives|keeps)"
    r"(?:\s+(?:now|still|then|set\s+to))?|\s*(?:=|:))\s+(?P<value>`[^`]+`)"
)


def findings(text: str, facts: Facts) -> Iterator[Finding]:
    """Find values that stand beside a name which never has them."""
    for match in _BESIDE.finditer(text):
        name, written = match["name"].rpartition(".")[2], match["value"].strip("`")
        known = facts.values_of.get(name)
        value = parsed(written, otherwise=_NO_VALUE)
        if not known or value is _NO_VALUE or repr(value) in known:
            continue
        there_are = ", ".join(sorted(known)[:SHOWN])
        yield Finding(
            piece=match["value"],
            meant=match[0],
            message=f"`{name}` is never {written}; it is {there_are}",
            hint=f"write {{{{ }}}} for the value, or list it: meant: [{match[0]!r}]",
        )


SHOWN = 6

# Private

_NO_VALUE = object()
