"""Say where and why a lesson's own code failed, from the exception that came of it."""

import os
import traceback
from pathlib import Path

from proven_lessons.runner.errors import LessonFailed, ScenarioError
from proven_lessons.runner.trace import Failure, Place
from proven_lessons.runner.tracing.tracer import StepLimitReached
from proven_lessons.runner.values import message_of, type_name


def uncaught(error: BaseException, package: Path) -> Failure:
    """Return an exception that Django turned into a response.

    `package` is the folder of the lesson's code.
    """
    file, line, code, function = _last_place(error, package)
    at = None if file is None or line is None else Place(
        file=file, line=line, end_line=line, code=code, function=function
    )  # fmt: skip
    return Failure(type=type_name(error), message=message_of(error), at=at)


def failure(error: BaseException, package: Path) -> LessonFailed:
    """Return what kept a run from ending well, with its place in the lesson's code."""
    if isinstance(error, LessonFailed):
        return error
    own = f"{package}{os.sep}"
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(own):
        file = Path(error.filename).relative_to(package).as_posix()
        return LessonFailed(f"Python can't read it: {error.msg}", file=file, line=error.lineno)
    place, line, _, _ = _last_place(error, package)
    return LessonFailed(_reason(error, is_placed=place is not None), file=place, line=line)


# Private


def _reason(error: BaseException, *, is_placed: bool) -> str:
    match error:
        case ScenarioError():
            return str(error)
        case StepLimitReached():
            return "it executed more statements than it may (limits: steps); does a loop never end?"
        case MemoryError():
            return "it needs more memory than it may have (limits: memory)"
        case SystemExit():
            return f"it called sys.exit({error.code!r}), which ends a server"
        case RecursionError():
            return "it went too deep: RecursionError"
    message = message_of(error)
    reason = f"{type_name(error)}: {message}" if message else type_name(error)
    return reason if is_placed else f"{reason} (in {_innermost(error)})"


def _last_place(error: BaseException, package: Path) -> tuple[str | None, int | None, str, str]:
    """Return file, line, code and function of the lesson's innermost frame in a traceback."""
    inside = str(package) + os.sep
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(inside):
            return (
                Path(frame.filename).relative_to(package).as_posix(),
                frame.lineno,
                frame.line or "",
                frame.name,
            )
    return None, None, "", ""


def _innermost(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "no frame"
