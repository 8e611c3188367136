"""How requests and commands of runs are counted: with each other, and each by themselves."""

from collections.abc import Collection
from itertools import chain
from typing import NamedTuple

from proven_lessons.runner.trace import Run


class Numbered(NamedTuple):
    """The requests or the commands of runs: the numbers of their exchanges, and how many."""

    numbers: frozenset[int]
    total: int

    @property
    def told(self) -> str:
        """How many there are, with their numbers where others stand between them."""
        if self.numbers == set(range(1, self.total + 1)):
            return str(self.total)
        return f"{self.total}, with the numbers {', '.join(map(str, sorted(self.numbers)))}"


class Sent(NamedTuple):
    """All that is sent or run in some runs."""

    requests: Numbered
    commands: Numbered


def sent(runs: Collection[Run]) -> Sent:
    """Return by which numbers the requests and the commands of runs may be called."""
    return Sent(_numbered(runs, are_commands=False), _numbered(runs, are_commands=True))


# Private


def _numbered(runs: Collection[Run], *, are_commands: bool) -> Numbered:
    """Return by which numbers requests, or commands, may be called."""
    of_runs = [
        [
            number
            for number, one in enumerate(run.exchanges, 1)
            if (one.command is not None) is are_commands
        ]
        for run in runs
    ]
    return Numbered(frozenset(chain.from_iterable(of_runs)), max(map(len, of_runs), default=0))
