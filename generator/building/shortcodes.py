"""What a hand-written page can show of the lessons.

{lessons: tracks}, {lessons: start} and {lessons: player KEY}, each on a line.
"""

import re
from collections.abc import Callable

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_WANTED = re.compile(r"^\{lessons: ([^}\n]+)\}\s*$")


def filled_in(markdown: str, give: Callable[[str], str]) -> str:
    """Return `markdown` with what `give` has for each of its fragments.

    In a block of code they are only text.
    """
    lines: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence):
            fence = ""
        wanted = None if fence else _WANTED.match(line)
        lines.append(give(wanted[1]) if wanted else line)
    return "\n".join(lines)
