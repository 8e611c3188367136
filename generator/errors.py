"""The errors of the generator.

GeneratorError
├── Problem             one thing wrong with one lesson, at one place
└── UsageError          the command was called in a way that it can't serve

And Stopped, a KeyboardInterrupt that says what is done.
"""

import difflib
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field


class GeneratorError(Exception):
    """Anything that the generator reports to whoever called it."""


class UsageError(GeneratorError):
    """The command was called in a way that it can't serve."""


class Stopped(KeyboardInterrupt):
    """Somebody has pressed Ctrl-C; the text says how far the work had come."""


@dataclass(frozen=True)
class Problem(GeneratorError):
    """One thing wrong with one lesson.

    `file` is a path as the author knows it; line and column count from 1.

    `message` says what was found and what was expected; `hint` what to do about it. `details` are
    for whoever looks for a mistake in this program.
    """

    file: str
    message: str
    line: int | None = None
    column: int | None = None
    hint: str = ""
    details: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )
        hint = f" ({self.hint})" if self.hint else ""
        # One problem, one line, whatever it quotes.
        return " ".join(f"{place}: {self.message}{hint}".split("\n"))


def mistake(error: Exception, file: str) -> Problem:
    """Return a mistake of this program as the problem of the lesson at which it showed."""
    return Problem(
        file,
        f"a mistake of this program, not of the lesson: {type(error).__name__}: {error}",
        hint=(
            "please report it, with what the same command prints with --debug, "
            "or mkdocs with --verbose"
        ),
        details="".join(traceback.format_exception(error)),
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the known name nearest to `name`, or lists a few."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(names[:12])}" if names else ""
