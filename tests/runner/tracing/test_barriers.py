"""A barrier is a statement, by a piece of a line; each is met once."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from proven_lessons.runner.scenario import Barrier
from proven_lessons.runner.trace import Place
from proven_lessons.runner.tracing.barriers import Barriers

SOURCE = "def view():\n    a = 1\n    b = [\n        2,\n    ]\n\n\nclass Other:\n    def view(self):\n        a = 1\n"


def place(line: int, end_line: int = 0, function: str = "view") -> Place:
    return Place(file="views.py", line=line, end_line=end_line or line, code="", function=function)


def met(barrier: Barrier, *places: Place) -> list[int]:
    """Give which of some statements that end are waited behind."""
    now = 0
    found: list[int] = []
    turn = cast("Any", SimpleNamespace(meet=lambda: found.append(now)))
    barriers = Barriers([barrier])
    barriers.look_in("views.py", SOURCE)
    pause = barriers.of([barrier], turn)
    for number, one in enumerate(places):
        now = number
        pause(one)
    return found


@pytest.mark.parametrize(
    ("barrier", "expected"),
    [
        (Barrier(at="a = 1"), [0]),
        (Barrier(at="a = 1", function="Other.view"), [2]),
        (Barrier(at="a = 1", function="view"), [0]),
        (Barrier(at="2,"), [1]),
        (Barrier(at="nowhere"), []),
    ],
)
def test_a_barrier_is_met_behind_its_statement(barrier: Barrier, expected: list[int]) -> None:
    places = [place(2), place(3, 5), place(10, function="Other.view"), place(2)]
    assert met(barrier, *places) == expected
